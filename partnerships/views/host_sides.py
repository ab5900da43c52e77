"""The two sides of a host agreement, as far as a reader may see them."""

from collections.abc import Iterable

from organizations.models import Organization
from organizations.requests import MemberRequest
from partnerships.models import HostAgreement

Listings = dict[int, Organization]


def shown(request: MemberRequest, agreements: Iterable[HostAgreement]) -> Listings:
    """Return the listings of these agreements that the reader may see now.

    An agreement stays hers whoever hides since; the name of the other side does not.
    """
    numbers = {number for row in agreements for number in (row.group_id, row.host_id)}
    return Organization.objects.visible_to(request.viewer).in_bulk(numbers)


def sides(
    agreement: HostAgreement, listings: Listings
) -> tuple[Organization | None, Organization | None]:
    """Return the group and the host, each None where the reader may not see it."""
    return listings.get(agreement.group_id), listings.get(agreement.host_id)
