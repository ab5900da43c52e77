"""What happens around every request."""

import logging
import re
import uuid
from collections.abc import Callable

import structlog
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from redis.exceptions import RedisError

from accounts.adapter import MailServerAwayError
from accounts.security_log import security_event
from gdve_portal.views import service_unavailable
from partnerships.viewers import viewer_for

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

# NUL cannot be stored by PostgreSQL; a lone surrogate cannot be encoded. Neither is ever typed.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class RequestIdMiddleware:
    """Give each request an id that its logs, its error page and its answer carry."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request_id=request.id):  # type: ignore[attr-defined]
            response = self.get_response(request)
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response


class IsolationMiddleware:
    """Let no other site load what we answer, be it a picture, a script or a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class SecurityLogMiddleware:
    """Note every refusal, so that trying doors is seen; what is absent only where a door is.

    It stands outside whatever refuses: a wrong host, a forged form, input that cannot be stored.
    """

    EVENTS = {
        400: "malformed request",
        403: "refused",
        404: "not there, or not for this reader",
        405: "method refused",
        409: "step refused",
        413: "too large",
        429: "too many attempts",
    }

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        event = self.EVENTS.get(response.status_code)
        if event and (response.status_code != 404 or request.resolver_match):
            security_event(event, request, status=response.status_code)
        return response


class AwayMiddleware:
    """Answer 503, kindly, while the database, Redis or the mail server is away."""

    AWAY = (InterfaceError, OperationalError, RedisError, MailServerAwayError)

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, self.AWAY):
            return None
        logger.error("a service is away: %s", type(exception).__name__)
        return service_unavailable(request)


class MalformedInputMiddleware:
    """Refuse what no database could hold, before any form or filter sees it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: object) -> None:
        if UNSTORABLE.search(request.path):
            raise BadRequest("The address holds characters that cannot be stored.")
        for parameters in (request.GET, request.POST):
            for key, values in parameters.lists():
                if any(UNSTORABLE.search(text) for text in (key, *values)):
                    raise BadRequest("The input holds characters that cannot be stored.")


class NoStoreMiddleware:
    """Keep what a signed-in person saw out of every cache, the browser's own included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # An answer that never asked who is there is the same for everybody.
        if (
            request.session.accessed
            and response.status_code < 500
            and SESSION_KEY in request.session
        ):
            add_never_cache_headers(response)
        return response


class ViewerMiddleware:
    """Attach the viewer: in whose eyes every query of this request is answered."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: viewer_for(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)
