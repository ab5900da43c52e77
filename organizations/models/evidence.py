"""What speaks for a group: facts, the vouches of other groups, and how a contact is confirmed."""

import uuid
from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import BASES, Audience, Basis, EvidenceEnd, EvidenceKind, Status
from organizations.models.organization import Organization
from organizations.viewers import Viewer

FACTS_LENGTH = 200
NOTE_LENGTH = 1_000


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Keep what speaks for listings that the viewer may see and names none that she may not."""
        seen = Organization.objects.visible_to(viewer)
        return self.filter(Q(other=None) | Q(other__in=seen), organization__in=seen)

    def not_ended(self) -> Self:
        return self.filter(ended_at=None)

    def standing(self) -> Self:
        """Keep what holds now, for the name the group bears now."""
        return self.not_ended().filter(
            expires_at__gt=timezone.now(), for_name=F("organization__name")
        )

    def open(self) -> Self:
        """Keep what names no listing that somebody might not see."""
        return self.filter(
            Q(other=None) | Q(other__status=Status.PUBLISHED, other__audience=Audience.PUBLIC)
        )

    def shown(self) -> Self:
        """Keep what the level of a listing rests on: what a badge lists."""
        return self.standing().open().filter(counts=True)

    def vouches(self) -> Self:
        return self.filter(kind=EvidenceKind.VOUCH)


class Evidence(models.Model):
    """One thing that speaks for a group, under the name it was given for, until a date.

    Never changed afterwards, only ended; what holds again, or under another name, is a new row.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.CASCADE,
        related_name="evidence",
    )
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind.choices)
    basis = models.CharField(_("what was seen"), max_length=10, choices=Basis.choices, blank=True)
    # The listing behind it: the group that vouches or hosts, or the other side of a partnership.
    other = models.ForeignKey(
        Organization,
        verbose_name=_("the other group"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="evidence_given",
    )
    facts = models.CharField(
        _("in a few words, for everyone to read"), max_length=FACTS_LENGTH, blank=True
    )
    note = models.TextField(
        _("note"), max_length=NOTE_LENGTH, blank=True, help_text=_("Only IOM reads it.")
    )
    # What in the portal's own records it rests on, so that it is taken from there once.
    record = models.CharField(_("record"), max_length=100, blank=True, editable=False)
    for_name = models.CharField(_("given for the name"), max_length=200, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("given by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="evidence_given",
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    expires_at = models.DateTimeField(_("holds until"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    end = models.CharField(
        _("why it ended"), max_length=10, choices=EvidenceEnd.choices, blank=True, editable=False
    )
    end_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ended by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Whether the level rests on it, as actions.refresh_trust found last.
    counts = models.BooleanField(_("counts"), default=False, editable=False)

    objects: ClassVar[EvidenceQuerySet] = EvidenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("-given_at", "-pk")
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(ended_at=None), name="evidence_expiring"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=reduce(
                    or_, (Q(kind=kind, basis__in=bases) for kind, bases in BASES.items())
                ),
                name="evidence_basis_fits_kind",
                violation_error_message=_("This does not fit the kind of evidence."),
            ),
            models.CheckConstraint(
                condition=Q(kind=EvidenceKind.VOUCH, other__isnull=False)
                | Q(kind__in=(EvidenceKind.HOST, EvidenceKind.PARTNERSHIP))
                | Q(
                    kind__in=(
                        EvidenceKind.CONTACT,
                        EvidenceKind.ATTENDANCE,
                        EvidenceKind.DOCUMENT,
                    ),
                    other=None,
                ),
                name="evidence_other_fits_kind",
                violation_error_message=_("This kind of evidence names no other group."),
            ),
            models.CheckConstraint(
                condition=Q(other=None) | ~Q(other=F("organization")),
                name="evidence_not_of_oneself",
                violation_error_message=_("No group speaks for itself."),
            ),
            # A badge lists its facts: a record without a word of what it was says nothing.
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, bases in BASES.items() if bases[0]])
                | Q(other__isnull=False)
                | Q(facts__regex=r"\S"),
                name="evidence_says_something",
                violation_error_message=_("Say in a few words what it was."),
            ),
            models.CheckConstraint(
                condition=Q(for_name__regex=r"\S"), name="evidence_bound_to_a_name"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("given_at")),
                name="evidence_ends_after_it_began",
                violation_error_message=_("The end must lie after the day it was given."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="")
                | Q(ended_at__isnull=False, end__in=EvidenceEnd.values),
                name="evidence_end_has_a_kind",
            ),
            # Whoever loses something to IOM's decision is owed the reason.
            models.CheckConstraint(
                condition=~Q(end=EvidenceEnd.REVOKED) | Q(end_reason__regex=r"\S"),
                name="evidence_revoked_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["organization", "other"],
                condition=Q(kind=EvidenceKind.VOUCH, ended_at=None),
                name="evidence_one_vouch_of_a_group",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "record"],
                condition=~Q(record="") & Q(ended_at=None),
                name="evidence_once_from_a_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_kind_display()}"

    @property
    def label(self) -> str:
        """What a badge says of it in one line, the other group's name left out."""
        if self.basis:
            return str(Basis(self.basis).label)
        return str(EvidenceKind(self.kind).label)


class VouchRequest(models.Model):
    """A group asked another one to vouch for it."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="vouch_requests"
    )
    giver = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="vouch_requests_received"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)

    class Meta:
        verbose_name = _("request for a vouch")
        verbose_name_plural = _("requests for a vouch")
        ordering = ("-asked_at", "-pk")
        indexes = [models.Index(fields=["giver", "-asked_at"], name="vouch_request_received")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(organization=F("giver")), name="vouch_request_not_to_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} → {self.giver}"


class ContactLink(models.Model):
    """A link to an address of a listing, for whoever reads it there to answer.

    Written before it is sent, and deleted soon after it has run out.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="contact_links"
    )
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=10)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        verbose_name = _("link to a contact")
        verbose_name_plural = _("links to contacts")
        ordering = ("-asked_at", "-pk")
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(sent_at=None), name="contact_link_waiting"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)
