"""A person's wish to appear in the archive no more."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sessions_archive.enums import RemovalState
from sessions_archive.models.people import Person


class RemovalRequest(models.Model):
    """Asked by whoever says to be that person, or to speak for her; decided by IOM."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="removals"
    )
    words = models.TextField(_("what was said"), max_length=1_000, blank=True)
    answer_to = models.EmailField(_("answer to"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    state = models.CharField(
        _("state"), max_length=8, choices=RemovalState.choices, default=RemovalState.OPEN
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to be removed")
        verbose_name_plural = _("requests to be removed")
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RemovalState.values), name="removal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=RemovalState.OPEN, decided_at=None)
                | (~Q(state=RemovalState.OPEN) & Q(decided_at__isnull=False)),
                name="removal_decided_at_a_moment",
            ),
            # Asked again while it waits, it is the same request.
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state=RemovalState.OPEN),
                name="removal_one_open_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
