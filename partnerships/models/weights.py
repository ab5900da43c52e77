"""Weights that were learned, and what a person decided about them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.enums import ProposalState, WeightsKind
from partnerships.matching.weights import COMPONENTS, Weights


class LearnedWeights(models.Model):
    """A proposal of new weights. The next run uses the one that was approved last.

    `values` in the engine's order never change; `figures` tell how it did on what it was not
    learned from.
    """

    kind = models.CharField(_("for matches"), max_length=8, choices=WeightsKind.choices)
    version = models.CharField(_("version"), max_length=28, unique=True)
    values = ArrayField(models.FloatField(), verbose_name=_("weights"))
    figures = models.JSONField(_("figures"), default=dict)
    state = models.CharField(
        _("state"), max_length=8, choices=ProposalState.choices, default=ProposalState.PROPOSED
    )
    created_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("learned weights")
        verbose_name_plural = _("learned weights")
        ordering = ("-created_at", "-pk")
        permissions = [("approve_weights", "Can approve learned weights")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=WeightsKind.values), name="learned_weights_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.PROPOSED, decided_at=None)
                | Q(
                    state__in=(ProposalState.APPROVED, ProposalState.DECLINED),
                    decided_at__isnull=False,
                ),
                name="learned_weights_decided_once_decided",
            ),
            models.CheckConstraint(
                condition=Q(values__len=len(COMPONENTS)), name="learned_weights_are_seven"
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def weights(self) -> Weights:
        return Weights(version=self.version, **dict(zip(COMPONENTS, self.values, strict=True)))
