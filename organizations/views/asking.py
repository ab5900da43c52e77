"""Reading the search that an address asks for."""

from django.http import HttpResponse
from django.shortcuts import render

from organizations.filters import OrganizationFilter
from organizations.models import Organization
from organizations.requests import PortalRequest

# More choices than any reader makes; a longer address is a mistake or an attack.
MOST_PARAMETERS = 100


class UnreadableSearchError(Exception):
    """The address holds no search that can be answered; `response` says so to the reader."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response
        super().__init__()


def asked_filter(
    request: PortalRequest, filter_class: type[OrganizationFilter] = OrganizationFilter
) -> OrganizationFilter:
    """Return the valid filter of the address, in the reader's eyes, or raise."""
    if sum(len(values) for _, values in request.GET.lists()) > MOST_PARAMETERS:
        raise UnreadableSearchError(
            render(request, "organizations/too_many_filters.html", status=400)
        )
    visible = Organization.objects.visible_to(request.viewer).published()
    asked = filter_class(request.GET, queryset=visible, viewer=request.viewer)
    if not asked.is_valid():
        raise UnreadableSearchError(
            render(request, "organizations/bad_filters.html", {"filter": asked}, status=400)
        )
    return asked
