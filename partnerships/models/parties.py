"""Who stands on a side: a diaspora group or a partner."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from partnerships.models.partner import Partner


class Party(models.Model):
    """A row that is about one listing, of either sort.

    A listing that others have worked with is archived, never deleted: the record of a common
    work belongs to all who took part.
    """

    organization = models.ForeignKey(
        Organization,
        verbose_name=_("diaspora organization"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, partner=None)
                | Q(organization=None, partner__isnull=False),
                name="%(class)s_of_one_listing",
            ),
        ]

    @property
    def listing(self) -> Organization | Partner:
        listing = self.organization or self.partner
        assert listing is not None  # noqa: S101 - the constraint above
        return listing
