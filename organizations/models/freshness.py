"""Which group was asked whether its listing is still right, and when."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import ConfirmationStage
from organizations.models.organization import Organization


class ConfirmationLetter(models.Model):
    """One letter about a listing that was last heard of at `heard_at`.

    Confirming moves that moment, so that the next silence starts its letters anew.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="confirmation_letters"
    )
    stage = models.PositiveSmallIntegerField(_("stage"), choices=ConfirmationStage.choices)
    heard_at = models.DateTimeField(_("last heard of"))
    at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("letter about freshness")
        verbose_name_plural = _("letters about freshness")
        ordering = ("-at", "-pk")
        constraints = [
            # A clock that runs twice asks once.
            models.UniqueConstraint(
                fields=["organization", "heard_at", "stage"], name="confirmation_letter_once"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=ConfirmationStage.values),
                name="confirmation_letter_stage_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.get_stage_display()}"
