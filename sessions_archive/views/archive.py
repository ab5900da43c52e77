"""The archive as readers see it: all exchanges, one exchange, one session."""

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations.requests import PortalRequest
from sessions_archive.models import Appearance, Edition, ExchangeSession, Participation
from sessions_archive.models.annotations import (
    insight_rows,
    question_texts,
    recommendation_rows,
)
from sessions_archive.presentation import by_part, by_role, distinct_organizations


@require_safe
def session_list(request: PortalRequest) -> HttpResponse:
    viewer = request.viewer
    sessions = (
        ExchangeSession.objects.visible_to(viewer)
        .select_related("language")
        .with_speaker_names(viewer)
    )
    editions = list(
        Edition.objects.prefetch_related(Prefetch("sessions", sessions, to_attr="shown_sessions"))
    )
    upcoming = [
        session for edition in editions for session in edition.shown_sessions if not session.is_past
    ]
    upcoming.sort(key=lambda session: session.starts_at)
    return render(
        request,
        "sessions_archive/session_list.html",
        {"editions": editions, "upcoming": upcoming},
    )


@require_safe
def edition_detail(request: PortalRequest, year: int) -> HttpResponse:
    viewer = request.viewer
    editions = Edition.objects.annotate(
        insights=insight_rows("edition"), steps=recommendation_rows()
    )
    edition = get_object_or_404(editions, year=year)
    sessions = (
        ExchangeSession.objects.visible_to(viewer)
        .filter(edition=edition)
        .select_related("edition", "language")
        .with_speaker_names(viewer)
    )
    participations = (
        Participation.objects.filter(edition=edition).with_listing(viewer).with_people_names(viewer)
    )
    return render(
        request,
        "sessions_archive/edition_detail.html",
        {
            "edition": edition,
            "sessions": list(sessions),
            "organizations": by_part(participations),
            "resources": list(edition.resources.all()),
        },
    )


@require_safe
def session_detail(request: PortalRequest, year: int, slug: str) -> HttpResponse:
    viewer = request.viewer
    visible = ExchangeSession.objects.visible_to(viewer).filter(edition__year=year)
    session = get_object_or_404(
        visible.select_related("edition", "language")
        .with_taken()
        .annotate(question_texts=question_texts(), insights=insight_rows("session")),
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
            "roles": by_role(appearances),
            "organizations": distinct_organizations(appearances),
            "previous": neighbours.get(session.number - 1),
            "next": neighbours.get(session.number + 1),
        },
    )
