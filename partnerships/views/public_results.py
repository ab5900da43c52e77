"""Figures of a partnership that everybody may read: every party has agreed to that."""

import json
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations.requests import PortalRequest
from partnerships.models import Partnership
from partnerships.result_files import public_iati_of
from partnerships.result_pages import public_results


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
