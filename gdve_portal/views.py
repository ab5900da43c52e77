"""Pages that belong to no single app: home, dashboard, health, errors."""

from django.contrib.auth.decorators import login_required
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations.models import Organization


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    visible = Organization.objects.visible_to(request.viewer).published()
    return render(
        request,
        "home.html",
        {"latest_organizations": visible.order_by("-published_at")[:6]},
    )


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboard.html")


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return HttpResponse("database unavailable", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """Return the styled page for `status`; it asks nothing of the database."""
    body = loader.render_to_string(f"{status}.html", {"request_id": getattr(request, "id", "")})
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    body = loader.render_to_string("403_csrf.html", {"request_id": getattr(request, "id", "")})
    return HttpResponse(body, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)
