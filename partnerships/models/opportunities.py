"""A call: what somebody offers and asks, until when, and by what it will choose."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import Direction, Kind, PlaceRelation, Source
from organizations.models import (
    Generation,
    Language,
    Organization,
    Place,
    Sector,
    SupportType,
)
from partnerships.models.opportunity_queries import InvitationQuerySet, OpportunityQuerySet
from partnerships.models.parties import Party
from partnerships.opportunity_enums import (
    CancelReason,
    OpportunityAudience,
    OpportunityState,
    Registration,
)
from partnerships.weighing import ALL
from sessions_archive.models import ExchangeSession

TEXT_LENGTH = 4_000
ANSWER_LENGTH = 1_000


class Opportunity(Party):
    """A call by a verified partner or a published group; `listing` is who publishes it.

    Open means published and before the deadline: the clock closes it a moment later.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=OpportunityState.choices,
        default=OpportunityState.DRAFT,
        editable=False,
    )
    title = models.CharField(_("title"), max_length=150)
    description = models.TextField(
        _("description"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)]
    )
    offered = models.TextField(
        _("what is offered"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)]
    )
    asked = models.TextField(
        _("what is asked"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)]
    )
    language = models.ForeignKey(
        Language,
        verbose_name=_("language of the text"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    session = models.ForeignKey(
        ExchangeSession,
        verbose_name=_("came of the session"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    # Times are instants; `zone` is where the publisher's clock hangs, and what letters name.
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    questions_until = models.DateTimeField(_("questions until"), null=True, blank=True)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    starts_on = models.DateField(_("work starts"), null=True, blank=True)
    ends_on = models.DateField(_("work ends"), null=True, blank=True)

    # Who may answer: empty means anybody.
    kinds = ArrayField(
        models.CharField(max_length=12, choices=Kind.choices),
        verbose_name=_("kinds of groups"),
        default=list,
        blank=True,
    )
    registration = models.CharField(
        _("registration"),
        max_length=10,
        choices=Registration.choices,
        default=Registration.NOT_NEEDED,
    )
    only_these_places = models.BooleanField(_("only for these places"), default=False)
    only_these_generations = models.BooleanField(_("only for these generations"), default=False)
    takes_short_form = models.BooleanField(_("takes the short form"), default=True)

    sectors = models.ManyToManyField(Sector, verbose_name=_("sectors"), blank=True)
    places = models.ManyToManyField(
        Place, verbose_name=_("places"), through="OpportunityPlace", blank=True
    )
    generations = models.ManyToManyField(Generation, verbose_name=_("generations"), blank=True)
    languages = models.ManyToManyField(
        Language, verbose_name=_("languages"), blank=True, related_name="+"
    )

    audience = models.CharField(
        _("who may see it"),
        max_length=8,
        choices=OpportunityAudience.choices,
        default=OpportunityAudience.PUBLIC,
    )
    source = models.CharField(
        _("source"), max_length=10, choices=Source.choices, default=Source.SELF
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(
        _("why it was cancelled"), max_length=10, choices=CancelReason.choices, blank=True
    )
    closing_words = models.TextField(
        _("words at the end"), blank=True, validators=[MaxLengthValidator(ANSWER_LENGTH)]
    )

    # Codes of tags, filled by with_tags().
    sector_codes: list[str]
    heritage_codes: list[str]
    residence_codes: list[str]
    works_in_codes: list[str]
    generation_codes: list[str]
    offer_codes: list[str]
    need_codes: list[str]
    language_codes: list[str]

    # Filled by with_details().
    criteria_rows: list[dict[str, Any]]
    question_rows: list[dict[str, Any]]
    # None where the viewer has no group.
    own_answers: list[dict[str, Any]] | None
    own_invitations: list[dict[str, Any]] | None

    objects: ClassVar[OpportunityQuerySet] = OpportunityQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Party.Meta):
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["state", "deadline"], name="opportunity_by_deadline"),
        ]
        constraints = [
            *Party.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=OpportunityState.values), name="opportunity_state_known"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=OpportunityAudience.values),
                name="opportunity_audience_known",
            ),
            models.CheckConstraint(
                condition=Q(registration__in=Registration.values),
                name="opportunity_registration_known",
            ),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=[kind for kind in Kind.values if kind]),
                name="opportunity_kinds_known",
            ),
            models.CheckConstraint(condition=Q(title__regex=r"\S"), name="opportunity_has_title"),
            # Whoever reads a call can rely on its dates.
            models.CheckConstraint(
                condition=Q(state=OpportunityState.DRAFT, published_at=None)
                | (
                    ~Q(state=OpportunityState.DRAFT)
                    & Q(
                        published_at__isnull=False,
                        deadline__isnull=False,
                        deadline__gt=F("published_at"),
                        questions_until__isnull=False,
                    )
                ),
                name="opportunity_published_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(questions_until=None) | Q(questions_until__lte=F("deadline")),
                name="opportunity_questions_before_deadline",
                violation_error_message=_("Questions must end before the deadline."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="opportunity_ends_after_start",
                violation_error_message=_("The work must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(state=OpportunityState.DECIDED, decided_at__isnull=False)
                | (~Q(state=OpportunityState.DECIDED) & Q(decided_at=None)),
                name="opportunity_decided_has_date",
            ),
            # Whoever was at work on it is owed a reason.
            models.CheckConstraint(
                condition=(Q(state=OpportunityState.CANCELLED) & ~Q(cancel_reason=""))
                | (~Q(state=OpportunityState.CANCELLED) & Q(cancel_reason="")),
                name="opportunity_cancelled_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partnerships:opportunity_detail", args=[self.slug])

    @property
    def is_sample(self) -> bool:
        return self.source == Source.SAMPLE

    @property
    def is_draft(self) -> bool:
        return self.state == OpportunityState.DRAFT

    def is_open_at(self, moment: dt.datetime) -> bool:
        return (
            self.state == OpportunityState.PUBLISHED
            and self.deadline is not None
            and moment < self.deadline
        )

    @property
    def is_open(self) -> bool:
        return self.is_open_at(timezone.now())

    @property
    def takes_questions(self) -> bool:
        return (
            self.is_open
            and self.questions_until is not None
            and timezone.now() < self.questions_until
        )

    @property
    def shown_state(self) -> OpportunityState:
        """The state in a reader's eyes: past its deadline a call is closed, clock or no clock."""
        if self.state == OpportunityState.PUBLISHED and not self.is_open:
            return OpportunityState.CLOSED
        return OpportunityState(self.state)


class OpportunityPlace(models.Model):
    """Where the groups come from or live that a call is for, and where the work is done."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="place_links"
    )
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="+"
    )
    relation = models.CharField(_("relation"), max_length=10, choices=PlaceRelation.choices)

    class Meta:
        verbose_name = _("place of an opportunity")
        verbose_name_plural = _("places of opportunities")
        ordering = ("relation", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "relation", "place"], name="opportunity_place_once"
            ),
            models.CheckConstraint(
                condition=Q(relation__in=PlaceRelation.values),
                name="opportunity_place_relation_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.place}"


class OpportunitySupport(models.Model):
    """What a call offers and what it asks, by the code list of support."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="support_links"
    )
    support_type = models.ForeignKey(
        SupportType, verbose_name=_("type of support"), on_delete=models.PROTECT, related_name="+"
    )
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices)

    class Meta:
        verbose_name = _("support of an opportunity")
        verbose_name_plural = _("support of opportunities")
        ordering = ("direction", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "direction", "support_type"],
                name="opportunity_support_once",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values),
                name="opportunity_support_direction_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.support_type}"


