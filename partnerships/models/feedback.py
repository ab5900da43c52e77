"""What the people of a listing say of whom they are suggested."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from partnerships.enums import Channel, Refusal, Verdict
from partnerships.matching.weights import COMPONENTS
from partnerships.models.partner import Partner
from partnerships.models.queries import MatchFeedbackQuerySet

WORDS_LENGTH = 500


class MatchFeedback(models.Model):
    """What the source says of the target. It stays through every run, and goes with either listing.

    Whoever belongs to the source may change it; `by` is who did last. `components` are the seven
    values of the match that it was said of, so that weights can be learned; empty where the two
    stood in no list.
    """

    source_organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="match_feedback"
    )
    source_partner = models.ForeignKey(
        Partner, null=True, on_delete=models.CASCADE, related_name="match_feedback"
    )
    target_organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="+"
    )
    target_partner = models.ForeignKey(
        Partner, null=True, on_delete=models.CASCADE, related_name="+"
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices)
    reason = models.CharField(_("reason"), max_length=8, choices=Refusal.choices, blank=True)
    words = models.CharField(_("in their words"), max_length=WORDS_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices, blank=True)
    components = ArrayField(models.FloatField(), default=list, blank=True)
    weights_version = models.CharField(_("weights"), max_length=60, blank=True)

    objects: ClassVar[MatchFeedbackQuerySet] = MatchFeedbackQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("feedback on a match")
        verbose_name_plural = _("feedback on matches")
        ordering = ("-changed_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(source_organization__isnull=False, source_partner=None)
                | Q(source_organization=None, source_partner__isnull=False),
                name="match_feedback_one_source",
            ),
            models.CheckConstraint(
                condition=Q(target_organization__isnull=False, target_partner=None)
                | Q(target_organization=None, target_partner__isnull=False),
                name="match_feedback_one_target",
            ),
            # Partners are never suggested to partners, and nobody to itself.
            models.CheckConstraint(
                condition=Q(source_partner=None) | Q(target_partner=None),
                name="match_feedback_of_a_group",
            ),
            models.CheckConstraint(
                condition=Q(source_organization=None)
                | Q(target_organization=None)
                | ~Q(source_organization=F("target_organization")),
                name="match_feedback_not_on_itself",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="match_feedback_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=Refusal.values), name="match_feedback_reason_known"
            ),
            # Only "not relevant" has a because.
            models.CheckConstraint(
                condition=Q(verdict=Verdict.NOT_RELEVANT) | Q(reason="", words=""),
                name="match_feedback_reason_only_for_not_relevant",
            ),
            models.CheckConstraint(
                condition=Q(components__len__in=(0, len(COMPONENTS))),
                name="match_feedback_seven_components",
            ),
            # A listing has one opinion of another, whoever of its people gave it.
            models.UniqueConstraint(
                fields=[
                    "source_organization",
                    "source_partner",
                    "target_organization",
                    "target_partner",
                ],
                nulls_distinct=False,
                name="match_feedback_once",
            ),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()

    @property
    def target(self) -> Organization | Partner | None:
        return self.target_organization or self.target_partner
