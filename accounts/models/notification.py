"""What a person is told: an entry of the inbox and an e-mail, stored with the event itself."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import DIGESTS, Frequency, MailState
from accounts.models.choices import Digest

# A digest repeats what the inbox holds: it is a letter only.
DIGEST_LETTER = "accounts/emails/digest"


def mail_fields(frequency: str) -> dict[str, str]:
    """What a row says of its e-mail when its topic is heard of in this way."""
    if frequency in DIGESTS:
        return {"mail_state": MailState.HELD, "held_for": frequency}
    state = MailState.INBOX if frequency == Frequency.INBOX else MailState.PENDING
    return {"mail_state": state, "held_for": ""}


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def inbox(self, user_id: int | None) -> "NotificationQuerySet":
        """Keep what this person reads on the portal."""
        return self.filter(recipient=user_id).exclude(template=DIGEST_LETTER)

    def due(self) -> "NotificationQuerySet":
        """E-mails to send now; a lease is a due time some minutes ahead."""
        return self.filter(mail_state=MailState.PENDING, next_attempt_at__lte=timezone.now())

    def held(self) -> "NotificationQuerySet":
        """Keep what waits for a digest."""
        return self.filter(mail_state=MailState.HELD)

    def mark_read(self) -> int:
        """Return how many were not read yet."""
        return self.unread().update(read_at=timezone.now())


class Notification(models.Model):
    """A fact for one person. Texts are rendered when read or sent, in the reader's language."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        related_name="notifications",
    )
    template = models.CharField(_("template"), max_length=100)
    context = models.JSONField(_("facts"), default=dict)
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    mail_state = models.CharField(
        _("e-mail"), max_length=7, choices=MailState.choices, default=MailState.PENDING
    )
    # Which digest it waits for, and which one told it.
    held_for = models.CharField(max_length=7, blank=True)
    digest = models.ForeignKey(
        Digest, null=True, blank=True, on_delete=models.SET_NULL, related_name="notifications"
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # The kind of error only: its message may quote an address.
    last_error = models.CharField(_("last error"), max_length=100, blank=True)

    objects: ClassVar = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(mail_state__in=MailState.values), name="notification_mail_state_known"
            ),
            # "Sent" is a claim about a moment: one never stands without the other.
            models.CheckConstraint(
                condition=Q(mail_state=MailState.SENT, sent_at__isnull=False)
                | (~Q(mail_state=MailState.SENT) & Q(sent_at=None)),
                name="notification_sent_at_when_sent",
            ),
            # What waits for a digest says for which one: else no clock would ever find it.
            models.CheckConstraint(
                condition=Q(mail_state=MailState.HELD, held_for__in=DIGESTS)
                | (~Q(mail_state=MailState.HELD) & Q(held_for="")),
                name="notification_held_for_a_digest",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_inbox"),
            # The clock asks every few minutes which of the few that wait are due.
            models.Index(
                fields=["held_for", "recipient", "created_at"],
                condition=Q(mail_state=MailState.HELD),
                name="notification_held",
            ),
            # The sweeper asks every minute; almost every row is sent and stays out of this index.
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(mail_state=MailState.PENDING),
                name="notification_due",
            ),
        ]

    def __str__(self) -> str:
        return self.template
