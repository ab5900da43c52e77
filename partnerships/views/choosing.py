"""Which listings an address names: one of the reader's own by `for`, another by its public id."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404

from organizations.models import Organization
from organizations.requests import MemberRequest, PortalRequest
from organizations.viewers import Viewer
from partnerships.models import Partner
from partnerships.reasons import Listing
from partnerships.suggestions import own_listings


def chosen_listing(request: MemberRequest) -> tuple[list[Listing], Listing | None]:
    """The reader's own listings, and the one that the address names, else the first.

    Raises Http404 where it names another.
    """
    listings = own_listings(request.viewer)
    wanted = request.GET.get("for", "")
    if wanted:
        subject = next((row for row in listings if str(row.uuid) == wanted), None)
        if subject is None:
            raise Http404
        return listings, subject
    return listings, listings[0] if listings else None


def listing_named(request: PortalRequest, text: str) -> Listing | None:
    try:
        uuid = UUID(text)
    except ValueError:
        return None
    return (
        Organization.objects.visible_to(request.viewer).published().filter(uuid=uuid).first()
        or Partner.objects.visible_to(request.viewer).verified().filter(uuid=uuid).first()
    )


def all_seen(viewer: Viewer, listings: Sequence[Listing]) -> bool:
    """Whether the viewer may look every one of these up now: published, or verified."""
    bodies = {row.pk for row in listings if isinstance(row, Partner)}
    groups = {row.pk for row in listings if isinstance(row, Organization)}
    seen_groups = Organization.objects.visible_to(viewer).published().filter(pk__in=groups)
    seen_bodies = Partner.objects.visible_to(viewer).verified().filter(pk__in=bodies)
    return seen_groups.count() == len(groups) and seen_bodies.count() == len(bodies)
