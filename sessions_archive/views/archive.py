"""The archive as readers see it: all exchanges, one exchange, one session."""

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Paginator
from django.db.models import Case, Count, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from organizations import codebook
from organizations.models import Language, Organization, Place, Sector
from organizations.models.codelists import CodeList
from organizations.requests import PortalRequest
from organizations.viewers import Viewer
from sessions_archive.models import (
    Appearance,
    Edition,
    ExchangeSession,
    Participation,
    Person,
    Resource,
)
from sessions_archive.models.annotations import (
    agenda_rows,
    codes_of,
    insight_rows,
    organization_rows,
    question_texts,
    recommendation_rows,
    resource_rows,
)
from sessions_archive.presentation import (
    agenda_of,
    by_part,
    by_role,
    distinct_organizations,
    session_citation,
)
from sessions_archive.reader_forms import ArchiveSearchForm
from sessions_archive.search import Wanted, find

PAGE_SIZE = 20
OF_AN_EDITION = 6
UPCOMING_AT_ONCE = 12
SESSIONS_OF_A_PAGE = 30


@require_safe
def session_list(request: PortalRequest) -> HttpResponse:
    """The exchanges in time, or, once something is looked for, the sessions that fit."""
    viewer = request.viewer
    editions = list(Edition.objects.all())
    form = _search_form(request, editions)
    context: dict[str, Any] = {"form": form}
    sessions = ExchangeSession.objects.visible_to(viewer).select_related("edition")
    if not form.is_valid():
        return render(
            request, "sessions_archive/session_list.html", context | {"wanted": True}, status=400
        )
    if wanted := form.wanted():
        found = find(wanted, viewer).select_related("edition").with_speaker_names(viewer)
        page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        return render(
            request,
            "sessions_archive/session_list.html",
            context | {"wanted": wanted, "wanted_of": _name_of(wanted, viewer), "page_obj": page},
        )
    now = timezone.now()
    # One question for both lists: each exchange's first sessions, and the next ones of all.
    ranked = sessions.with_speaker_names(viewer).annotate(
        rank=Window(RowNumber(), partition_by="edition", order_by=("starts_at", "pk")),
        of_edition=Window(Count("pk"), partition_by="edition"),
        is_coming=Case(When(ends_at__gt=now, then=True), default=False),
    )
    ranked = ranked.annotate(
        turn=Window(RowNumber(), partition_by="is_coming", order_by=("starts_at", "pk"))
    )
    rows = ranked.filter(
        Q(rank__lte=OF_AN_EDITION) | Q(is_coming=True, turn__lte=UPCOMING_AT_ONCE)
    ).order_by("starts_at", "pk")
    upcoming: list[ExchangeSession] = []
    shown: dict[int, list[ExchangeSession]] = {}
    for session in rows:
        if session.rank <= OF_AN_EDITION:
            shown.setdefault(session.edition_id, []).append(session)
        if session.is_coming and session.turn <= UPCOMING_AT_ONCE:
            upcoming.append(session)
    return render(
        request,
        "sessions_archive/session_list.html",
        context
        | {
            "editions": [(edition, shown.get(edition.pk, [])) for edition in editions],
            "upcoming": upcoming,
        },
    )


def _name_of(wanted: Wanted, viewer: Viewer) -> str:
    """Return the name of whom or what is looked for by its address, if `viewer` may read it."""
    names: Any
    if wanted.person:
        names = Person.objects.visible_to(viewer).filter(slug=wanted.person)
    elif wanted.organization:
        names = Organization.objects.visible_to(viewer).filter(slug=wanted.organization)
    else:
        return ""
    return names.values_list("name", flat=True).first() or ""


def _search_form(request: PortalRequest, editions: list[Edition]) -> ArchiveSearchForm:
    """Offer only what some session is about."""
    visible = ExchangeSession.objects.visible_to(request.viewer).order_by()
    codes = visible.aggregate(
        sectors=ArrayAgg("sectors", distinct=True, filter=Q(sectors__isnull=False)),
        places=ArrayAgg("places", distinct=True, filter=Q(places__isnull=False)),
    )
    return ArchiveSearchForm(
        request.GET,
        years=[edition.year for edition in editions],
        sectors=codes["sectors"] or (),
        places=codes["places"] or (),
    )


@require_safe
def edition_detail(request: PortalRequest, year: int) -> HttpResponse:
    viewer = request.viewer
    editions = Edition.objects.annotate(
        insights=insight_rows("edition"),
        steps=recommendation_rows(),
        held=_number_of_sessions(viewer),
    )
    edition: Any = get_object_or_404(editions, year=year)
    sessions = (
        ExchangeSession.objects.visible_to(viewer)
        .filter(edition=edition)
        .select_related("edition", "language")
        .with_speaker_names(viewer)
    )
    paginator = Paginator(sessions, SESSIONS_OF_A_PAGE)
    paginator.count = edition.held
    page = paginator.get_page(request.GET.get("page"))
    participations = (
        Participation.objects.filter(edition=edition).with_listing(viewer).with_people_names(viewer)
    )
    return render(
        request,
        "sessions_archive/edition_detail.html",
        {
            "edition": edition,
            "sessions": page,
            "organizations": by_part(participations),
            "resources": list(edition.resources.visible_to(viewer)),
        },
    )


def _number_of_sessions(viewer: Viewer) -> Coalesce:
    mine = ExchangeSession.objects.visible_to(viewer).filter(edition=OuterRef("pk")).order_by()
    return Coalesce(Subquery(mine.values("edition").annotate(n=Count("pk")).values("n")), 0)


@require_safe
def session_detail(request: PortalRequest, year: int, slug: str) -> HttpResponse:
    viewer = request.viewer
    visible = ExchangeSession.objects.visible_to(viewer).filter(edition__year=year)
    session: Any = get_object_or_404(
        visible.select_related("edition", "language")
        .with_taken()
        .annotate(
            question_texts=question_texts(),
            agenda_rows=agenda_rows(),
            insights=insight_rows("session"),
            said_steps=recommendation_rows("session"),
            resource_rows=resource_rows(viewer),
            organization_rows=organization_rows(viewer),
            interpretation_codes=codes_of("interpretation"),
            sector_codes=codes_of("sectors"),
            place_codes=codes_of("places"),
        ),
        slug=slug,
    )
    appearances = list(
        Appearance.objects.visible_to(viewer)
        .filter(session=session)
        .select_related("person")
        .with_listing(viewer)
    )
    around = (session.number - 1, session.number + 1)
    neighbours = {
        other.number: other for other in visible.filter(number__in=around).select_related("edition")
    }
    return render(
        request,
        "sessions_archive/session_detail.html",
        {
            "session": session,
            "edition": session.edition,
            "sectors": _labelled(Sector, session.sector_codes),
            "places": _labelled(Place, session.place_codes),
            "interpretation": _labelled(Language, session.interpretation_codes),
            "citation": session_citation(session),
            "roles": by_role(appearances),
            "agenda": agenda_of(session, session.agenda_rows),
            "resources": [Resource(**row) for row in session.resource_rows],
            "organizations": distinct_organizations(appearances, session.organization_rows),
            "previous": neighbours.get(session.number - 1),
            "next": neighbours.get(session.number + 1),
        },
    )


def _labelled(model: type[CodeList], codes: list[str]) -> list[CodeList]:
    """Return the entries of the codes; without any, the list is not read for them."""
    return codebook.labelled(model, codes) if codes else []
