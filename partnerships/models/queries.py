"""The questions that are asked of partners."""

from typing import TYPE_CHECKING, Self

from django.db import models

from organizations.viewers import Viewer
from partnerships.enums import Verification

if TYPE_CHECKING:
    pass


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Partners. Whatever reaches a reader passes through `visible_to`."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep verified partners and those of the public record; curators see all."""
        if viewer.is_curator:
            return self
        shown = ~models.Q(verification=Verification.DECLINED) & (
            models.Q(verification=Verification.VERIFIED) | models.Q(source="record")
        )
        if viewer.user_id is not None:
            shown |= models.Q(
                pk__in=self.model._default_manager.filter(
                    representatives__user_id=viewer.user_id
                ).values("pk")
            )
        return self.filter(shown)

    def verified(self) -> Self:
        return self.filter(verification=Verification.VERIFIED)
