"""The results of a partnership as its pages and files show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.models import Generation
from partnerships.kpis import (
    Part,
    Reading,
    Terms,
    milestone_state,
    not_known,
    progress,
    share_of_aim,
    tally,
)
from partnerships.models import Actual, Kpi, Milestone, Partnership, Report
from partnerships.result_enums import Dimension, Gender, Progress, ReportState, Standing
from partnerships.timelines import Timeline, timeline

NOT_KNOWN = _("Not known")
# How a badge of each word looks (components/badge.html).
BADGES = {
    Progress.MET: "success",
    Progress.ON_TRACK: "info",
    Progress.CONSTRAINED: "warning",
    Progress.NO_PROGRESS: "danger",
    Progress.UNKNOWN: "unknown",
}
STANDING_BADGES = {
    Standing.AHEAD: "neutral",
    Standing.DUE: "warning",
    Standing.OVERDUE: "danger",
    Standing.IN_TIME: "success",
    Standing.LATE: "neutral",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A day of an indicator: what was agreed for it, what was reached."""

    on: date
    target: Decimal | None
    target_comment: str
    actual: Actual | None

    @property
    def is_read(self) -> bool:
        return self.actual is not None and self.actual.report.state == ReportState.ACCEPTED


@dataclass(frozen=True, slots=True)
class Split:
    """The latest value by one dimension: (category, value), what is not known at the end."""

    label: Any
    rows: list[tuple[Any, Decimal]]


@dataclass(frozen=True)
class KpiView:
    """An indicator with all that is known of it."""

    kpi: Kpi
    terms: Terms
    rows: list[Row]

    @cached_property
    def actuals(self) -> list[Actual]:
        return [row.actual for row in self.rows if row.actual is not None]

    @cached_property
    def readings(self) -> list[Reading]:
        return [
            Reading(row.on, row.actual.value)
            for row in self.rows
            if row.actual is not None and row.actual.value is not None
        ]

    @property
    def latest(self) -> Reading | None:
        return self.readings[-1] if self.readings else None

    @cached_property
    def progress(self) -> Progress:
        """From the figures; where they have no order, what the last report says."""
        if self.kpi.is_judged_by_figures and self.terms.targets:
            return progress(self.terms, self.latest)
        return Progress(self.actuals[-1].rating) if self.actuals else Progress.UNKNOWN

    @property
    def badge(self) -> str:
        return BADGES[self.progress]

    @property
    def share(self) -> float | None:
        return share_of_aim(self.terms, self.latest) if self.terms.targets else None

    @property
    def percent(self) -> int | None:
        """The share in whole percent, rounded down: 100 is said of what is reached only."""
        return None if self.share is None else int(self.share * 100)

    @cached_property
    def plot(self) -> Timeline | None:
        if not (self.kpi.is_judged_by_figures and self.terms.targets):
            return None
        return timeline(
            self.readings,
            self.terms.targets,
            starts_on=self.terms.starts_on,
            baseline=self.terms.baseline,
            mirrored=get_language_bidi(),
        )

    @cached_property
    def splits(self) -> list[Split]:
        """How the latest value is made up, as far as it is known."""
        last = self.actuals[-1] if self.actuals else None
        if last is None or last.value is None:
            return []
        return splits(last.value, last.known_parts)


@dataclass(frozen=True, slots=True)
class MilestoneView:
    milestone: Milestone
    state: Any
    badge: str


@dataclass(frozen=True)
class Results:
    """All indicators and milestones of a partnership."""

    partnership: Partnership
    kpis: list[KpiView]
    former: list[KpiView]
    milestones: list[MilestoneView]

    @property
    def tally(self) -> list[tuple[Any, int, str]]:
        """How many indicators stand where: (word, how many, look)."""
        counted = tally([view.progress for view in self.kpis])
        return [(word.label, count, BADGES[word]) for word, count in counted.items()]

    @property
    def has_any(self) -> bool:
        return bool(self.kpis or self.former or self.milestones)


