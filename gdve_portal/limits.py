"""How often something may be asked for, by account or by address: a count in the cache a window."""

import math
import time
from collections.abc import Callable
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from gdve_portal.views import too_many_requests

READING = frozenset({"GET", "HEAD"})


def seconds_to_wait(name: str, amount: int, seconds: int, who: str) -> int:
    """Count one more; return 0, or for how long `who` has to wait.

    The address or account is kept as a keyed mark, and no longer than the window lasts.
    """
    now = time.time()
    window = int(now // seconds)
    mark = salted_hmac("rate limit", who).hexdigest()[:24]
    key = f"limit:{name}:{seconds}:{window}:{mark}"
    cache.add(key, 0, timeout=seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # the window closed between the two
        return 0
    return 0 if count <= amount else math.ceil((window + 1) * seconds - now)


class RateLimitMiddleware:
    """Refuse what one account or one address asks for, or sends, too often.

    settings.ASKING_LIMITS count every request of a page, settings.SENDING_LIMITS what changes.

    Without the cache nothing is counted: pages stand while Redis is away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, *args: object) -> HttpResponse | None:
        name = request.resolver_match.view_name
        limits = list(settings.ASKING_LIMITS.get(name, ()))
        if request.method not in READING:
            limits += settings.SENDING_LIMITS.get(name, ())
        try:
            waits = [seconds_to_wait(name, *limit, _who(request)) for limit in limits]
        except RedisError:
            return None
        return too_many_requests(request, max(waits)) if any(waits) else None


def _who(request: Any) -> str:
    if request.user.is_authenticated:
        return f"account {request.user.pk}"
    return f"address {get_ip(request)}"
