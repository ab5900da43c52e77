"""What a person asked of us, what was erased, and what was taken out of the portal."""

import uuid
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import CopyState, ErasedKind
from accounts.private_files import PrivateStorage


def _copy_path(copy: "PersonalCopy", filename: str) -> str:
    """A name that says nothing and cannot be guessed."""
    return f"copies/{uuid.uuid4().hex}"


class PersonalCopy(models.Model):
    """A copy of a person's data: asked for, made by the worker, fetched once, gone in a week."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="copies"
    )
    state = models.CharField(
        _("state"), max_length=7, choices=CopyState.choices, default=CopyState.ASKED
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)
    file = models.FileField(upload_to=_copy_path, storage=PrivateStorage(), blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        ordering = ("-asked_at", "-pk")
        constraints = [
            # The button pressed twice asks once; a new copy takes the place of the old one.
            models.UniqueConstraint(fields=["user"], name="personal_copy_one_a_person"),
            models.CheckConstraint(
                condition=Q(state__in=CopyState.values), name="personal_copy_state_known"
            ),
            # What lies there ready has an end.
            models.CheckConstraint(
                condition=~Q(state=CopyState.READY)
                | (Q(ready_at__isnull=False, expires_at__isnull=False) & ~Q(file="")),
                name="personal_copy_ready_has_file_and_end",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()


class Erasure(models.Model):
    """That something was erased, without saying what: a backup brought back is erased again by it.

    A trigger refuses to change or delete a row.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=ErasedKind.choices)
    # SHA-256 of the random UUID that the row had: it finds the row again in a backup, and nothing
    # else can be told from it.
    uuid_hash = models.CharField(_("fingerprint"), max_length=64)
    reason = models.CharField(_("reason"), max_length=40)
    at = models.DateTimeField(_("erased"), default=timezone.now)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["kind", "uuid_hash"], name="erasure_once"),
            models.CheckConstraint(
                condition=Q(kind__in=ErasedKind.values), name="erasure_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(uuid_hash__regex=r"^[0-9a-f]{64}$"), name="erasure_hash_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.uuid_hash[:12]}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The ledger of erasures is only ever added to.")


class Transfer(models.Model):
    """A file with more than one's own data that left the portal: who took it, what, how much."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="transfers",
    )
    what = models.CharField(_("what"), max_length=40)
    filters = models.JSONField(_("filters"), default=dict)
    rows = models.PositiveIntegerField(_("rows"))
    at = models.DateTimeField(_("taken"), default=timezone.now)

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("transfer of data")
        verbose_name_plural = _("transfers of data")
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["by", "-at"], name="transfer_by_person"),
            models.Index(fields=["at"], name="transfer_age"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"
