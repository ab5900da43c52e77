"""The questions that are asked of listings, each with a name."""

from functools import partial
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce, Concat, JSONObject

from organizations.enums import Direction, GenerationRelation, PlaceRelation, Status
from organizations.models.history import Tracked
from organizations.viewers import Viewer

if TYPE_CHECKING:
    from organizations.models.organization import Organization  # noqa: F401 - named in a string below


class OrganizationQuerySet(Tracked, models.QuerySet["Organization"]):
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
        # A listing that another took in lives on there.
        return self.filter(memberships__user_id=user_id).exclude(status=Status.MERGED)

    def reachable(self) -> Self:
        """Keep published groups of which somebody has an account to get a message."""
        return self.published().filter(self._has_active_member())

    def with_heard_at(self) -> Self:
        """Annotate each published listing with when its group last said that it is right."""
        return self.annotate(heard_at=Coalesce("last_confirmed_at", "published_at"))

    def with_details(self) -> Self:
        """Annotate each listing with its other names, its numbers, and whether it is reachable.

        A page that shows one listing then asks for none of them.
        """

        def rows(name: str) -> models.QuerySet[Any]:
            related: Any = self.model._meta.get_field(name).related_model
            found: models.QuerySet[Any] = related._default_manager.filter(
                organization=OuterRef("pk")
            )
            return found.order_by("pk")

        return self.annotate(
            other_names=ArraySubquery(
                rows("names").values(row=JSONObject(name="name", language="language"))
            ),
            numbers=ArraySubquery(
                rows("identifiers").values(row=Concat("scheme", Value("-"), "number"))
            ),
            has_active_member=self._has_active_member(),
        )

    def with_keeping(self, viewer: Viewer) -> Self:
        """Annotate each listing with whether it is on the viewer's shortlist."""
        entries: Any = self.model._meta.get_field("shortlist_entries").related_model
        kept = entries._default_manager.kept().filter(user=viewer.user_id)
        return self.annotate(is_kept=Exists(kept.filter(organization=OuterRef("pk"))))

    def _has_active_member(self) -> Exists:
        memberships: Any = self.model._meta.get_field("memberships").related_model
        return Exists(
            memberships._default_manager.filter(organization=OuterRef("pk"), user__is_active=True)
        )

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
