"""The archive as readers see it: all exchanges, one exchange, one session."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Subquery, Value, Window
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
from sessions_archive.linked_data import event
from sessions_archive.models import (
    Edition,
    ExchangeSession,
    Participation,
    Person,
    Resource,
)
from sessions_archive.models.annotations import (
    agenda_rows,
    appearance_of,
    appearance_rows,
    codes_of,
    insight_rows,
    neighbour_rows,
    organization_rows,
    question_texts,
    recommendation_rows,
    resource_rows,
)
from sessions_archive.models.session import ExchangeSessionQuerySet
from sessions_archive.presentation import (
    agenda_of,
    by_part,
    by_role,
    distinct_organizations,
    session_citation,
)
from sessions_archive.reader_forms import ArchiveSearchForm
from sessions_archive.search import Wanted, find
from sessions_archive.views.paging import page_of

PAGE_SIZE = 20
OF_AN_EDITION = 6
UPCOMING_AT_ONCE = 12
WITH_SESSIONS = 5
SESSIONS_OF_A_PAGE = 30


@require_safe
def session_list(request: PortalRequest) -> HttpResponse:
    """The exchanges in time, or, once something is looked for, the sessions that fit."""
    viewer = request.viewer
    editions = list(Edition.objects.annotate(held=_number_of_sessions(viewer)))
    form = _search_form(request, editions)
    context: dict[str, Any] = {"form": form}
    sessions = ExchangeSession.objects.visible_to(viewer).select_related("edition")
    if not form.is_valid():
        return render(
            request, "sessions_archive/session_list.html", context | {"wanted": True}, status=400
        )
    if wanted := form.wanted():
        rows = sessions.with_speaker_names(viewer)
        page = page_of(find(wanted, viewer), rows, request.GET.get("page"), PAGE_SIZE)
        return render(
            request,
            "sessions_archive/session_list.html",
            context | {"wanted": wanted, "wanted_of": _name_of(wanted, viewer), "page_obj": page},
        )
    upcoming = sessions.upcoming(timezone.now()).order_by("starts_at", "pk")[:UPCOMING_AT_ONCE]
    return render(
        request,
        "sessions_archive/session_list.html",
        context
        | {
            "editions": _timeline(editions, sessions, viewer),
            "upcoming": upcoming.with_speaker_names(viewer),
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


def _timeline(
    editions: Sequence[Edition], sessions: ExchangeSessionQuerySet, viewer: Viewer
) -> list[tuple[Edition, list[ExchangeSession]]]:
    """Return each exchange with its first sessions; of the older ones the name says enough."""
    newest = [edition.pk for edition in editions[:WITH_SESSIONS]]
    ranked = sessions.filter(edition__in=newest).annotate(
        rank=Window(RowNumber(), partition_by="edition", order_by=("starts_at", "pk"))
    )
    # The speakers are asked for in a question of their own: else all sessions' are looked up.
    first = ranked.filter(rank__lte=OF_AN_EDITION).order_by().values("pk")
    shown: dict[int, list[ExchangeSession]] = {}
    for session in sessions.filter(pk__in=first).with_speaker_names(viewer):
        shown.setdefault(session.edition_id, []).append(session)
    return [(edition, shown.get(edition.pk, [])) for edition in editions]


def _search_form(request: PortalRequest, editions: Sequence[Edition]) -> ArchiveSearchForm:
    """Offer only what some session is about."""
    visible = ExchangeSession.objects.visible_to(request.viewer).order_by()
    # One question for both lists.
    rows = _tagged(visible, Sector, "sectors").union(_tagged(visible, Place, "places"), all=True)
    codes: dict[str, list[str]] = {"sectors": [], "places": []}
    for relation, code in rows:
        codes[relation].append(code)
    return ArchiveSearchForm(request.GET, years=[edition.year for edition in editions], **codes)


def _tagged(sessions: ExchangeSessionQuerySet, model: type[CodeList], relation: str) -> Any:
    """Return the codes of a list that some of these sessions are tagged with."""
    rows = model._default_manager.order_by().annotate(relation=Value(relation))
    used = rows.filter(Exists(sessions.filter(**{relation: OuterRef("pk")})))
    return used.values_list("relation", "pk")


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
    session: Any = get_object_or_404(session_rows(request.viewer, year), slug=slug)
    appearances = [appearance_of(row) for row in session.appearance_rows]
    neighbours = {
        row["number"]: ExchangeSession(edition=session.edition, **row)
        for row in session.neighbour_rows
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
            "linked_data": event(session, appearances),
            "roles": by_role(appearances),
            "agenda": agenda_of(session, session.agenda_rows),
            "resources": [Resource(**row) for row in session.resource_rows],
            "organizations": distinct_organizations(appearances, session.organization_rows),
            "previous": neighbours.get(session.number - 1),
            "next": neighbours.get(session.number + 1),
        },
    )


def session_rows(viewer: Viewer, year: int) -> ExchangeSessionQuerySet:
    """The sessions of a year with all that their pages say, as far as `viewer` may see it."""
    visible = ExchangeSession.objects.visible_to(viewer).filter(edition__year=year)
    return (
        visible.select_related("edition", "language")
        .with_taken()
        .annotate(
            appearance_rows=appearance_rows(viewer),
            neighbour_rows=neighbour_rows(viewer),
            question_texts=question_texts(),
            agenda_rows=agenda_rows(),
            insights=insight_rows("session"),
            said_steps=recommendation_rows("session"),
            resource_rows=resource_rows(viewer),
            organization_rows=organization_rows(viewer),
            interpretation_codes=codes_of("interpretation"),
            sector_codes=codes_of("sectors"),
            place_codes=codes_of("places"),
        )
    )


def _labelled(model: type[CodeList], codes: list[str]) -> list[CodeList]:
    """Return the entries of the codes; without any, the list is not read for them."""
    return codebook.labelled(model, codes) if codes else []
