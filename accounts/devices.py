"""Noting where a person is signed in, and when she was last seen there."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.device_names import device_name
from accounts.models import DeviceSession, User

# In the session: the key it had when it was last noted, and when that was.
NOTED = "device_noted"
EVERY_SECONDS = 600


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    if request.session.session_key is None:  # somebody else was signed in here until now
        request.session.save()
    DeviceSession.objects.filter(user=user).ended().delete()
    DeviceSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": user, "device": device_name(request.META.get("HTTP_USER_AGENT", ""))},
    )
    request.session[NOTED] = [request.session.session_key, time.time()]


class LastSeenMiddleware:
    """Note, every ten minutes at most, that a session is in use; follow its key when that changes.

    It asks nothing of the database for a request that has not asked for the session itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if response.status_code < 500 and session.accessed and SESSION_KEY in session:
            key, at = session.get(NOTED, ("", 0))
            if key != session.session_key or time.time() - at > EVERY_SECONDS:
                _note(request, key)
        return response


def _note(request: HttpRequest, earlier_key: str) -> None:
    if not isinstance(request.user, User):  # a session that a new password has ended
        return
    key = request.session.session_key
    updated = DeviceSession.objects.filter(session_key=earlier_key).update(
        session_key=key, last_seen_at=timezone.now()
    )
    if updated:
        request.session[NOTED] = [key, time.time()]
    else:  # signed in before devices were noted
        note_sign_in(request, request.user)


def sessions_of(user: User) -> list[DeviceSession]:
    """Return where `user` is signed in, last used first; what a new password ended is left out."""
    rows = DeviceSession.objects.filter(user=user).order_by("-last_seen_at", "-pk")
    sessions = Session.objects.filter(
        session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
    )
    proof = user.get_session_auth_hash()
    alive = {
        session.session_key
        for session in sessions
        if constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), proof)
    }
    return [row for row in rows if row.session_key in alive]
