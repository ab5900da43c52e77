"""From a recommendation back to what was learnt, and on to who pursues it and how far they are.

Counted is only what every party has agreed to publish, and only where the reader may see every
party: whatever she may not learn of changes no number here.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from organizations.viewers import Viewer
from partnerships.came_of import shown_to
from partnerships.models import Kpi, Partnership, Pursuit, Report
from partnerships.partnership_enums import OVER, RUNNING
from partnerships.result_enums import Measure, Progress, ReportState
from partnerships.result_pages import BADGES, KpiView, public_indicators
from sessions_archive.models import (
    Edition,
    ExchangeSession,
    GuidingQuestion,
    Insight,
    Recommendation,
    RecommendationItem,
)

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A recommendation in the list of its exchange."""

    recommendation: Recommendation
    steps: list[dict[str, str]]
    insights: int
    partnerships: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """The insights of one session, or of the exchange as a whole, that lead to a recommendation."""

    session: ExchangeSession | None
    questions: list[dict[str, str]]
    insights: list[Insight]


@dataclass(frozen=True, slots=True)
class Counts:
    """What is public of the partnerships that pursue a recommendation."""

    partnerships: int = 0
    running: int = 0
    over: int = 0
    indicators: int = 0
    reports: int = 0


@dataclass(frozen=True, slots=True)
class Pursued:
    """A partnership with those of its indicators that are public."""

    partnership: Any
    indicators: list[KpiView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pursuers:
    """Who pursues a recommendation: the counts, and one page of them."""

    counts: Counts
    page: Page
    rows: list[Pursued]

    @property
    def tally(self) -> list[tuple[Any, int, str]]:
        """How the indicators of this page stand: each word with how many, none left out."""
        words = Counter(view.progress for row in self.rows for view in row.indicators)
        return [(word.label, words[word], BADGES[word]) for word in Progress]


def recommendations_of(edition: Edition, viewer: Viewer) -> list[Line]:
    """The recommendations of an exchange, in its order: two queries."""
    published = Partnership.objects.published_to(viewer)
    pursuits = Pursuit.objects.filter(partnership__in=published, recommendation__edition=edition)
    counted = pursuits.order_by().values("recommendation").annotate(n=Count("pk"))
    pursued = {row["recommendation"]: row["n"] for row in counted}
    rows: Any = edition.recommendations.annotate(
        steps=_steps(), learnt=_number(_learnt_in(viewer).filter(recommendations=OuterRef("pk")))
    )
    return [Line(row, row.steps, row.learnt, pursued.get(row.pk, 0)) for row in rows]


def with_steps() -> Any:
    """Recommendations with their exchange, and `steps`, the texts of what is recommended."""
    return Recommendation.objects.select_related("edition").annotate(steps=_steps())


def learnt(recommendation: Recommendation, viewer: Viewer) -> list[Learnt]:
    """What it follows from, by session, each with what had been asked there: one query."""
    questions = GuidingQuestion.objects.filter(session=OuterRef("section__session"))
    insights: Any = (
        _learnt_in(viewer)
        .filter(recommendations=recommendation)
        .select_related("section__session__edition")
        .annotate(questions=ArraySubquery(questions.order_by("position", "pk").values("texts")))
        .order_by("section__session__starts_at", "section__position", "position", "pk")
    )
    by_session: dict[int | None, Learnt] = {}
    for insight in insights:
        session = insight.section.session
        found = by_session.setdefault(
            session and session.pk, Learnt(session, insight.questions or [], [])
        )
        found.insights.append(insight)
    return list(by_session.values())


def pursuers(recommendation: Recommendation, viewer: Viewer, page: str | None) -> Pursuers:
    """The partnerships that pursue it: five queries, however many there are."""
    pursuing = Partnership.objects.filter(
        pk__in=Pursuit.objects.filter(recommendation=recommendation).values("partnership")
    )
    shown = shown_to(pursuing, viewer)
    counts = _counts(shown)
    paginator = Paginator(shown, PAGE_SIZE)
    paginator.count = counts.pop("shown")
    found = paginator.get_page(page)
    rows = list(found)
    indicators = public_indicators(row for row in rows if row.is_public)
    return Pursuers(
        Counts(**counts), found, [Pursued(row, indicators.get(row.pk, [])) for row in rows]
    )


def pursued_by(partnership: Partnership) -> Iterable[Pursuit]:
    return partnership.pursuits.select_related("recommendation__edition").order_by(
        "-recommendation__edition__year", "recommendation__position"
    )


def _counts(shown: Any) -> dict[str, int]:
    """One query. Of indicators and reports only those of which the figures are public."""
    public, open_ = Q(is_public=True), Q(is_public=True, summary__shows_results=True)
    kpis = Kpi.objects.agreed().exclude(measure=Measure.QUALITATIVE)
    accepted = Report.objects.filter(state=ReportState.ACCEPTED)
    of_this: Any = {"partnership": OuterRef("pk")}
    counted = shown.annotate(
        kpis_=_number(kpis.filter(**of_this)), reports_=_number(accepted.filter(**of_this))
    ).aggregate(
        shown=Count("pk"),
        partnerships=Count("pk", filter=public),
        running=Count("pk", filter=public & Q(state__in=RUNNING)),
        over=Count("pk", filter=public & Q(state__in=OVER)),
        indicators=Sum("kpis_", filter=open_, default=0),
        reports=Sum("reports_", filter=open_, default=0),
    )
    return dict(counted)


def _learnt_in(viewer: Viewer) -> Any:
    """Insights of the exchange, and of those sessions that the viewer may read."""
    sessions = ExchangeSession.objects.visible_to(viewer)
    return Insight.objects.filter(Q(section__session=None) | Q(section__session__in=sessions))


def _steps() -> ArraySubquery:
    steps = RecommendationItem.objects.filter(recommendation=OuterRef("pk"))
    return ArraySubquery(steps.order_by("position", "pk").values("texts"))


def _number(rows: Any) -> Coalesce:
    counted = rows.order_by().annotate(of_all=Value(1)).values("of_all").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)
