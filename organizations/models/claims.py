"""Who asks to speak for a listing, and what IOM answered."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import ClaimKind, ClaimState, MembershipRole, OwnersAfter, Reason
from organizations.models.organization import Organization

CLAIM_LENGTH = 2_000


class ClaimQuerySet(models.QuerySet["Claim"]):
    def waiting(self) -> Self:
        """Keep what IOM owes an answer, the oldest first."""
        return self.filter(state=ClaimState.PENDING).order_by("created_at", "pk")

    def of_claimant(self, user_id: int) -> Self:
        return self.filter(claimant=user_id)

    def heard_from(self, user_id: int) -> Self:
        """Keep pending claims about listings that this person owns: she may answer them."""
        return self.filter(
            state=ClaimState.PENDING,
            organization__memberships__user=user_id,
            organization__memberships__role=MembershipRole.OWNER,
        )


class Claim(models.Model):
    """One person's wish to take over a listing, with what shows that she may.

    Whether a listing is claimed says nothing of how far it can be relied on: that is evidence.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, verbose_name=_("listing"), on_delete=models.CASCADE, related_name="claims"
    )
    claimant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.CASCADE,
        related_name="claims",
    )
    kind = models.CharField(_("kind"), max_length=11, choices=ClaimKind.choices)
    role = models.CharField(_("role in the group"), max_length=120)
    evidence = models.TextField(_("what shows it"), validators=[MaxLengthValidator(CLAIM_LENGTH)])
    # Of somebody who lost her account: the address she signed in with.
    lost_email = models.EmailField(_("address of the lost account"), blank=True)
    owner_answer = models.TextField(
        _("answer of the owner"), blank=True, validators=[MaxLengthValidator(CLAIM_LENGTH)]
    )
    state = models.CharField(
        _("state"), max_length=9, choices=ClaimState.choices, default=ClaimState.PENDING
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    message = models.TextField(
        _("message to the claimant"), blank=True, validators=[MaxLengthValidator(CLAIM_LENGTH)]
    )
    owners_after = models.CharField(
        _("owners so far"), max_length=7, choices=OwnersAfter.choices, blank=True
    )
    created_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects: ClassVar[ClaimQuerySet] = ClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["state", "created_at"], name="claim_queue")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ClaimKind.values), name="claim_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=ClaimState.values), name="claim_state_known"
            ),
            models.CheckConstraint(
                condition=Q(owners_after__in=OwnersAfter.values), name="claim_owners_known"
            ),
            models.CheckConstraint(condition=Q(evidence__regex=r"\S"), name="claim_has_evidence"),
            # Asking twice is asking once.
            models.UniqueConstraint(
                fields=["organization", "claimant"],
                condition=Q(state=ClaimState.PENDING),
                name="claim_once_pending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ClaimState.PENDING, ClaimState.WITHDRAWN))
                | Q(decided_at__isnull=False),
                name="claim_decided_has_date",
            ),
            # Whoever is told no is told why.
            models.CheckConstraint(
                condition=~Q(state__in=(ClaimState.DENIED, ClaimState.REVOKED)) | ~Q(reason=""),
                name="claim_refused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimant} → {self.organization}"
