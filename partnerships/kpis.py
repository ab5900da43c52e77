"""How an indicator stands against what was agreed. Pure.

Names and codes are those of the IATI activity standard 2.03 (`result/indicator`, code lists
ResultType and IndicatorMeasure; https://iatistandard.org/en/iati-standard/203/). A value is always
how things stand at the end of a period, counted from the start, as its target is: a line over time
needs no sums, and a percentage is read like a number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from partnerships.result_enums import Measure, MilestoneState, Progress

# IATI 2.03: `@value` is left out for qualitative measures and must be there for all others.
WITH_VALUE = frozenset(Measure.values) - {Measure.QUALITATIVE}
# The kinds of a nominal scale are in no order: there is nothing to be ahead of, or behind.
IN_ORDER = frozenset({Measure.UNIT, Measure.PERCENTAGE, Measure.ORDINAL})
# Only what is counted can be split into parts that sum up to it.
SPLITS = frozenset({Measure.UNIT})
# Nine tenths of the way that was agreed for a date count as on track: our choice, said on the page.
ON_TRACK_FROM = Decimal("0.9")
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value at the end of a day."""

    on: date
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed of an indicator that has values.

    `starts_on` is when work begins, from where the way to the first target is measured.
    """

    measure: str
    is_ascending: bool
    starts_on: date
    baseline: Decimal | None
    targets: tuple[Reading, ...]

    @property
    def aim(self) -> Reading:
        """The last target."""
        return self.targets[-1]


class TermsError(ValueError):
    """The terms of an indicator contradict themselves; `code` says how."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def check_terms(terms: Terms) -> None:
    """Raise TermsError for what no reader could make sense of.

    Codes: no_target; target_order (IATI: a period starts before it ends, so dates rise);
    out_of_range (a percentage from 0 to 100); wrong_way (the aim lies behind the baseline, seen
    in the direction that `ascending` calls better).
    """
    if not terms.targets:
        raise TermsError("no_target")
    dates = [terms.starts_on, *(target.on for target in terms.targets)]
    if any(later <= earlier for earlier, later in pairwise(dates)):
        raise TermsError("target_order")
    values = [target.value for target in terms.targets]
    if terms.baseline is not None:
        values.append(terms.baseline)
    if any(not is_possible(terms.measure, value) for value in values):
        raise TermsError("out_of_range")
    is_behind = (
        terms.measure in IN_ORDER
        and terms.baseline is not None
        and not _reached(terms.aim.value, terms.baseline, terms.is_ascending)
    )
    if is_behind:
        raise TermsError("wrong_way")


def judged_by_figures(measure: str) -> bool:
    """Whether progress follows from the values; else whoever reports says how it stands."""
    return measure in IN_ORDER


def is_possible(measure: str, value: Decimal) -> bool:
    """Return whether a measure can have this value at all."""
    if measure == Measure.PERCENTAGE:
        return 0 <= value <= 100
    return value >= 0


def expected(terms: Terms, on: date) -> Decimal:
    """Return the value that was agreed for a day: on the straight line between the targets.

    Before the first target the line comes from the baseline; where that is not known, the first
    target itself is taken.
    """
    first = terms.targets[0]
    start = Reading(terms.starts_on, first.value if terms.baseline is None else terms.baseline)
    line = [start, *terms.targets]
    if on <= start.on:
        return start.value
    for before, after in pairwise(line):
        if on <= after.on:
            share = Decimal((on - before.on).days) / Decimal((after.on - before.on).days)
            return before.value + share * (after.value - before.value)
    return terms.aim.value


def progress(terms: Terms, latest: Reading | None) -> Progress:
    """Return how the latest value stands.

    The words are those of UNICEF's Partner Reporting Portal (met, on track, constrained, no
    progress; https://github.com/unicef/etools-partner-reporting-portal), where the reporter
    chooses them. Here they follow from the figures: *met* when the last target is reached (to hold
    a value until the end is met at the end only); *on track* from nine tenths of the way that was
    agreed for the day; *constrained* when there is some way, but less; *no progress* when there is
    none, or it leads away.
    """
    if latest is None or terms.measure not in IN_ORDER:
        return Progress.UNKNOWN
    baseline, aim = terms.baseline, terms.aim
    is_to_hold = baseline == aim.value
    if _reached(latest.value, aim.value, terms.is_ascending) and (
        not is_to_hold or latest.on >= aim.on
    ):
        return Progress.MET
    goal = expected(terms, latest.on)
    if _reached(latest.value, goal, terms.is_ascending):
        return Progress.ON_TRACK
    if baseline is None:
        # Nobody knows from where: that there was no way at all cannot be said.
        return Progress.CONSTRAINED
    way, walked = goal - baseline, latest.value - baseline
    if way == 0 or walked / way <= 0:
        return Progress.NO_PROGRESS
    return Progress.ON_TRACK if walked / way >= ON_TRACK_FROM else Progress.CONSTRAINED


def share_of_aim(terms: Terms, latest: Reading | None) -> float | None:
    """Return how much of the way to the last target is done, from 0 to 1; None where unknown."""
    if latest is None or terms.measure not in IN_ORDER:
        return None
    if _reached(latest.value, terms.aim.value, terms.is_ascending):
        return 1.0
    if terms.baseline is None:
        return None
    way = terms.aim.value - terms.baseline
    if way == 0:
        return 0.0
    return float(min(max((latest.value - terms.baseline) / way, Decimal(0)), Decimal(1)))


def _reached(value: Decimal, goal: Decimal, is_ascending: bool) -> bool:
    return value >= goal if is_ascending else value <= goal


@dataclass(frozen=True, slots=True)
class Part:
    """How many of a value belong to one category of a dimension (IATI: actual/dimension)."""

    dimension: str
    category: str
    value: Decimal


class PartsError(ValueError):
    """The parts do not fit the whole; `dimension` says which of them."""

    def __init__(self, dimension: str) -> None:
        self.dimension = dimension
        super().__init__(dimension)


def check_parts(whole: Decimal, parts: Iterable[Part]) -> None:
    """Raise PartsError where the parts of a dimension are more than the whole, or one is < 0.

    They may be fewer: what a group does not know of people, it need not ask them.
    """
    for dimension, rows in _by_dimension(parts).items():
        if sum(row.value for row in rows) > whole or any(row.value < 0 for row in rows):
            raise PartsError(dimension)


def not_known(whole: Decimal, parts: Iterable[Part]) -> dict[str, Decimal]:
    """Return for each dimension that is split how many of the whole stand in no part."""
    return {
        dimension: whole - sum(row.value for row in rows)
        for dimension, rows in _by_dimension(parts).items()
    }


def _by_dimension(parts: Iterable[Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(part.dimension, []).append(part)
    return found


def milestone_state(due_on: date, reached_on: date | None, today: date) -> MilestoneState:
    if reached_on is not None:
        return MilestoneState.REACHED
    if due_on < today:
        return MilestoneState.LATE
    return MilestoneState.SOON if due_on <= today + SOON else MilestoneState.AHEAD


def tally(states: Sequence[str]) -> dict[Progress, int]:
    """Return how many indicators stand where, the best first; those nobody has are left out."""
    return {word: states.count(word) for word in Progress if word in states}
