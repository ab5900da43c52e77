"""The questions that are asked of partners."""

from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest

from organizations.enums import Direction, PlaceRelation, Source
from organizations.viewers import Viewer
from partnerships.enums import SETS_ASIDE, RunState, Verdict, Verification

if TYPE_CHECKING:
    from partnerships.models.feedback import MatchFeedback  # noqa: F401 - named in a string below
    from partnerships.models.matches import MatchList  # noqa: F401 - named in a string below
    from partnerships.models.partner import Partner  # noqa: F401 - named in a string below


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Partners. Whatever reaches a reader passes through `visible_to`."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep verified partners, those of the public record and the viewer's own.

        Curators see all.
        """
        if viewer.is_curator:
            return self
        shown: Q | Combinable = Q(verification=Verification.VERIFIED) | (
            Q(source=Source.RECORD) & ~Q(verification=Verification.DECLINED)
        )
        if viewer.user_id is not None:
            shown |= Exists(self._links("representatives", user_id=viewer.user_id))
        return self.filter(shown)

    def verified(self) -> Self:
        return self.filter(verification=Verification.VERIFIED)

    def for_representative(self, user_id: int) -> Self:
        """Keep the partners that this person speaks for."""
        return self.filter(representatives__user_id=user_id)

    def with_sectors(self, codes: set[str]) -> Self:
        """Keep partners that focus on one of these sectors."""
        return self.filter(Exists(self._through("sectors").filter(sector_id__in=codes)))

    def with_places(self, codes: set[str]) -> Self:
        """Keep partners that name one of these places, whatever for."""
        return self.filter(Exists(self._links("place_links", place_id__in=codes)))

    def named_like(self, name: str, *, at_least: float) -> Self:
        """Keep partners whose name or acronym is like `name`, the most alike first."""
        return (
            self.annotate(
                likeness=Greatest(
                    TrigramSimilarity("name__unaccent", name),
                    Case(When(acronym__iexact=name, then=1.0), default=0.0),
                    output_field=models.FloatField(),
                )
            )
            .filter(likeness__gte=at_least)
            .order_by("-likeness", "name", "pk")
        )

    def with_tags(self) -> Self:
        """Annotate each partner with the codes of its tags, one array a facet, in one query."""

        def codes(rows: models.QuerySet[Any], column: str) -> ArraySubquery:
            return ArraySubquery(rows.order_by("pk").values(column))

        def places(relation: str) -> ArraySubquery:
            return codes(self._links("place_links", relation=relation), "place_id")

        def supports(direction: str) -> ArraySubquery:
            return codes(self._links("support_links", direction=direction), "support_type_id")

        return self.annotate(
            sector_codes=codes(self._through("sectors"), "sector_id"),
            heritage_codes=places(PlaceRelation.HERITAGE),
            residence_codes=places(PlaceRelation.RESIDENCE),
            works_in_codes=places(PlaceRelation.WORKS_IN),
            generation_codes=codes(self._through("generations"), "generation_id"),
            offer_codes=supports(Direction.OFFERS),
            need_codes=supports(Direction.NEEDS),
            language_codes=codes(self._through("languages"), "language_id"),
        )

    def _links(self, name: str, /, **conditions: Any) -> models.QuerySet[Any]:
        """The rows of the relation `name` that belong to the partner of the outer query."""
        links: Any = self.model._meta.get_field(name).related_model
        return links._default_manager.filter(partner=OuterRef("pk"), **conditions)

    def _through(self, relation: str) -> models.QuerySet[Any]:
        links = getattr(self.model, relation).through
        return links._default_manager.filter(partner=OuterRef("pk"))


class MatchListQuerySet(models.QuerySet["MatchList"]):
    """Lists of matches. What they point at is read again through the listings' own door."""

    def current(self) -> Self:
        """Keep those of the run that readers see."""
        return self.filter(run__state=RunState.CURRENT)


class MatchFeedbackQuerySet(models.QuerySet["MatchFeedback"]):
    """What was said of suggestions."""

    def said_by(self, listing: models.Model) -> Self:
        """Keep what the people of this organization or partner said."""
        return self.filter(**{f"source_{listing._meta.model_name}": listing.pk})

    def said_of(self, listing: models.Model) -> Self:
        """Keep what was said of this organization or partner."""
        return self.filter(**{f"target_{listing._meta.model_name}": listing.pk})

    def about(self, uuid: UUID) -> Self:
        """Keep what was said of the listing with this public id."""
        return self.filter(Q(target_organization__uuid=uuid) | Q(target_partner__uuid=uuid))

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep what was said of listings that the viewer may see now.

        The rest stays stored, and keeps its effect; it comes back into view if the listing does.
        """

        def targets(side: str) -> Any:
            model: Any = self.model._meta.get_field(f"target_{side}").related_model
            return model._default_manager.visible_to(viewer)

        return self.filter(
            Q(target_organization__in=targets("organization").published())
            | Q(target_partner__in=targets("partner").verified())
        )

    def setting_aside(self) -> Self:
        """Keep what takes the target out of the source's lists."""
        return self.filter(verdict__in=SETS_ASIDE)

    def blocking(self) -> Self:
        """Keep what takes each out of the other's lists."""
        return self.filter(verdict=Verdict.BLOCKED)
