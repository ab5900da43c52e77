"""When reports are due, and the steps that one takes. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.result_enums import ReportState, Standing

# Time to write it, once its period is over.
TIME_TO_WRITE = timedelta(days=30)
# What is left at the end is a period of its own from four weeks on.
SHORTEST = timedelta(days=28)
REMIND_BEFORE, REMIND_AFTER = timedelta(days=7), timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """First and last day (IATI: period-start, period-end)."""

    starts_on: date
    ends_on: date

    @property
    def due_on(self) -> date:
        return self.ends_on + TIME_TO_WRITE


def periods(starts_on: date, ends_on: date, months: int) -> list[Period]:
    """Return the periods that are reported on, every `months` months; 0: once, at the end.

    A rest shorter than four weeks belongs to the period before it.
    """
    if not months:
        return [Period(starts_on, ends_on)]
    found: list[Period] = []
    for first, last in _slices(starts_on, ends_on, months):
        if found and last - first < SHORTEST - timedelta(days=1):
            found[-1] = Period(found[-1].starts_on, last)
        else:
            found.append(Period(first, last))
    return found


def _slices(starts_on: date, ends_on: date, months: int) -> Iterator[tuple[date, date]]:
    step, first = 0, starts_on
    while first <= ends_on:
        step += months
        after = months_later(starts_on, step)
        yield first, min(after - timedelta(days=1), ends_on)
        first = after


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or its last one where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def standing(
    state: str, *, ends_on: date, due_on: date, submitted_on: date | None, today: date
) -> Standing:
    """Return how a report on a period that ends on a day stands to the date it is due."""
    if state in (ReportState.SUBMITTED, ReportState.ACCEPTED) and submitted_on is not None:
        return Standing.IN_TIME if submitted_on <= due_on else Standing.LATE
    if today > due_on:
        return Standing.OVERDUE
    return Standing.DUE if today > ends_on else Standing.AHEAD


class ReportError(Exception):
    """A step of a report that cannot be taken now; nothing was written. Subclasses say why."""


class AnotherSideWritesError(ReportError):
    """Another party has begun to write this report; `name` says which."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class ReportChangedError(ReportError):
    """Somebody has saved the report since it was opened here."""


class PeriodNotOverError(ReportError):
    """There is nothing to send before the last day of the period."""

    def __init__(self, ends_on: date) -> None:
        self.ends_on = ends_on
        super().__init__(ends_on.isoformat())


class IncompleteReportError(ReportError):
    """What another side could not judge: `missing` names fields, or keys of indicators."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(", ".join(missing))


class ReportStepError(ReportError):
    """The report's state does not allow this step; `step` and `state` say which."""

    def __init__(self, step: str, state: str) -> None:
        self.step = step
        self.state = ReportState(state)
        super().__init__(f"{step} is not possible from {state}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a report; `label` says that it was taken."""

    name: str
    label: Promise
    sources: frozenset[ReportState]
    target: ReportState


WRITABLE = frozenset({ReportState.OPEN, ReportState.SENT_BACK})
STEPS = {
    step.name: step
    for step in (
        Step("submit", _("Sent to be read"), WRITABLE, ReportState.SUBMITTED),
        Step("take_back", _("Taken back"), frozenset({ReportState.SUBMITTED}), ReportState.OPEN),
        Step(
            "send_back",
            _("Sent back with questions"),
            frozenset({ReportState.SUBMITTED}),
            ReportState.SENT_BACK,
        ),
        Step(
            "accept",
            _("Accepted"),
            frozenset({ReportState.SUBMITTED}),
            ReportState.ACCEPTED,
        ),
    )
}


def is_open(step: str, state: str) -> bool:
    return state in STEPS[step].sources


def next_state(step: str, state: str) -> ReportState:
    """Return where `step` leads; KeyError for an unknown one, ReportStepError if not now."""
    if not is_open(step, state):
        raise ReportStepError(step, state)
    return STEPS[step].target
