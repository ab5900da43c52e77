"""What is new in the archive, as a feed, and what there is, as data."""

from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from organizations.atom import CONTENT_TYPE, Entry, bullets, feed_file, paragraphs
from organizations.models.codelists import in_readers_language
from organizations.requests import PortalRequest
from organizations.viewers import ANONYMOUS
from sessions_archive.models import Edition, ExchangeSession
from sessions_archive.models.annotations import (
    appearance_of,
    insight_rows,
    recommendation_rows,
)
from sessions_archive.serialisation import edition_data, session_data
from sessions_archive.views.archive import session_rows

MOST = 30


@require_safe
@cache_control(public=True, max_age=900)
def session_feed(request: PortalRequest) -> HttpResponse:
    """Exchanges, sessions and what was learnt, as everybody may see them: readers pass it on."""
    return HttpResponse(
        feed_file(
            title=_("News of the Global Diaspora Virtual Exchanges"),
            subtitle=_("New exchanges, sessions, and what was learnt at them."),
            path=request.path,
            page=reverse("sessions_archive:session_list"),
            entries=[*_editions(), *_sessions(), *_insights()],
        ),
        content_type=CONTENT_TYPE,
    )


def _editions() -> list[Entry]:
    return [
        Entry(
            key=f"urn:gdve:exchange:{edition.year}",
            title=f"{edition.year}: {edition.topic}",
            path=edition.get_absolute_url(),
            published=edition.added_at,
            updated=edition.added_at,
            summary=paragraphs([capfirst(in_readers_language(edition.outputs))]),
        )
        for edition in Edition.objects.order_by("-added_at", "-year")[:MOST]
    ]


def _sessions() -> list[Entry]:
    rows: Any = (
        ExchangeSession.objects.visible_to(ANONYMOUS)
        .select_related("edition")
        .with_speaker_names(ANONYMOUS)
        .annotate(since=Coalesce("published_at", "changed_at"))
        .order_by("-since", "-pk")[:MOST]
    )
    return [
        Entry(
            key=f"urn:uuid:{row.uuid}",
            title=row.theme,
            path=row.get_absolute_url(),
            published=row.since,
            updated=max(row.since, row.changed_at),
            summary=paragraphs([_when(row), _state(row), ", ".join(row.speaker_names)]),
        )
        for row in rows
    ]


def _when(session: ExchangeSession) -> str:
    start, end = session.local_start, session.local_end
    return _("%(day)s, %(start)s to %(end)s %(zone)s") % {
        "day": date_format(start, "DATE_FORMAT"),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "zone": session.zone_label,
    }


def _state(session: ExchangeSession) -> str:
    return _("This session is cancelled") if session.cancelled_at else ""


def _insights() -> list[Entry]:
    rows: Any = (
        ExchangeSession.objects.visible_to(ANONYMOUS)
        .select_related("edition")
        .annotate(insights=insight_rows("session"), since=Max("sections__insights__added_at"))
        .filter(since__isnull=False)
        .order_by("-since", "-pk")[:MOST]
    )
    return [
        Entry(
            key=f"urn:uuid:{row.uuid}#insights",
            title=_("What was learnt: %(theme)s") % {"theme": row.theme},
            path=f"{row.get_absolute_url()}#insights",
            published=row.since,
            updated=row.since,
            summary=_learnt(row.insights),
        )
        for row in rows
    ]


def _learnt(insights: list[dict[str, Any]]) -> SafeString:
    return bullets(in_readers_language(insight["texts"]) for insight in insights)


@require_safe
def session_json(request: PortalRequest, year: int, slug: str) -> JsonResponse:
    """One session as data, as far as the reader may see it."""
    session: Any = get_object_or_404(session_rows(request.viewer, year), slug=slug)
    appearances = [appearance_of(row) for row in session.appearance_rows]
    return JsonResponse(session_data(session, appearances), json_dumps_params=AS_WRITTEN)


@require_safe
def edition_json(request: PortalRequest, year: int) -> JsonResponse:
    """One exchange as data, with its sessions in short."""
    edition = get_object_or_404(
        Edition.objects.annotate(insights=insight_rows("edition"), steps=recommendation_rows()),
        year=year,
    )
    sessions = ExchangeSession.objects.visible_to(request.viewer).filter(edition=edition)
    data = edition_data(edition, sessions.select_related("edition"))
    return JsonResponse(data, json_dumps_params=AS_WRITTEN)


AS_WRITTEN = {"ensure_ascii": False}
