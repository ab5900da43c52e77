"""Who else comes to a session."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations.models import Organization
from organizations.requests import MemberRequest
from partnerships.opinions import with_opinions
from sessions_archive.models import ExchangeSession, SessionRegistration

# Whom one has met may still be looked up for a while.
AFTERWARDS = timedelta(days=14)


@require_safe
@login_required
@never_cache
def session_meet(request: MemberRequest, year: int, slug: str) -> HttpResponse:
    """The other groups that come and want to be known, with what the two have in common."""
    sessions = ExchangeSession.objects.visible_to(request.viewer).filter(
        edition__year=year, cancelled_at=None, ends_at__gt=timezone.now() - AFTERWARDS
    )
    registration = get_object_or_404(
        SessionRegistration.objects.active().select_related("session__edition"),
        user=request.user,
        session__in=sessions.filter(slug=slug),
    )
    subject = others = None
    if registration.has_place and registration.meets_others:
        own = Organization.objects.visible_to(request.viewer).for_member(request.user.pk)
        groups = with_opinions(own.published().with_tags())
        subject = groups.filter(pk=registration.organization_id).first()
    if subject is not None:
        from partnerships.session_matches import others_at

        others = others_at(registration.session, subject, request.viewer)
    return render(
        request,
        "partnerships/session_meet.html",
        {
            "session": registration.session,
            "registration": registration,
            "subject": subject,
            "others": others,
        },
    )
