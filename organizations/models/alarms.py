"""The alarm of a group in danger: everything hidden at once, and how it was before."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.organization import Organization


class Alarm(models.Model):
    """One time that a group hid itself; `before` is what its end brings back.

    `before`: the listing's audience and matching, and the audience of each contact by its number.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="alarms")
    raised_at = models.DateTimeField(_("raised"), default=timezone.now)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("raised by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    before = models.JSONField(editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects: ClassVar[models.Manager["Alarm"]] = models.Manager()

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ("-raised_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(ended_at=None),
                name="alarm_one_open_per_organization",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("raised_at")),
                name="alarm_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.raised_at:%Y-%m-%d}"
