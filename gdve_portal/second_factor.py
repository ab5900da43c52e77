"""Whoever could harm many signs in with two steps: staff, and who speaks for a public body."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import actions
from accounts.models import User

# What stays open without the second step: setting it up, leaving, another language.
OPEN = frozenset({"account_logout", "account_reauthenticate", "admin:logout", "set_language"})
OPEN_PREFIX = "mfa_"
KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_have_one(request: Any) -> bool:
    """Return whether this reader may use the portal with two steps only."""
    user = request.user
    if not user.is_authenticated or user.email in settings.SECOND_FACTOR_EXEMPT:
        return False
    return user.is_staff or user.is_superuser or request.viewer.is_public_body


class SecondFactorMiddleware:
    """Lead who lacks the second step to the page that sets it up; do nothing else for her.

    A form that was sent is refused with a page that says how to send it again: the browser
    still holds what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, *args: object) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not must_have_one(request):
            return None
        if Authenticator.objects.filter(user=request.user.pk, type__in=KINDS).exists():
            return None
        request.lacks_second_factor = True
        name = request.resolver_match.view_name
        if name in OPEN or name.startswith(OPEN_PREFIX):
            return None
        if request.method in ("GET", "HEAD"):
            return redirect("mfa_index")
        return render(request, "403_second_factor.html", {"request_id": request.id}, status=403)


@receiver(authenticator_added)
def end_sessions_without_second_step(
    request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Whoever is in elsewhere came in with the password alone."""
    if authenticator.type in KINDS:
        actions.end_other_sessions(by=user, session_key=request.session.session_key or "")


@register()
def second_factor_is_asked_for(**kwargs: object) -> list[CheckMessage]:
    """Only a development server, which shows its letters to anybody, may do without."""
    is_kept = settings.SECOND_FACTOR_REQUIRED and not settings.SECOND_FACTOR_EXEMPT
    if settings.DEV_PAGES or is_kept:
        return []
    return [Error("Staff could sign in without a second step.", id="gdve.E001")]