def results_of(partnership: Partnership, *, accepted_only: bool = False) -> Results:
    """Read the results of a partnership: four queries, however many there are.

    `accepted_only` leaves out what another side has not read yet.
    """
    kpis = list(partnership.kpis.prefetch_related("targets"))
    actuals = Actual.objects.filter(report__partnership=partnership)
    actuals = actuals.accepted() if accepted_only else actuals.sent()
    said: dict[int, list[Actual]] = {}
    for actual in actuals.select_related("report").with_split().order_by("report__ends_on", "pk"):
        said.setdefault(actual.kpi_id, []).append(actual)
    starts = partnership.starts or timezone.localdate()
    views = [_view(kpi, said.get(kpi.pk, []), starts) for kpi in kpis]
    today = timezone.localdate()
    return Results(
        partnership,
        kpis=[view for view in views if view.kpi.is_agreed],
        former=[view for view in views if not view.kpi.is_agreed and view.actuals],
        milestones=[_milestone(row, today) for row in partnership.milestones.agreed()],
    )


def public_results(partnership: Partnership) -> Results:
    """What the public reads where every party agrees to it: figures that another side accepted.

    No words of a report, no parts (a few people could be told from them), nothing that is said in
    words alone.
    """
    found = results_of(partnership, accepted_only=True)
    return Results(
        partnership,
        kpis=[view for view in found.kpis if view.kpi.has_value],
        former=[],
        milestones=[],
    )


def public_indicators(partnerships: Iterable[Partnership]) -> dict[int, list[KpiView]]:
    """By partnership, the indicators whose figures are public: three queries for all together.

    Of each, no more than its own page of figures shows; nothing where a summary is without them.
    """
    shown = {row.pk: row for row in partnerships if row.summary and row.summary.shows_results}
    if not shown:
        return {}
    kpis = list(Kpi.objects.agreed().filter(partnership__in=shown).prefetch_related("targets"))
    actuals = Actual.objects.accepted().filter(kpi__in=kpis).select_related("report").with_split()
    said: dict[int, list[Actual]] = {}
    for actual in actuals.order_by("report__ends_on", "pk"):
        said.setdefault(actual.kpi_id, []).append(actual)
    found: dict[int, list[KpiView]] = {}
    for kpi in kpis:
        if isinstance(kpi, Kpi) and kpi.has_value:
            starts = shown[kpi.partnership_id].starts or timezone.localdate()
            found.setdefault(kpi.partnership_id, []).append(
                _view(kpi, said.get(kpi.pk, []), starts)
            )
    return found


def _view(kpi: Kpi, actuals: Sequence[Actual], starts_on: date) -> KpiView:
    targets = {row.on: row for row in kpi.targets.all()}
    reached = {actual.report.ends_on: actual for actual in actuals}
    rows = []
    for on in sorted({*targets, *reached}):
        target = targets.get(on)
        rows.append(
            Row(
                on,
                target.value if target else None,
                target.comment if target else "",
                reached.get(on),
            )
        )
    return KpiView(kpi, kpi.agreed.terms(starts_on), rows)


def _milestone(row: Milestone, today: date) -> MilestoneView:
    state = milestone_state(row.due_on, row.reached_on, today)
    badge = {"reached": "success", "late": "danger", "soon": "warning", "ahead": "neutral"}[state]
    return MilestoneView(row, state, badge)


def categories(dimension: str) -> list[tuple[str, Any]]:
    """What a value may be split into: (code, label)."""
    if dimension == Dimension.GENDER:
        return list(Gender.choices)
    return [(code, entry.label) for code, entry in codebook.entries(Generation).items()]


def splits(whole: Decimal, parts: Iterable[Part]) -> list[Split]:
    """Return the parts in the reader's words, with what nobody knows."""
    known = list(parts)
    found = []
    for dimension, rest in not_known(whole, known).items():
        names = dict(categories(dimension))
        rows: list[tuple[Any, Decimal]] = [
            (names.get(part.category, part.category), part.value)
            for part in known
            if part.dimension == dimension
        ]
        if rest:
            rows.append((NOT_KNOWN, rest))
        found.append(Split(Dimension(dimension).label, rows))
    return found


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in a list."""

    report: Report
    standing: Standing
    badge: str

    @property
    def is_waiting(self) -> bool:
        return self.report.state == ReportState.SUBMITTED


def report_lines(reports: Iterable[Report]) -> list[ReportLine]:
    return [
        ReportLine(report, standing := report.standing, STANDING_BADGES[standing])
        for report in reports
    ]