class Criterion(models.Model):
    """By what a call will choose, and how much it counts.

    The weights of a published call sum to 100: a trigger of the database holds it (see the
    migration), checked when the transaction ends.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.CharField(_("criterion"), max_length=200)
    weight = models.PositiveSmallIntegerField(
        _("weight"), validators=[MinValueValidator(1), MaxValueValidator(ALL)]
    )

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "position"], name="criterion_position_once"
            ),
            models.CheckConstraint(condition=Q(text__regex=r"\S"), name="criterion_has_text"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=ALL), name="criterion_weight_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.weight})"


class OpportunityQuestion(models.Model):
    """What somebody asked about a call, for all to read with its answer. Nobody reads who asked."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(_("question"), validators=[MaxLengthValidator(ANSWER_LENGTH)])
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answer = models.TextField(
        _("answer"), blank=True, validators=[MaxLengthValidator(ANSWER_LENGTH)]
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions and answers")
        ordering = ("asked_at", "pk")
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="question_by_person")]
        constraints = [
            models.CheckConstraint(condition=Q(text__regex=r"\S"), name="question_has_text"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (Q(answer__regex=r"\S") & Q(answered_at__isnull=False)),
                name="question_answered_has_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class OpportunityInvitation(models.Model):
    """A group that the publisher would like to hear from."""

    opportunity = models.ForeignKey(
        Opportunity, on_delete=models.CASCADE, related_name="invitations"
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("group"),
        on_delete=models.CASCADE,
        related_name="opportunity_invitations",
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invitation to an opportunity")
        verbose_name_plural = _("invitations to opportunities")
        ordering = ("invited_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "organization"], name="opportunity_invitation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} – {self.opportunity}"


class OpportunityStep(models.Model):
    """One step in the life of a call: who, when, why. Never changed afterwards."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(_("step"), max_length=10)
    from_state = models.CharField(_("from"), max_length=10, choices=OpportunityState.choices)
    to_state = models.CharField(_("to"), max_length=10, choices=OpportunityState.choices)
    # What the deadline was made, where a step set one.
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of an opportunity")
        verbose_name_plural = _("steps of opportunities")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.get_to_state_display()}"
