"""Which recommendations of the exchanges a common work pursues."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.models.partnerships import Partnership, PartnershipParty
from sessions_archive.models import Recommendation


class Pursuit(models.Model):
    """A party says that the partnership carries a recommendation further.

    Not of the agreed text: it says what the work belongs to, and changes nobody's part in it.
    """

    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.CASCADE,
        related_name="pursuits",
    )
    recommendation = models.ForeignKey(
        Recommendation,
        verbose_name=_("recommendation"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    party = models.ForeignKey(
        PartnershipParty,
        verbose_name=_("said by"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("said"), default=timezone.now)

    class Meta:
        verbose_name = _("pursued recommendation")
        verbose_name_plural = _("pursued recommendations")
        ordering = ("recommendation__position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "recommendation"], name="pursuit_once_a_partnership"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id} → {self.recommendation_id}"
