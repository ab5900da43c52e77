"""The directory: the list and one listing."""

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations import presentation
from organizations.filters import SORTS, OrganizationFilter
from organizations.models import Organization
from organizations.requests import PortalRequest

PAGE_SIZE = 20
# More choices than any reader makes; a longer address is a mistake or an attack.
MOST_PARAMETERS = 100
# Facets that stay folded until one of their values is chosen.
FOLDED_FACETS = (
    "sector",
    "offers",
    "needs",
    "generation",
    "works_in",
    "legal_status",
    "role",
    "language",
)


@require_safe
def organization_list(request: PortalRequest) -> HttpResponse:
    visible = Organization.objects.visible_to(request.viewer).published()
    if sum(len(values) for _, values in request.GET.lists()) > MOST_PARAMETERS:
        return render(request, "organizations/too_many_filters.html", status=400)
    listing_filter = OrganizationFilter(request.GET, queryset=visible)
    is_valid = listing_filter.is_valid()
    found = listing_filter.qs if is_valid else visible.none()
    paginator = Paginator(found.with_tags().prefetch_related("descriptions"), PAGE_SIZE)
    try:
        page = paginator.page(request.GET.get("page", 1))
    except (EmptyPage, PageNotAnInteger):
        page = None
    return render(
        request,
        "organizations/organization_list.html",
        {
            "filter": listing_filter,
            "page": page,
            "cards": [presentation.card(row) for row in page or []],
            "total": paginator.count,
            "facets": [listing_filter.form[name] for name in FOLDED_FACETS],
            "sorts": SORTS,
            "sort": listing_filter.form.cleaned_data.get("sort") or SORTS[0][0],
            "chips": presentation.chips(listing_filter, request.GET) if is_valid else [],
        },
        status=200 if is_valid else 400,
    )


@require_safe
def organization_detail(request: PortalRequest, slug: str) -> HttpResponse:
    visible = Organization.objects.visible_to(request.viewer).with_tags()
    organization = get_object_or_404(
        visible.prefetch_related("descriptions", "names", "identifiers", "contacts"), slug=slug
    )
    return render(
        request,
        "organizations/organization_detail.html",
        {
            "organization": organization,
            "listing": presentation.listing(organization, request.viewer),
            "is_own": organization.pk in request.viewer.organization_ids,
        },
    )


@require_safe
def organization_logo(request: PortalRequest, slug: str) -> FileResponse:
    organization = get_object_or_404(
        Organization.objects.visible_to(request.viewer).exclude(logo=""), slug=slug
    )
    try:
        return FileResponse(organization.logo.open(), content_type="image/png")
    except FileNotFoundError as error:
        raise Http404 from error
