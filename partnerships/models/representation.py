"""Who asks to speak for a partner, and what was answered."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.enums import OPEN_REQUESTS, RequestReason, RequestState
from partnerships.models.partner import Partner

PROOF_LENGTH = 2_000


class RepresentationRequestQuerySet(models.QuerySet["RepresentationRequest"]):
    def open(self) -> Self:
        """Keep what is not settled, whoever has to act."""
        return self.filter(state__in=OPEN_REQUESTS)

    def waiting(self) -> Self:
        """Keep what is owed an answer, the oldest first."""
        return self.filter(state=RequestState.PENDING).order_by("asked_at", "pk")

    def of_person(self, user_id: int) -> Self:
        return self.filter(person=user_id)

    def answerable_by(self, user_id: int) -> Self:
        """Keep wishes of others to join verified partners that this person speaks for."""
        return (
            self.waiting()
            .filter(
                partner__verification="verified",
                partner__representatives__user=user_id,
            )
            .exclude(person=user_id)
        )


class RepresentationRequest(models.Model):
    """One person's wish to speak for a partner, with what shows that she does.

    The first one of a new body also asks IOM to verify the body itself.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="requests"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.CASCADE,
        related_name="representation_requests",
    )
    role = models.CharField(_("role at the body"), max_length=120)
    proof = models.TextField(_("what shows it"), validators=[MaxLengthValidator(PROOF_LENGTH)])
    state = models.CharField(
        _("state"), max_length=9, choices=RequestState.choices, default=RequestState.PENDING
    )
    reason = models.CharField(_("reason"), max_length=9, choices=RequestReason.choices, blank=True)
    message = models.TextField(
        _("message"), blank=True, validators=[MaxLengthValidator(PROOF_LENGTH)]
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects: ClassVar = RepresentationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to speak for a partner")
        verbose_name_plural = _("requests to speak for partners")
        ordering = ("-asked_at", "-pk")
        indexes = [models.Index(fields=["state", "asked_at"], name="representation_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="representation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=RequestReason.values), name="representation_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(proof__regex=r"\S", role__regex=r"\S"),
                name="representation_says_why",
            ),
            # Asking twice is asking once.
            models.UniqueConstraint(
                fields=["partner", "person"],
                condition=Q(state__in=OPEN_REQUESTS),
                name="representation_once_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(*OPEN_REQUESTS, RequestState.WITHDRAWN))
                | Q(answered_at__isnull=False),
                name="representation_answer_has_date",
            ),
            # Whoever is told no is told why.
            models.CheckConstraint(
                condition=~Q(state=RequestState.DENIED) | ~Q(reason=""),
                name="representation_denied_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.partner}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REQUESTS
