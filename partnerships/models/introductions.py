"""Introductions, and the conversations that come of them. Nobody's address stands here."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Least
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.enums import (
    AbuseKind,
    DeclineReason,
    IntroductionOrigin,
    IntroductionState,
    MessageVia,
    Side,
)
from partnerships.host_workflow import Power
from partnerships.introduction_workflow import OPEN, state_at
from partnerships.models.hosting import ByHost, HostAgreement
from partnerships.models.partner import Partner
from partnerships.private_files import PrivateStorage

WORDS_LENGTH = 1_500
DECLINE_LENGTH = 500
MESSAGE_LENGTH = 5_000
REPORT_LENGTH = 2_000

Listing = Organization | Partner


def _key(side: str) -> Coalesce:
    """A number for the listing of a side: a group's id, a partner's below zero."""
    return Coalesce(f"{side}_organization_id", -F(f"{side}_partner_id"))


def _one_of(side: str) -> Q:
    group, partner = f"{side}_organization", f"{side}_partner"
    return Q(**{f"{group}__isnull": False, partner: None}) | Q(
        **{group: None, f"{partner}__isnull": False}
    )


def _seen(side: str, viewer: Viewer) -> Q:
    """Whether the viewer may look up the listing of a side now."""
    groups = Organization.objects.visible_to(viewer).published()
    partners = Partner.objects.visible_to(viewer)
    return Q(Exists(groups.filter(pk=OuterRef(f"{side}_organization_id")))) | Q(
        Exists(partners.filter(pk=OuterRef(f"{side}_partner_id")))
    )


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    """Introductions. Only the two sides read them; staff reads what was reported, in the admin."""

    def visible_to(self, viewer: Viewer) -> "IntroductionQuerySet":
        """Keep those of the viewer's own listings, whoever of them asked or answers.

        The other side chose to be known to this one, so its audience does not matter. The states
        that it hides from do: whoever works for one of them reads only conversations that were
        hers before.
        """
        return self.filter(
            self._of(viewer, Side.ASKER, "asked") | self._of(viewer, Side.ASKED, "asker")
        )

    def _of(self, viewer: Viewer, side: Side, other: str) -> Q | Combinable:
        own = Q(**{f"{side}_organization__in": viewer.organization_ids}) | Q(
            **{f"{side}_partner__in": viewer.partner_ids}
        )
        if not viewer.state_countries:
            return own
        group = f"{other}_organization"
        hidden = Q(**{f"{group}__hidden_from__overlap": sorted(viewer.state_countries)})
        seats = Seat.objects.filter(introduction=OuterRef("pk"), user=viewer.user_id)
        return own & (Q(**{group: None}) | ~hidden | Exists(seats))

    def through_host(self, viewer: Viewer) -> "IntroductionQuerySet":
        """Keep what the viewer's organizations may answer, or have answered, as hosts of others.

        An agreement gives that, and it is asked at this moment. What the group answered itself is
        the group's; and whoever asked has not chosen to be known to the host: only of listings
        that the viewer may look up does she read here.
        """
        if not viewer.organization_ids:
            return self.none()
        given = HostAgreement.objects.in_force().giving(Power.INTRODUCTIONS)
        given = given.filter(host__in=viewer.organization_ids, group=OuterRef("asked_organization"))
        return self.filter(
            Q(Exists(given), state=IntroductionState.ASKED)
            | Q(Exists(given.filter(pk=OuterRef("through")))),
            _seen("asker", viewer),
        ).exclude(
            Q(asker_organization__in=viewer.organization_ids)
            | Q(asker_partner__in=viewer.partner_ids)
        )

    def of(self, listing: Listing) -> "IntroductionQuerySet":
        """Keep those in which this listing is on one of the sides."""
        kind = listing._meta.model_name
        return self.filter(Q(**{f"asker_{kind}": listing.pk}) | Q(**{f"asked_{kind}": listing.pk}))

    def asked_by(self, listing: Listing) -> "IntroductionQuerySet":
        return self.filter(**{f"asker_{listing._meta.model_name}": listing.pk})

    def asked_of(self, listing: Listing) -> "IntroductionQuerySet":
        return self.filter(**{f"asked_{listing._meta.model_name}": listing.pk})

    def between(self, one: Listing, other: Listing) -> "IntroductionQuerySet":
        """Keep those of this pair, whoever asked."""
        mine, theirs = one._meta.model_name, other._meta.model_name
        return self.filter(
            Q(**{f"asker_{mine}": one.pk, f"asked_{theirs}": other.pk})
            | Q(**{f"asker_{theirs}": other.pk, f"asked_{mine}": one.pk})
        )

    def open(self) -> "IntroductionQuerySet":
        """Keep those that wait for an answer in time, or were accepted."""
        return self.filter(state__in=OPEN).exclude(
            state=IntroductionState.ASKED, expires_at__lte=timezone.now()
        )

    def overdue(self) -> "IntroductionQuerySet":
        """Keep those that were not answered in time and are not noted so yet."""
        return self.filter(state=IntroductionState.ASKED, expires_at__lte=timezone.now())

    def with_sides(self) -> "IntroductionQuerySet":
        return self.select_related(
            "asker_organization", "asker_partner", "asked_organization", "asked_partner"
        )

    def unread(self, viewer: Viewer) -> "IntroductionQuerySet":
        """Keep those in which the other side wrote what the viewer has not read."""
        return self.filter(self._has_unread(viewer))

    def with_unread(self, viewer: Viewer) -> "IntroductionQuerySet":
        """Annotate each with whether something is unread."""
        return self.annotate(has_unread=self._has_unread(viewer))

    def _has_unread(self, viewer: Viewer) -> Exists:
        """Nothing is unread where the viewer has not been yet, or has left."""
        since = Message.objects.filter(
            introduction=OuterRef("introduction"), pk__gt=OuterRef("read_through")
        ).exclude(side=OuterRef("side"))
        seats = Seat.objects.filter(
            Exists(since), introduction=OuterRef("pk"), user=viewer.user_id, left_at=None
        )
        return Exists(seats)

    def with_visibility(self, viewer: Viewer) -> "IntroductionQuerySet":
        """Annotate each with which of the two listings the viewer may look up now."""

        return self.annotate(
            **{
                f"{side}_is_visible": Case(When(_seen(side, viewer), then=True), default=False)
                for side in Side
            }
        )

    def waiting_for(self, viewer: Viewer) -> "IntroductionQuerySet":
        """Keep those that wait for an answer of the viewer's listings."""
        return self.filter(
            Q(asked_organization__in=viewer.organization_ids)
            | Q(asked_partner__in=viewer.partner_ids),
            state=IntroductionState.ASKED,
            expires_at__gt=timezone.now(),
        )


