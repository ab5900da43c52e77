"""A common work of two or more parties: where it stands, who shares it, what happened."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.agreement import GIVES_LENGTH, PURPOSE_LENGTH, TITLE_LENGTH
from partnerships.enums import Channel
from partnerships.models.introductions import Introduction
from partnerships.models.opportunities import Opportunity
from partnerships.models.parties import Party
from partnerships.models.partnership_queries import (
    EventQuerySet,
    PartnershipQuerySet,
    PartyQuerySet,
)
from partnerships.partnership_enums import (
    OVER,
    RUNNING,
    TOLD,
    EventKind,
    Origin,
    PartnershipState,
    PartyRole,
    PartyStanding,
    PauseReason,
)
from sessions_archive.models import ExchangeSession

WORDS_LENGTH = 1_000
_WITHOUT_TEXT = (
    PartnershipState.DRAFTED,
    PartnershipState.PROPOSED,
    PartnershipState.NOT_AGREED,
)


def _origin(origin: Origin, **named: bool) -> Q:
    """Of this origin, and of no other: what the others are named by is empty."""
    empty: dict[str, Any] = {
        "session": None,
        "opportunity": None,
        "introduction": None,
        "match_score": None,
    }
    for name in named:
        empty.pop(name.removesuffix("__isnull"))
    if origin != Origin.MATCH:
        empty["match_channel"] = ""
    return Q(origin=origin, **empty, **named)


class Partnership(models.Model):
    """The state, and what lists and searches read of the text that holds.

    `in_force` is the text that every party has accepted; `proposal` the one that waits for
    answers, so at most one at a time. What stands in the columns from `title` to `places` is
    written from the text in force, before that from the last one that was proposed or drafted.
    The database refuses, when a transaction ends, a text in force that one party has not
    accepted (migration `partnerships`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    purpose = models.TextField(_("purpose"), max_length=PURPOSE_LENGTH, blank=True)
    starts = models.DateField(_("starts"), null=True, blank=True)
    ends = models.DateField(_("ends"), null=True, blank=True)
    sectors = ArrayField(
        models.CharField(max_length=35), verbose_name=_("sectors"), default=list, blank=True
    )
    places = ArrayField(
        models.CharField(max_length=3), verbose_name=_("places"), default=list, blank=True
    )

    state = models.CharField(
        _("state"),
        max_length=12,
        choices=PartnershipState.choices,
        default=PartnershipState.DRAFTED,
    )
    in_force = models.ForeignKey(
        "partnerships.AgreementVersion",
        verbose_name=_("text in force"),
        null=True,
        on_delete=models.RESTRICT,
        related_name="+",
    )
    proposal = models.ForeignKey(
        "partnerships.AgreementVersion",
        verbose_name=_("proposed text"),
        null=True,
        on_delete=models.RESTRICT,
        related_name="+",
    )
    suspension = models.ForeignKey(
        "partnerships.Suspension",
        verbose_name=_("suspension"),
        null=True,
        on_delete=models.RESTRICT,
        related_name="+",
    )
    # Somebody has asked to go on: now the others are waited for.
    is_resuming = models.BooleanField(default=False)
    proposed_summary = models.ForeignKey(
        "partnerships.PublicSummary",
        verbose_name=_("proposed public summary"),
        null=True,
        on_delete=models.RESTRICT,
        related_name="+",
    )
    summary = models.ForeignKey(
        "partnerships.PublicSummary",
        verbose_name=_("public summary"),
        null=True,
        on_delete=models.RESTRICT,
        related_name="+",
    )

    origin = models.CharField(
        _("came of"), max_length=12, choices=Origin.choices, default=Origin.DIRECT
    )
    session = models.ForeignKey(
        ExchangeSession,
        verbose_name=_("session"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    opportunity = models.ForeignKey(
        Opportunity,
        verbose_name=_("opportunity"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    introduction = models.ForeignKey(
        Introduction,
        verbose_name=_("introduction"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Of a match: matches are computed anew every night, so what it was is kept here.
    match_channel = models.CharField(
        _("list of matches"), max_length=8, choices=Channel.choices, blank=True
    )
    match_score = models.FloatField(_("score of the match"), null=True, blank=True)

    created_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    agreed_at = models.DateTimeField(_("first agreed"), null=True, editable=False)
    closing_due = models.DateField(_("may be closed from"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    # Filled by the methods of the QuerySet.
    waits_for_me: bool
    party_names: list[str]

    objects: ClassVar[PartnershipQuerySet] = PartnershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ("-changed_at", "-pk")
        indexes = [
            GinIndex(fields=["sectors"], name="partnership_sectors"),
            GinIndex(fields=["places"], name="partnership_places"),
            models.Index(
                fields=["-ended_at", "-agreed_at"],
                condition=Q(summary__isnull=False),
                name="partnership_published",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PartnershipState.values), name="partnership_state_known"
            ),
            # Nothing becomes active without a text, and no text holds before all agreed.
            models.CheckConstraint(
                condition=Q(state__in=_WITHOUT_TEXT, in_force=None, agreed_at=None)
                | Q(
                    state__in=(*RUNNING, *OVER),
                    in_force__isnull=False,
                    agreed_at__isnull=False,
                ),
                name="partnership_active_with_a_text",
            ),
            models.CheckConstraint(
                condition=Q(state=PartnershipState.PROPOSED, proposal__isnull=False)
                | Q(state__in=RUNNING)
                | (~Q(state=PartnershipState.PROPOSED) & Q(proposal=None)),
                name="partnership_proposal_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(proposal=None) | Q(in_force=None) | ~Q(proposal=F("in_force")),
                name="partnership_proposal_is_new",
            ),
            models.CheckConstraint(
                condition=Q(state=PartnershipState.SUSPENDED, suspension__isnull=False)
                | (~Q(state=PartnershipState.SUSPENDED) & Q(suspension=None, is_resuming=False)),
                name="partnership_suspension_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(*OVER, PartnershipState.NOT_AGREED), ended_at__isnull=False)
                | (~Q(state__in=(*OVER, PartnershipState.NOT_AGREED)) & Q(ended_at=None)),
                name="partnership_ended_when_over",
            ),
            models.CheckConstraint(
                condition=Q(closing_due=None)
                | Q(state__in=(PartnershipState.ACTIVE, PartnershipState.COMPLETED)),
                name="partnership_closing_fits_state",
            ),
            # Only of what was agreed may the public be told.
            models.CheckConstraint(
                condition=Q(summary=None, proposed_summary=None) | Q(in_force__isnull=False),
                name="partnership_summary_of_an_agreed_text",
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")),
                name="partnership_ends_after_start",
            ),
            # Each came of one thing, and that one is named.
            models.CheckConstraint(
                condition=_origin(Origin.DIRECT)
                | _origin(Origin.MATCH, match_score__isnull=False) & ~Q(match_channel="")
                | _origin(Origin.INTRODUCTION, introduction__isnull=False)
                | _origin(Origin.OPPORTUNITY, opportunity__isnull=False)
                | _origin(Origin.SESSION, session__isnull=False),
                name="partnership_origin_is_named",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("partnerships:partnership_detail", args=[self.uuid])

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def needs_new_text(self) -> bool:
        """Whether a party has left since the text in force was agreed."""
        return self.suspension is not None and self.suspension.reason == PauseReason.LEFT

    @property
    def is_over(self) -> bool:
        return self.state in OVER


class PartnershipParty(Party):
    """A side of the work. `name` is what the listing was called when the text was written:
    what the others know, whatever becomes of the listing.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.CASCADE,
        related_name="parties",
    )
    name = models.CharField(_("name"), max_length=200)
    standing = models.CharField(
        _("standing"),
        max_length=8,
        choices=PartyStanding.choices,
        default=PartyStanding.NAMED,
    )
    role = models.CharField(_("role"), max_length=12, choices=PartyRole.choices, blank=True)
    gives = models.TextField(_("what it gives"), max_length=GIVES_LENGTH, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, editable=False)
    joined_at = models.DateTimeField(_("joined"), null=True, editable=False)
    left_at = models.DateTimeField(_("left"), null=True, editable=False)

    # Filled by the methods of the QuerySet.
    accepted: list[int]
    has_draft: bool
    has_reflected: bool
    has_consented: bool
    is_resuming: bool
    organization_slug: str | None
    partner_slug: str | None

    objects: ClassVar[PartyQuerySet] = PartyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Party.Meta):
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ("pk",)
        constraints = [
            *Party.Meta.constraints,
            models.UniqueConstraint(
                fields=["partnership", "organization"], name="partnership_party_group_once"
            ),
            models.UniqueConstraint(
                fields=["partnership", "partner"], name="partnership_party_partner_once"
            ),
            models.CheckConstraint(
                condition=Q(standing=PartyStanding.NAMED, joined_at=None, left_at=None)
                | Q(
                    standing=PartyStanding.INVITED,
                    told_at__isnull=False,
                    joined_at=None,
                    left_at=None,
                )
                | Q(
                    standing=PartyStanding.JOINED,
                    told_at__isnull=False,
                    joined_at__isnull=False,
                    left_at=None,
                )
                | Q(
                    standing=PartyStanding.LEFT,
                    joined_at__isnull=False,
                    left_at__isnull=False,
                ),
                name="partnership_party_standing_has_its_times",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def was_told(self) -> bool:
        return self.standing in TOLD


class PartnershipEvent(models.Model):
    """One thing that happened, for the parties to read; never changed.

    `details` is what its sentence needs: the number of a text, a code of a reason.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    party = models.ForeignKey(
        PartnershipParty,
        verbose_name=_("party"),
        null=True,
        on_delete=models.CASCADE,
        related_name="events",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    words = models.TextField(_("in their words"), max_length=WORDS_LENGTH, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    objects: ClassVar[EventQuerySet] = EventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("event of a partnership")
        verbose_name_plural = _("events of partnerships")
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["partnership", "-at", "-id"], name="partnership_event_of"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
