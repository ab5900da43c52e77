"""Listings that may be the same group, and by which keys they are found."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import CURATED, DuplicateState, GroupAnswer
from organizations.models.organization import Organization


class DuplicateKeys(models.Model):
    """Hashes of what a listing shares with whatever may be the same group (duplicates.keys)."""

    organization = models.OneToOneField(
        Organization, on_delete=models.CASCADE, primary_key=True, related_name="duplicate_keys"
    )
    keys = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = _("keys of a listing")
        verbose_name_plural = _("keys of listings")
        indexes = [GinIndex(fields=["keys"], name="duplicate_keys_shared")]

    def __str__(self) -> str:
        return str(self.organization_id)


class DuplicateQuerySet(models.QuerySet["DuplicateCandidate"]):
    def waiting(self) -> Self:
        """Keep pairs that a curator has something to do about, the likeliest first."""
        return self.filter(
            state__in=(DuplicateState.PENDING, DuplicateState.CONFIRMED),
            first__status__in=CURATED,
            second__status__in=CURATED,
        ).order_by("-score", "pk")

    def of(self, one: int, other: int) -> Self:
        """Keep the row of these two listings, in whichever order they are named."""
        return self.filter(first=min(one, other), second=max(one, other))


class DuplicateCandidate(models.Model):
    """Two listings that look like one group, why, and what people said of it.

    For IOM only: that a pair is here tells of both listings. `signals` holds what spoke for and
    against; `facts` is a digest of what was compared, so that a pair that somebody has told apart
    comes back only when one of the two has changed.
    """

    first = models.ForeignKey(
        Organization, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="+"
    )
    second = models.ForeignKey(
        Organization, verbose_name=_("other listing"), on_delete=models.CASCADE, related_name="+"
    )
    score = models.FloatField(_("likeness"))
    signals = models.JSONField(_("signals"), default=dict)
    facts = models.CharField(max_length=64, editable=False)
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=DuplicateState.choices,
        default=DuplicateState.PENDING,
    )
    group_answer = models.CharField(
        _("answer of the group"), max_length=9, choices=GroupAnswer.choices, blank=True
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects: ClassVar[DuplicateQuerySet] = DuplicateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ("-score", "pk")
        indexes = [models.Index(fields=["state", "-score"], name="duplicate_by_state")]
        constraints = [
            # One row a pair, whichever was found first; none of a listing with itself.
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"
            ),
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=Q(state__in=DuplicateState.values), name="duplicate_state_known"
            ),
            models.CheckConstraint(
                condition=Q(group_answer__in=GroupAnswer.values), name="duplicate_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=1), name="duplicate_score_is_a_share"
            ),
            # A decision has a moment, what waits has none; the search itself confirms without one.
            models.CheckConstraint(
                condition=Q(state=DuplicateState.PENDING, decided_at=None)
                | Q(state=DuplicateState.CONFIRMED)
                | Q(
                    state__in=(DuplicateState.REJECTED, DuplicateState.MERGED),
                    decided_at__isnull=False,
                ),
                name="duplicate_decided_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"
