"""What one group, or several together, would do for a call; and how it was assessed."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from partnerships.models.opportunities import Criterion, Opportunity
from partnerships.models.opportunity_queries import ExpressionQuerySet
from partnerships.opportunity_enums import (
    OUTCOMES,
    ExpressionState,
    FormKind,
    MemberState,
    OutcomeReason,
)
from partnerships.weighing import MOST

ANSWER_LENGTH = 3_000
FEEDBACK_LENGTH = 2_000
# The questions of the full form; the short one asks the first three.
TEXTS = ("plan", "people", "need", "experience", "steps", "results", "costs")
ASKED_IN: dict[str, tuple[str, ...]] = {FormKind.LIGHT: TEXTS[:3], FormKind.FULL: TEXTS}


def _answer(label: Any) -> models.TextField:
    return models.TextField(label, blank=True, validators=[MaxLengthValidator(ANSWER_LENGTH)])


class ExpressionOfInterest(models.Model):
    """An answer to a call, by a leading group and those that agreed to do it with it.

    `outcome`, `reason` and `feedback` are written while the call is assessed, and reach the groups
    when it is decided: only then does `state` say it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("opportunity"),
        on_delete=models.PROTECT,
        related_name="expressions",
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=ExpressionState.choices,
        default=ExpressionState.DRAFT,
        editable=False,
    )
    form = models.CharField(
        _("form"), max_length=5, choices=FormKind.choices, default=FormKind.LIGHT
    )
    plan = _answer(_("what they would do"))
    people = _answer(_("for whom"))
    need = _answer(_("what they need"))
    experience = _answer(_("what they have done"))
    steps = _answer(_("steps"))
    results = _answer(_("results"))
    costs = _answer(_("costs"))
    # Grows with each change of the text: a group agrees to one text, not to whatever follows.
    version = models.PositiveIntegerField(default=1, editable=False)

    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    outcome = models.CharField(
        _("outcome"), max_length=12, choices=ExpressionState.choices, blank=True
    )
    reason = models.CharField(_("reason"), max_length=10, choices=OutcomeReason.choices, blank=True)
    feedback = models.TextField(
        _("feedback"), blank=True, validators=[MaxLengthValidator(FEEDBACK_LENGTH)]
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    # Who reads and scores it now.
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("being assessed by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    held_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[ExpressionQuerySet] = ExpressionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("expression of interest")
        verbose_name_plural = _("expressions of interest")
        ordering = ("created_at", "pk")
        indexes = [
            models.Index(fields=["opportunity", "state"], name="expression_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ExpressionState.values), name="expression_state_known"
            ),
            models.CheckConstraint(
                condition=Q(form__in=FormKind.values), name="expression_form_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("", *OUTCOMES)), name="expression_outcome_known"
            ),
            # Nothing is under review that was not sent, and sent means that it says something.
            models.CheckConstraint(
                condition=Q(state__in=(ExpressionState.DRAFT, ExpressionState.WITHDRAWN))
                | (Q(submitted_at__isnull=False) & Q(plan__regex=r"\S")),
                name="expression_sent_has_text",
            ),
            # Whoever gets an outcome gets a reason and, if it was read, words.
            models.CheckConstraint(
                condition=Q(outcome="", reason="")
                | (
                    ~Q(outcome="")
                    & ~Q(reason="")
                    & (Q(reason=OutcomeReason.NOT_READ) | Q(feedback__regex=r"\S"))
                ),
                name="expression_outcome_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(*OUTCOMES, ExpressionState.DECLINED))
                | (Q(decided_at__isnull=False) & ~Q(outcome="")),
                name="expression_decided_has_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OUTCOMES) | Q(state=F("outcome")),
                name="expression_state_is_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExpressionState.DECLINED)
                | Q(outcome=ExpressionState.SUCCESSFUL),
                name="expression_only_success_is_declined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("partnerships:expression_detail", args=[self.uuid])

    @property
    def asks(self) -> tuple[str, ...]:
        """The questions of its form."""
        return ASKED_IN[self.form]

    @property
    def unanswered(self) -> list[str]:
        return [name for name in self.asks if not getattr(self, name).strip()]


class ExpressionMember(models.Model):
    """A group that takes part in an expression of interest, or was asked to."""

    expression = models.ForeignKey(
        ExpressionOfInterest, on_delete=models.CASCADE, related_name="members"
    )
    # The expression's own call, so that a constraint can hold one answer a group.
    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.PROTECT, related_name="expression_members"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("group"),
        on_delete=models.PROTECT,
        related_name="expression_members",
    )
    is_lead = models.BooleanField(_("leads"), default=False)
    state = models.CharField(
        _("state"), max_length=8, choices=MemberState.choices, default=MemberState.ASKED
    )
    # The version of the text that the group agreed to.
    agreed_version = models.PositiveIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # When somebody of the group first read what became of it.
    outcome_read_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("group of an expression of interest")
        verbose_name_plural = _("groups of expressions of interest")
        ordering = ("-is_lead", "asked_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["expression", "organization"], name="expression_member_once"
            ),
            models.UniqueConstraint(
                fields=["expression"],
                condition=Q(is_lead=True),
                name="expression_one_lead",
            ),
            # A group speaks once for each call, alone or with others.
            models.UniqueConstraint(
                fields=["opportunity", "organization"],
                condition=Q(state=MemberState.AGREED),
                name="expression_one_a_group",
            ),
            models.UniqueConstraint(
                fields=["opportunity", "organization"],
                condition=Q(is_lead=True),
                name="expression_one_led_by_a_group",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MemberState.values), name="expression_member_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=MemberState.AGREED) | Q(agreed_version__isnull=False),
                name="expression_member_agreed_to_a_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} – {self.expression_id}"


class Assessment(models.Model):
    """What one of the publisher's people thinks of an expression of interest."""

    expression = models.ForeignKey(
        ExpressionOfInterest, on_delete=models.CASCADE, related_name="assessments"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assessed by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Only the publisher's people read this; the groups read the feedback.
    notes = models.TextField(
        _("notes"), blank=True, validators=[MaxLengthValidator(FEEDBACK_LENGTH)]
    )
    # From 0 to 100; null while a criterion is not scored.
    total = models.DecimalField(
        _("total"), max_digits=4, decimal_places=1, null=True, editable=False
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["expression", "assessor"], name="assessment_once"),
            models.CheckConstraint(
                condition=Q(total=None) | Q(total__gte=0, total__lte=100),
                name="assessment_total_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} – {self.expression_id}"


class Score(models.Model):
    """The score of one criterion."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("score"), validators=[MaxValueValidator(MOST)])

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ("criterion__position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="score_once"),
            models.CheckConstraint(condition=Q(value__lte=MOST), name="score_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.value}"
