"""How a row of the archive that names an organization finds its listing."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import OuterRef, Subquery

from organizations.models import Organization
from organizations.viewers import Viewer

Row = TypeVar("Row", bound=models.Model)


class ListingQuerySet(models.QuerySet[Row]):
    """For rows that name an organization and may point to its listing."""

    def with_listing(self, viewer: Viewer) -> Self:
        """Annotate the slug of the listing, or None where `viewer` may not learn of it.

        One subquery whether a row has a listing or not: neither the page nor the time it takes
        tells of a listing that is hidden.
        """
        listings = Organization.objects.visible_to(viewer).filter(pk=OuterRef("organization_id"))
        return self.annotate(listing_slug=Subquery(listings.values("slug")[:1]))
