"""Files of listings that staff bring in, from the first look to the last row."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import ImportState


class ListingImport(models.Model):
    """One file: what it would change (`rows`), and whether that was written.

    `digest` is that of the plan that `rows` shows; only that plan is ever written. The file itself
    is kept until it is written or given up.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(default=bytes, editable=False)
    sha256 = models.CharField(_("fingerprint of the file"), max_length=64, editable=False)
    citation = models.CharField(
        _("where new facts come from"),
        max_length=300,
        help_text=_("Kept with every listing that the file adds and does not say it itself."),
    )
    state = models.CharField(
        _("state"), max_length=8, choices=ImportState.choices, default=ImportState.WAITING
    )
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(_("result"), default=dict)
    rows = models.JSONField(default=list, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    message = models.CharField(_("message"), max_length=400, blank=True)
    created_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        verbose_name = _("import of listings")
        verbose_name_plural = _("imports of listings")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="listing_import_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.READY) | ~Q(digest=""),
                name="listing_import_ready_has_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        return self.state in (ImportState.WAITING, ImportState.WRITING)

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0
