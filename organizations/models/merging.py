"""That two listings became one, and everything needed to take it back."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.organization import Organization

UNDO_WITHIN = timedelta(days=30)
# More than anybody merges in a row; ends the walk should the rows ever form a ring.
_LONGEST_CHAIN = 20


class MergeQuerySet(models.QuerySet["MergeRecord"]):
    def in_force(self) -> "MergeQuerySet":
        return self.filter(undone_at=None)

    def home_of(self, slug: str) -> int | None:
        """Return the listing that took in the one of this address, or None; it may be hidden."""
        home: int | None = (
            self.in_force().filter(merged__slug=slug).values_list("kept", flat=True).first()
        )
        for _step in range(_LONGEST_CHAIN):
            further = self.in_force().filter(merged=home).values_list("kept", flat=True).first()
            if further is None:
                return home
            home = further
        return None


class MergeRecord(models.Model):
    """One merge: `merged` was taken in by `kept`.

    `changes` lists each row that changed, as [model, number, {column: [before, after]}] in order;
    `created` the rows that were added, as [model, number].
    """

    kept = models.ForeignKey(
        Organization, verbose_name=_("kept"), on_delete=models.CASCADE, related_name="+"
    )
    merged = models.ForeignKey(
        Organization, verbose_name=_("taken in"), on_delete=models.CASCADE, related_name="+"
    )
    choices = models.JSONField(_("choices"), default=dict)
    changes = models.JSONField(default=list, editable=False)
    created = models.JSONField(default=list, editable=False)
    at = models.DateTimeField(_("merged"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects: ClassVar[MergeQuerySet] = MergeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two"),
            # A listing is taken in once; where it went must be one answer.
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="merge_once_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and self.at > timezone.now() - UNDO_WITHIN
