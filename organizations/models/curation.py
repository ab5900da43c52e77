"""How curators share their work, and what groups ask them for."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import ChangeState, Reason
from organizations.models.codelists import Place
from organizations.models.organization import Organization

LOCK_FOR = timedelta(minutes=20)


class WorkLockQuerySet(models.QuerySet["WorkLock"]):
    def in_force(self) -> Self:
        return self.filter(until__gt=timezone.now())


class WorkLock(models.Model):
    """Somebody works on an item of the queue. It expires by itself; one may be taken over.

    `source` and `item` name the item as the queue does: what waits stands in several tables.
    """

    source = models.CharField(max_length=20)
    item = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(_("until"))

    objects: ClassVar[WorkLockQuerySet] = WorkLockQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("lock")
        verbose_name_plural = _("locks")
        constraints = [
            # Two people never hold the same item.
            models.UniqueConstraint(fields=["source", "item"], name="work_lock_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.item}: {self.by}"


class PendingChange(models.Model):
    """What a group wants changed of a published listing and IOM reads first.

    `wanted` and `before` map a sensitive field (see actions/changes.py) to its value; both hold
    codes, never words.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.CASCADE,
        related_name="pending_changes",
    )
    wanted = models.JSONField(_("wanted"))
    before = models.JSONField(_("before"))
    state = models.CharField(
        _("state"), max_length=9, choices=ChangeState.choices, default=ChangeState.WAITING
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    # Moves with every edit of what is wanted: a curator decides about what she has read.
    edited_at = models.DateTimeField(_("edited"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    message = models.TextField(_("message to the group"), max_length=2_000, blank=True)

    class Meta:
        verbose_name = _("pending change")
        verbose_name_plural = _("pending changes")
        ordering = ("-asked_at", "-pk")
        constraints = [
            # One set of changes waits at a time: a later edit joins it.
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(state=ChangeState.WAITING),
                name="pending_change_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ChangeState.values), name="pending_change_state_known"
            ),
            # What waits is undecided, what was decided has its moment.
            models.CheckConstraint(
                condition=Q(state=ChangeState.WAITING, decided_at=None)
                | (~Q(state=ChangeState.WAITING) & Q(decided_at__isnull=False)),
                name="pending_change_decided_when_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {', '.join(self.wanted)}"


class CuratorCountry(models.Model):
    """A part of the world that a country-office curator works for; wider places hold theirs."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("curator"),
        on_delete=models.CASCADE,
        related_name="curator_countries",
        limit_choices_to={"is_staff": True},
    )
    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("country of a curator")
        verbose_name_plural = _("countries of curators")
        ordering = ("user", "place")
        constraints = [
            models.UniqueConstraint(fields=["user", "place"], name="curator_country_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.place}"
