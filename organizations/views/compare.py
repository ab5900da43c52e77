"""Up to four listings side by side."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations.comparison import comparison
from organizations.models import Organization
from organizations.requests import PortalRequest
from organizations.views.asking import MOST_PARAMETERS

MOST_COMPARED = 4


@require_safe
def compare(request: PortalRequest) -> HttpResponse:
    """What the groups named in the address say, fact by fact.

    A group that the reader may not see is left out like one that was never there, before the
    first four are taken.
    """
    slugs = list(dict.fromkeys(request.GET.getlist("group")))
    if len(slugs) > MOST_PARAMETERS:
        return render(request, "organizations/too_many_filters.html", status=400)
    rows = (
        Organization.objects.visible_to(request.viewer)
        .published()
        .filter(slug__in=slugs)
        .with_tags()
        .with_details()
        .prefetch_related("descriptions")
    )
    found = sorted(rows, key=lambda organization: slugs.index(organization.slug))
    compared = found[:MOST_COMPARED]
    return render(
        request,
        "organizations/compare.html",
        {
            "organizations": compared,
            "rows": comparison(compared) if len(compared) > 1 else [],
            "left_out": found[MOST_COMPARED:],
            "most_compared": MOST_COMPARED,
        },
    )
