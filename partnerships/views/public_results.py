"""What everybody may read of partnerships: every party has agreed to that."""

import json
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations.requests import PortalRequest
from partnerships.models import Partnership, PartnershipParty
from partnerships.result_files import public_iati_of
from partnerships.result_pages import public_results
from partnerships.views.choosing import listing_named

PAGE_SIZE = 20


@require_safe
def partnership_published(request: PortalRequest) -> HttpResponse:
    """The summaries that all parties have published, the latest first; with `of`, of one listing.

    Of a listing that the reader may not look up there are none, as of one that does not exist.
    """
    rows = Partnership.objects.published_to(request.viewer)
    wanted = request.GET.get("of", "")
    listing = listing_named(request, wanted) if wanted else None
    if wanted:
        rows = rows.with_party(listing) if listing else rows.none()
    seen = PartnershipParty.objects.joined().with_sight(request.viewer).order_by("pk")
    rows = rows.select_related("summary").prefetch_related(
        Prefetch("parties", seen, to_attr="shown_parties")
    )
    page = Paginator(rows.order_by("-summary__published_at", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "partnerships/partnership_published.html",
        {"page_obj": page, "listing": listing, "is_of_one": bool(wanted)},
    )


@require_safe
def partnership_figures(request: PortalRequest, uuid: UUID) -> HttpResponse:
    partnership = _published(request, uuid)
    return render(
        request,
        "partnerships/partnership_figures.html",
        {
            "partnership": partnership,
            "summary": partnership.summary,
            "parties": partnership.parties.joined(),
            "results": public_results(partnership),
        },
    )


@require_safe
def partnership_figures_iati(request: PortalRequest, uuid: UUID) -> HttpResponse:
    partnership = _published(request, uuid)
    parties = partnership.parties.joined().select_related("organization", "partner")
    document = public_iati_of(public_results(partnership), list(parties))
    return HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=1), content_type="application/json"
    )


def _published(request: PortalRequest, uuid: UUID) -> Partnership:
    """One whose summary says that its figures are public, if the reader may see every party."""
    found = Partnership.objects.published_to(request.viewer).select_related("summary")
    return get_object_or_404(found.filter(summary__shows_results=True), uuid=uuid)
