"""What the parties of a partnership agree on, and who has agreed."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.viewers import Viewer
from partnerships.agreement import TITLE_LENGTH, AgreedText, text_of
from partnerships.models.partnerships import WORDS_LENGTH, Partnership, PartnershipParty
from partnerships.partnership_enums import PartyStanding

SUMMARY_LENGTH = 1_500


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Keep the texts that a party of the viewer was asked to accept, or knows as it belongs.

        Who is only invited to a work that goes on already reads no text before the one she is
        invited to.
        """
        if viewer.is_curator:
            return self
        mine = PartnershipParty.objects.of(viewer).filter(partnership=OuterRef("partnership"))
        asked = Q(standing=PartyStanding.JOINED) | Q(told_at__lte=OuterRef("created_at"))
        return self.filter(Exists(mine.filter(asked)))


class AgreementVersion(models.Model):
    """One wording, as it was proposed; the database refuses to change or to delete it.

    `content` is what agreement.AgreedText holds, the indicators as agreed among it;
    `content_hash` its fingerprint.
    """

    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.CASCADE,
        related_name="versions",
    )
    number = models.PositiveSmallIntegerField(_("number"))
    content = models.JSONField(_("text"))
    content_hash = models.CharField(_("fingerprint"), max_length=64)
    why = models.TextField(_("why it is proposed"), max_length=WORDS_LENGTH, blank=True)
    proposed_for = models.ForeignKey(
        PartnershipParty,
        verbose_name=_("proposed for"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposed by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("proposed"), default=timezone.now)

    objects: ClassVar[AgreementVersionQuerySet] = AgreementVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("version of an agreement")
        verbose_name_plural = _("versions of agreements")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="agreement_number_once"),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="agreement_hash_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}/{self.number}"

    @property
    def text(self) -> AgreedText:
        return text_of(self.content)

    @property
    def short_hash(self) -> str:
        """The start of the fingerprint: enough for people to compare by eye."""
        return self.content_hash[:12]


class Acceptance(models.Model):
    """A party has accepted a text. The database refuses to change or to delete it."""

    version = models.ForeignKey(
        AgreementVersion,
        verbose_name=_("text"),
        on_delete=models.CASCADE,
        related_name="acceptances",
    )
    party = models.ForeignKey(
        PartnershipParty,
        verbose_name=_("party"),
        on_delete=models.CASCADE,
        related_name="acceptances",
    )
    # What was read: the trigger compares it with the text's own.
    content_hash = models.CharField(_("fingerprint"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("accepted"), default=timezone.now)

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="acceptance_once_a_party"),
            # Nobody agrees with herself: one person accepts a text for one party only.
            models.UniqueConstraint(fields=["version", "by"], name="acceptance_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} → {self.version_id}"


class AgreementDraft(models.Model):
    """A text that one party writes; the others do not see it. Another person of the party who
    has written meanwhile is noticed by `revision`.
    """

    party = models.OneToOneField(PartnershipParty, on_delete=models.CASCADE, related_name="draft")
    content = models.JSONField(_("text"))
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("draft of an agreement")
        verbose_name_plural = _("drafts of agreements")

    def __str__(self) -> str:
        return str(self.party_id)

    @property
    def text(self) -> AgreedText:
        return text_of(self.content)


class PublicSummary(models.Model):
    """What everybody would read of a partnership, once every party agrees to these words."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("partnership"),
        on_delete=models.CASCADE,
        related_name="summaries",
    )
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    words = models.TextField(_("summary"), max_length=SUMMARY_LENGTH)
    # Whether the figures that another side has accepted are public, too.
    shows_results = models.BooleanField(_("with the figures"), default=False)
    proposed_for = models.ForeignKey(PartnershipParty, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("proposed"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True)
    # Taken back by one party, or overtaken by other words: it does not come back by itself.
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("public summary")
        verbose_name_plural = _("public summaries")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(words__regex=r"\S"), name="summary_says_something"),
        ]

    def __str__(self) -> str:
        return self.title


class SummaryConsent(models.Model):
    """A party agrees that these words are public."""

    summary = models.ForeignKey(PublicSummary, on_delete=models.CASCADE, related_name="consents")
    party = models.ForeignKey(PartnershipParty, on_delete=models.CASCADE, related_name="consents")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("agreed"), default=timezone.now)

    class Meta:
        verbose_name = _("consent to a summary")
        verbose_name_plural = _("consents to summaries")
        constraints = [
            models.UniqueConstraint(fields=["summary", "party"], name="consent_once_a_party"),
            # As with texts: one person speaks for one party only.
            models.UniqueConstraint(fields=["summary", "by"], name="consent_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} → {self.summary_id}"
