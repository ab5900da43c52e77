"""How a person wants to hear of a topic, and which digests were made for her."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import DIGESTS, Frequency


class NotificationChoice(models.Model):
    """How somebody hears of one topic; no row means at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_choices"
    )
    topic = models.CharField(_("topic"), max_length=40)
    frequency = models.CharField(_("how"), max_length=7, choices=Frequency.choices)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("choice about notifications")
        verbose_name_plural = _("choices about notifications")
        ordering = ("topic", "pk")
        constraints = [
            models.UniqueConstraint(fields=["user", "topic"], name="notification_choice_once"),
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values), name="notification_choice_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.get_frequency_display()}"


class Digest(models.Model):
    """That the digest of a day or week was made: its key makes a second one impossible."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests"
    )
    frequency = models.CharField(_("how"), max_length=7, choices=Frequency.choices)
    # The day on which the period began, in ISO form.
    period = models.CharField(_("period"), max_length=10)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ("-made_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "frequency", "period"], name="digest_once_a_period"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=DIGESTS), name="digest_frequency_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_frequency_display()} {self.period}"
