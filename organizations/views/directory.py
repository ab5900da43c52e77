"""The directory: the list and one listing."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from organizations import facets, presentation
from organizations.enums import Status
from organizations.filters import SORTS
from organizations.linked_data import linked_data
from organizations.models import Evidence, MergeRecord, Organization
from organizations.models.queries import OrganizationQuerySet
from organizations.plain_words import sentences
from organizations.requests import PortalRequest
from organizations.rules import must_give_reason
from organizations.search.engine import RELEVANCE, search
from organizations.search.marks import Marks
from organizations.search.nearest import nearest_names
from organizations.shares import shares
from organizations.trust_words import badge
from organizations.viewers import Viewer
from organizations.views.asking import UnreadableSearchError, asked_filter

PAGE_SIZE = 20


@require_safe
def organization_list(request: PortalRequest) -> HttpResponse:
    visible = Organization.objects.visible_to(request.viewer).published()
    try:
        listing_filter = asked_filter(request)
    except UnreadableSearchError as error:
        return error.response
    criteria = listing_filter.criteria()
    number = presentation.page_number(request.GET.get("page", ""))
    answer = search(
        criteria,
        request.viewer,
        offset=(number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
        count=facets.values(listing_filter),
    )
    # Whatever the index answers, the rows come through the door again.
    rows = visible.with_tags().prefetch_related("descriptions").in_bulk(answer.numbers)
    marks = Marks(answer.understood.lexemes, answer.understood.tokens)
    return render(
        request,
        "organizations/organization_list.html",
        {
            "filter": listing_filter,
            "facets": facets.facets(listing_filter, answer.counts),
            "chips": presentation.chips(listing_filter, request.GET),
            "cards": [presentation.card(rows[pk], marks) for pk in answer.numbers if pk in rows],
            "total": answer.total,
            "show_results": presentation.show_results(answer.total),
            "pages": presentation.Pages(number, answer.total, PAGE_SIZE),
            "sorts": SORTS,
            "sort": criteria.sort or RELEVANCE,
            "corrected": answer.understood.corrected,
            "is_wordless": answer.understood.is_wordless,
            "shares": shares(answer) if criteria.text or any(criteria.chosen.values()) else [],
            "droppable": presentation.droppable(listing_filter, request.GET, answer),
            "nearest": nearest_names(criteria.text, visible) if not answer.total else [],
        },
    )


@require_safe
def organization_count(request: PortalRequest) -> HttpResponse:
    """The words of the button that shows the result: asked for while boxes are being ticked."""
    try:
        listing_filter = asked_filter(request)
    except UnreadableSearchError:
        return HttpResponse(status=400)
    total = search(listing_filter.criteria(), request.viewer, limit=0).total
    return HttpResponse(presentation.show_results(total), "text/plain; charset=utf-8")


@require_safe
def organization_detail(request: PortalRequest, slug: str) -> HttpResponse:
    visible = Organization.objects.visible_to(request.viewer)
    context = page_of(visible.exclude(status=Status.MERGED).filter(slug=slug), request.viewer)
    if context is None:
        # An old address leads on, where its reader may see what it leads to.
        home = MergeRecord.objects.home_of(slug)
        return redirect(get_object_or_404(visible, pk=home))
    return render(request, "organizations/organization_detail.html", context)


def page_of(visible: OrganizationQuerySet, viewer: Viewer) -> dict[str, Any] | None:
    """Return what the page of the one listing in `visible` shows to `viewer`; None without one."""
    listings = visible.with_tags().with_details().with_keeping(viewer)
    organization = listings.prefetch_related("descriptions", "contacts").first()
    if organization is None:
        return None
    listing = presentation.listing(organization, viewer)
    return {
        "organization": organization,
        "listing": listing,
        "sentences": sentences(organization),
        "badge": badge(organization, _facts(viewer, organization)),
        "linked_data": linked_data(organization, listing),
        "viewer": viewer,
        "has_group": bool(viewer.organization_ids),
        "is_own": organization.pk in viewer.organization_ids,
        "must_give_reason": must_give_reason(viewer),
    }


def _facts(viewer: Viewer, organization: Organization) -> list[Evidence]:
    shown = Evidence.objects.visible_to(viewer).shown()
    return list(shown.filter(organization=organization).select_related("other"))


@require_safe
def organization_logo(request: PortalRequest, slug: str) -> FileResponse:
    organization = get_object_or_404(
        Organization.objects.visible_to(request.viewer).exclude(logo=""), slug=slug
    )
    try:
        return FileResponse(
            organization.logo.open(),
            content_type="image/png",
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "sandbox; default-src 'none'",
            },
        )
    except FileNotFoundError as error:
        raise Http404 from error
