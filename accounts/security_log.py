"""The log of what may be an attack: named events with a few facts, and nobody in them.

An account and an address appear as short keyed marks. The mark of an address changes each day, so
that a day's attack can be put together and nobody can be followed for longer.
"""

import logging

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

logger = logging.getLogger("security")


def security_event(event: str, request: HttpRequest | None = None, **facts: str | int) -> None:
    """Write one line: what happened, at which address by name, to which account, from where."""
    if request is not None:
        facts = {**_facts_of(request), **facts}
    # Nothing else is written down: these hold no words of a person's.
    if unknown := facts.keys() - set(settings.SECURITY_FACTS):
        raise ValueError(f"not a fact of the security log: {sorted(unknown)}")
    logger.warning(event, extra=facts)


def _facts_of(request: HttpRequest) -> dict[str, str | int]:
    # The address itself may hold a token or name a listing: only its name is written.
    match = request.resolver_match
    # Who it was only if a view has asked: a refusal costs no query, and stands without a database.
    user = getattr(request, "_cached_user", None)
    return {
        "route": match.view_name if match else "",
        "method": request.method or "",
        "account": _mark("account", str(user.pk)) if user and user.is_authenticated else "",
        "source": _mark(f"source {timezone.now().date()}", _address_of(request)),
    }


def _mark(kind: str, value: str) -> str:
    key = f"security log: {kind}"
    return salted_hmac(key, value, algorithm="sha256").hexdigest()[:12]


def _address_of(request: HttpRequest) -> str:
    try:
        return str(get_adapter().get_client_ip(request))
    except (PermissionDenied, ImproperlyConfigured):  # fewer proxies than the settings count on
        return ""
