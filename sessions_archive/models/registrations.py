"""Who comes to an upcoming session, who waits for a place, and who was there."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Language, Organization
from sessions_archive.clock import validate_zone
from sessions_archive.enums import RegistrationState
from sessions_archive.models.session import ExchangeSession

QUESTION_LENGTH = 500
NEEDS_LENGTH = 500


class SessionRegistrationQuerySet(models.QuerySet["SessionRegistration"]):
    def active(self) -> Self:
        return self.exclude(state=RegistrationState.CANCELLED)

    def with_a_place(self) -> Self:
        return self.filter(state=RegistrationState.REGISTERED)

    def meeting(self) -> Self:
        """Keep those with a place whose group wants to know who else comes, and be known.

        Not of people who have left the group since: they no longer speak for it.
        """
        return self.with_a_place().filter(
            meets_others=True, organization__memberships__user=F("user")
        )

    def in_line(self) -> Self:
        """Keep who waits, first come first. Keys are given under the session's lock."""
        return self.filter(state=RegistrationState.WAITING).order_by("pk")

    def with_needs(self) -> Self:
        """Keep who has a place and needs something that is not arranged yet."""
        return self.with_a_place().exclude(access_needs="").filter(needs_arranged_at=None)


class SessionRegistration(models.Model):
    """One person's wish to come. Given up and asked for again, it is a new row, and last in line.

    Whoever registers in the name of a group lets its presence speak for the group.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        ExchangeSession,
        verbose_name=_("session"),
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="session_registrations",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("in the name of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="session_registrations",
    )
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState.choices)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    placed_at = models.DateTimeField(_("has a place since"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    language = models.ForeignKey(
        Language,
        verbose_name=_("language you follow best"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    zone = models.CharField(
        _("your time zone"), max_length=64, blank=True, validators=[validate_zone]
    )
    question = models.TextField(_("question in advance"), max_length=QUESTION_LENGTH, blank=True)
    access_needs = models.TextField(_("access needs"), max_length=NEEDS_LENGTH, blank=True)
    needs_arranged_at = models.DateTimeField(
        _("access needs arranged"), null=True, blank=True, editable=False
    )
    # Silence is no consent: both answers start with what protects.
    photos_allowed = models.BooleanField(_("may be shown in pictures"), default=False)
    recording_allowed = models.BooleanField(_("may be recorded"), default=False)
    meets_others = models.BooleanField(
        _("group is shown to other groups that come"),
        default=False,
        help_text=_("To those only that are shown as well."),
    )
    attended = models.BooleanField(_("was there"), null=True, blank=True)
    week_reminded_at = models.DateTimeField(null=True, editable=False)
    day_reminded_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[SessionRegistrationQuerySet] = SessionRegistrationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RegistrationState.values), name="registration_state_known"
            ),
            # The button pressed twice, or two devices: one person takes one place.
            models.UniqueConstraint(
                fields=["session", "user"],
                condition=~Q(state=RegistrationState.CANCELLED),
                name="registration_once_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=RegistrationState.CANCELLED) & Q(cancelled_at=None)),
                name="registration_cancelled_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.REGISTERED) | Q(placed_at__isnull=False),
                name="registration_place_since_a_moment",
            ),
            # Whoever had no place cannot have been there by this record.
            models.CheckConstraint(
                condition=Q(attended=None) | Q(state=RegistrationState.REGISTERED),
                name="registration_attended_with_a_place",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "state", "id"], name="registration_line"),
        ]

    def __str__(self) -> str:
        # No name: what a log keeps of a row outlives the account.
        return f"{self.session}, {self.get_state_display()} ({self.pk})"

    @property
    def has_place(self) -> bool:
        return self.state == RegistrationState.REGISTERED
