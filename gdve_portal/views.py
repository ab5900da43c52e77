"""Pages that belong to no single app: home, dashboard, health, errors."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import InvalidPage
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from gdve_portal.sitemaps import SITEMAPS, address
from organizations import presentation
from organizations.enums import Kind, Status
from organizations.models import Organization
from organizations.requests import MemberRequest, PortalRequest
from partnerships.models import Partner, RepresentationRequest
from partnerships.overview import overviews
from partnerships.suggestions import own_listings
from partnerships.waiting import waiting_for
from sessions_archive.models import ExchangeSession

LATEST = 6
PLAIN = "text/plain; charset=utf-8"


@require_safe
def home(request: PortalRequest) -> HttpResponse:
    listed = Organization.objects.visible_to(request.viewer).published()
    partners = Partner.objects.visible_to(request.viewer)
    latest = listed.with_tags().prefetch_related("descriptions").order_by("-published_at", "-pk")
    organizations_url = reverse("organizations:organization_list")
    figures = [
        (_("groups listed"), listed.count(), organizations_url),
        (
            _("of them grass-roots"),
            listed.filter(kind=Kind.GRASSROOTS).count(),
            f"{organizations_url}?kind={Kind.GRASSROOTS}",
        ),
        (_("public and private partners"), partners.count(), reverse("partnerships:partner_list")),
    ]
    return render(
        request,
        "home.html",
        {
            "figures": figures,
            "cards": [presentation.card(row) for row in latest[:LATEST]],
            "sessions": ExchangeSession.objects.visible_to(request.viewer)
            .select_related("edition", "language")
            .with_speaker_names(request.viewer)
            .order_by("-starts_at")[:3],
        },
    )


@require_safe
@login_required
def dashboard(request: MemberRequest) -> HttpResponse:
    """Where a person's groups and partner bodies stand, and what waits for her."""
    own = overviews(own_listings(request.viewer), request.viewer)
    to_review = (
        Organization.objects.visible_to(request.viewer)
        .filter(status__in=(Status.SUBMITTED, Status.IN_REVIEW))
        .count()
        if request.user.is_staff
        else None
    )
    asked = RepresentationRequest.objects.open().of_person(request.user.pk)
    return render(
        request,
        "dashboard.html",
        {
            "groups": [row for row in own if not row.is_partner],
            "bodies": [row for row in own if row.is_partner],
            "asked": asked.select_related("partner"),
            "waiting": waiting_for(request.viewer),
            "to_review": to_review,
        },
    )


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type=PLAIN)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return HttpResponse("database unavailable", status=503, content_type=PLAIN)
    return HttpResponse("ok", content_type=PLAIN)


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Where the sitemaps are, each of so many entries as one file may hold."""
    found = []
    for name, kind in SITEMAPS.items():
        path = reverse("sitemap_section", args=[name])
        for page in kind().paginator.page_range:
            found.append({"location": address(path, "en") + (f"?p={page}" if page > 1 else "")})
    return render(request, "sitemap_index.xml", {"sitemaps": found}, "application/xml")


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    if section not in SITEMAPS:
        raise Http404
    try:
        urls = SITEMAPS[section]().get_urls(request.GET.get("p", "1"))
    except InvalidPage as error:
        raise Http404 from error
    return render(request, "sitemap.xml", {"urlset": urls}, "application/xml")


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


def service_unavailable(request: HttpRequest) -> HttpResponse:
    response = error_page(request, 503)
    response["Retry-After"] = "30"
    return response


def too_many_requests(request: HttpRequest, seconds: int = 300) -> HttpResponse:
    """Ask to come back; allauth calls it too, whose longest wait at signing in is five minutes."""
    response = error_page(request, 429)
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)
