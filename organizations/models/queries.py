"""The questions that are asked of listings, each with a name."""

from functools import partial
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q

from organizations.enums import Direction, GenerationRelation, PlaceRelation, Status
from organizations.viewers import Viewer

if TYPE_CHECKING:
    from organizations.models.organization import Organization  # noqa: F401 - named in a string below


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Listings. Whatever reaches a reader passes through `visible_to`."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep what `viewer` may learn of: the one door between listings and readers.

        Published listings whose audience holds the viewer and that are not hidden from a state
        she works for; beside them her own groups' listings, whatever their status. Curators
        see all.
        """
        if viewer.is_curator:
            return self
        public = Q(status=Status.PUBLISHED, audience__in=viewer.audiences)
        if viewer.state_countries:
            public &= ~Q(hidden_from__overlap=sorted(viewer.state_countries))
        if viewer.organization_ids:
            public |= Q(pk__in=viewer.organization_ids)
        return self.filter(public)

    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def for_member(self, user_id: int) -> Self:
        """Keep the listings that this person edits or owns."""
        return self.filter(memberships__user_id=user_id)

    def with_tags(self) -> Self:
        """Annotate each listing with the codes of its tags, one array a facet.

        The codes are the code lists' own keys, so no join is needed and a page of any length
        stays at one query.
        """

        def codes(name: str, column: str, /, **conditions: Any) -> ArraySubquery:
            rows: Any = self.model._meta.get_field(name).related_model
            mine = rows._default_manager.filter(organization=OuterRef("pk"), **conditions)
            return ArraySubquery(mine.order_by("pk").values(column))

        def through(relation: str, column: str) -> ArraySubquery:
            links = getattr(self.model, relation).through._default_manager
            mine = links.filter(organization=OuterRef("pk"))
            return ArraySubquery(mine.order_by("pk").values(column))

        places = partial(codes, "place_links", "place_id")
        generations = partial(codes, "generation_links", "generation_id")
        supports = partial(codes, "support_links", "support_type_id")
        sectors = partial(codes, "sector_links", "sector_id")
        return self.annotate(
            primary_sector_codes=sectors(is_primary=True),
            secondary_sector_codes=sectors(is_primary=False),
            heritage_codes=places(relation=PlaceRelation.HERITAGE),
            residence_codes=places(relation=PlaceRelation.RESIDENCE),
            works_in_codes=places(relation=PlaceRelation.WORKS_IN),
            made_of_codes=generations(relation=GenerationRelation.MADE_OF),
            serves_codes=generations(relation=GenerationRelation.SERVES),
            offer_codes=supports(direction=Direction.OFFERS),
            need_codes=supports(direction=Direction.NEEDS),
            role_codes=through("roles", "role_id"),
            language_codes=through("languages", "language_id"),
        )
