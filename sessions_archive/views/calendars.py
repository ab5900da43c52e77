"""Sessions for the reader's own calendar."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from organizations.requests import PortalRequest
from sessions_archive.calendars import calendar_file
from sessions_archive.models import ExchangeSession

# A calendar that is read once a month still hears that a session was called off.
LOOK_BACK = timedelta(days=90)
MOST = 500
CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
def session_ics(request: PortalRequest, year: int, slug: str) -> HttpResponse:
    """One session as an event."""
    visible = ExchangeSession.objects.visible_to(request.viewer).select_related("edition")
    session = get_object_or_404(visible, edition__year=year, slug=slug)
    response = HttpResponse(calendar_file([session]), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{session.slug}.ics"'
    return response


@require_safe
def session_calendar(request: PortalRequest) -> HttpResponse:
    """The sessions to come, and those of late, to subscribe to."""
    sessions = (
        ExchangeSession.objects.visible_to(request.viewer)
        .filter(is_published=True, ends_at__gt=timezone.now() - LOOK_BACK)
        .select_related("edition")
        .order_by("starts_at", "pk")[:MOST]
    )
    return HttpResponse(calendar_file(sessions, is_feed=True), content_type=CONTENT_TYPE)