class Introduction(ByHost):
    """One listing asks to be put in touch with another; the accepted one is a conversation."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asker_organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="+"
    )
    asker_partner = models.ForeignKey(
        Partner, null=True, on_delete=models.CASCADE, related_name="+"
    )
    asked_organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="+"
    )
    asked_partner = models.ForeignKey(
        Partner, null=True, on_delete=models.CASCADE, related_name="+"
    )
    # How the two were called then: a side that may not see the other any more reads these.
    asker_name = models.CharField(max_length=200)
    asked_name = models.CharField(max_length=200)

    purpose = models.TextField(_("what for"), validators=[MaxLengthValidator(WORDS_LENGTH)])
    offer = models.TextField(_("what is offered"), validators=[MaxLengthValidator(WORDS_LENGTH)])
    origin = models.CharField(_("from"), max_length=11, choices=IntroductionOrigin.choices)
    state = models.CharField(
        _("state"),
        max_length=9,
        choices=IntroductionState.choices,
        default=IntroductionState.ASKED,
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    expires_at = models.DateTimeField(_("to be answered by"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    reason = models.CharField(_("reason"), max_length=8, choices=DeclineReason.choices, blank=True)
    words = models.CharField(_("in their words"), max_length=DECLINE_LENGTH, blank=True)
    # When something last happened: lists are in this order.
    moved_at = models.DateTimeField(_("last changed"), default=timezone.now)
    # IOM ends a conversation that was reported.
    stopped_at = models.DateTimeField(_("ended by IOM"), null=True)

    # Filled by with_unread() and with_visibility().
    has_unread: bool
    asker_is_visible: bool
    asked_is_visible: bool

    objects: ClassVar[IntroductionQuerySet] = IntroductionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ("-moved_at", "-pk")
        indexes = [
            models.Index(fields=["asker_organization", "-moved_at"], name="introduction_by_group"),
            models.Index(fields=["asker_partner", "-moved_at"], name="introduction_by_partner"),
            models.Index(fields=["asked_organization", "-moved_at"], name="introduction_of_group"),
            models.Index(fields=["asked_partner", "-moved_at"], name="introduction_of_partner"),
            models.Index(fields=["asked_by", "-asked_at"], name="introduction_by_person"),
            models.Index(
                fields=["expires_at"],
                condition=Q(state=IntroductionState.ASKED),
                name="introduction_overdue",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=_one_of("asker"), name="introduction_one_asker"),
            models.CheckConstraint(condition=_one_of("asked"), name="introduction_one_asked"),
            # The portal introduces diaspora groups: partners among themselves need no portal.
            models.CheckConstraint(
                condition=Q(asker_partner=None) | Q(asked_partner=None),
                name="introduction_of_a_group",
            ),
            models.CheckConstraint(
                condition=Q(asker_organization=None)
                | Q(asked_organization=None)
                | ~Q(asker_organization=F("asked_organization")),
                name="introduction_not_to_itself",
            ),
            # One thing at a time between two, whoever asked.
            models.UniqueConstraint(
                Least(_key("asker"), _key("asked")),
                Greatest(_key("asker"), _key("asked")),
                condition=Q(state__in=OPEN),
                name="introduction_one_open_of_a_pair",
            ),
            models.CheckConstraint(
                condition=Q(state__in=IntroductionState.values), name="introduction_state_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=IntroductionOrigin.values), name="introduction_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=DeclineReason.values), name="introduction_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(state=IntroductionState.DECLINED) | Q(reason="", words=""),
                name="introduction_reason_only_when_declined",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(IntroductionState.ACCEPTED, IntroductionState.DECLINED),
                    answered_at__isnull=False,
                )
                | (
                    ~Q(state__in=(IntroductionState.ACCEPTED, IntroductionState.DECLINED))
                    & Q(answered_at=None)
                ),
                name="introduction_answered_at_when_answered",
            ),
            models.CheckConstraint(
                condition=Q(purpose__regex=r"\S", offer__regex=r"\S"),
                name="introduction_says_what_for",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="introduction_gives_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker_name} – {self.asked_name}"

    def get_absolute_url(self) -> str:
        return reverse("partnerships:introduction_detail", args=[self.uuid])

    def listing(self, side: Side) -> Listing:
        found: Listing | None = (
            self.asker_organization or self.asker_partner
            if side == Side.ASKER
            else self.asked_organization or self.asked_partner
        )
        assert found is not None  # noqa: S101 - the constraints above
        return found

    def side_for(self, viewer: Viewer) -> Side:
        """The viewer's side; of two of her own, the one that asked."""
        if (
            self.asker_organization_id in viewer.organization_ids
            or self.asker_partner_id in viewer.partner_ids
        ):
            return Side.ASKER
        return Side.ASKED

    def name_then(self, side: Side) -> str:
        """How the listing of a side was called when the introduction was asked for."""
        return self.asker_name if side == Side.ASKER else self.asked_name

    @property
    def stands(self) -> IntroductionState:
        """Where it stands now, whether or not the clock's job has noted it."""
        return state_at(self.state, self.expires_at, timezone.now())


class Seat(models.Model):
    """A person's place in a conversation: what she has read, and whether she has left."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversation_seats"
    )
    side = models.CharField(max_length=5, choices=Side.choices)
    # The number of the last message that she has seen.
    read_through = models.BigIntegerField(default=0)
    left_at = models.DateTimeField(_("left"), null=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("place in a conversation")
        verbose_name_plural = _("places in conversations")
        constraints = [
            models.UniqueConstraint(fields=["introduction", "user"], name="seat_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="seat_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.introduction}"


class Message(ByHost):
    """What one side wrote. Its author is shown by the name she goes by, never by an address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="messages"
    )
    side = models.CharField(max_length=5, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(
        _("message"), blank=True, validators=[MaxLengthValidator(MESSAGE_LENGTH)]
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    via = models.CharField(max_length=6, choices=MessageVia.choices, default=MessageVia.PORTAL)
    # A form sent twice, or a letter delivered twice, is one message.
    key = models.CharField(max_length=64, unique=True)
    # Names of files that came by e-mail and could not be passed on.
    left_out = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["introduction", "id"], name="message_of_conversation"),
            models.Index(fields=["author", "-sent_at"], name="message_by_author"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="message_side_known"),
            models.CheckConstraint(
                condition=Q(via__in=MessageVia.values), name="message_via_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.introduction}: {self.sent_at:%Y-%m-%d %H:%M}"


def _private_path(attachment: "Attachment", filename: str) -> str:
    """A name that says nothing and cannot be guessed; the shown one stands in the row."""
    return f"conversations/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file that goes with a message, kept where no web server looks."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=_private_path, storage=PrivateStorage())
    name = models.CharField(_("name"), max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("file of a message")
        verbose_name_plural = _("files of messages")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class ConversationReport(models.Model):
    """What somebody tells IOM about a conversation; from then on IOM may read it."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="reports")
    # The group whose curators deal with it: the one reported, else the one that reports.
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="conversation_reports"
    )
    side = models.CharField(_("reported by"), max_length=5, choices=Side.choices)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=AbuseKind.choices)
    text = models.TextField(
        _("what happened"), blank=True, validators=[MaxLengthValidator(REPORT_LENGTH)]
    )
    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    handled_at = models.DateTimeField(_("handled"), null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("report of a conversation")
        verbose_name_plural = _("reports of conversations")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AbuseKind.values), name="conversation_report_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(side__in=Side.values), name="conversation_report_side_known"
            ),
            # Who tells twice before anybody has looked tells once.
            models.UniqueConstraint(
                fields=["introduction", "reporter"],
                condition=Q(handled_at=None),
                name="conversation_report_once_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.introduction}"
