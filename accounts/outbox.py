"""The e-mails of notifications: taken one by one, sent, tried again, at last given up.

Claiming a row moves its due time a lease ahead, so that whoever dies with it loses it to the
next sweep, and ten deliveries of one task send one letter. Only a death between the mail
server's yes and our note of it repeats a letter, under the same Message-ID.
"""

import logging
import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MailState
from accounts.mail import compose
from accounts.models import Notification
from accounts.models.notification import DIGEST_LETTER, NotificationQuerySet
from accounts.unsubscribing import token

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)


def pause_after(attempts: int) -> timedelta:
    """1, 4, 16, 64 minutes, then hours: eight attempts outlast a night without mail server."""
    return min(timedelta(minutes=4 ** (attempts - 1)), LONGEST_PAUSE)


def claim(queryset: NotificationQuerySet) -> Notification | None:
    """Take the e-mail of `queryset` that has waited longest and is nobody else's; or None."""
    with transaction.atomic():
        notification = (
            queryset.due()
            .select_related("recipient")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("next_attempt_at", "pk")
            .first()
        )
        if notification is not None:
            notification.attempts += 1
            notification.next_attempt_at = timezone.now() + LEASE
            notification.save(update_fields=["attempts", "next_attempt_at"])
    return notification


def deliver(notification: Notification) -> None:
    """Send a claimed e-mail and note how it went."""
    recipient = notification.recipient
    if not recipient.is_active:
        _settle(notification, mail_state=MailState.DEAD, last_error="inactive")
        return
    try:
        compose(
            stem=notification.template,
            to=recipient.email,
            language=recipient.language,
            context=notification.context | {"recipient_name": recipient.name},
            message_id=f"<{notification.uuid}@{urlsplit(settings.SITE_URL).hostname}>",
            unsubscribe_path=_unsubscribe_path(notification),
        ).send()
    except Exception as error:  # a broken template waits for its mending like a mail server
        _put_off(notification, error)
    else:
        _settle(notification, mail_state=MailState.SENT, sent_at=timezone.now(), last_error="")


def _unsubscribe_path(notification: Notification) -> str:
    """Where the e-mails of this kind can be stopped; nowhere for those that always go."""
    is_digest = notification.template == DIGEST_LETTER
    what = notification.context["frequency"] if is_digest else notification.topic
    if not what:
        return ""
    return reverse(
        "accounts:notification_unsubscribe", args=[token(notification.recipient.uuid, what)]
    )


def sweep(seconds: float) -> int:
    """Deliver whatever is due, for at most about `seconds`; return how many were tried."""
    tried = 0
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        notification = claim(Notification.objects.all())
        if notification is None:
            break
        deliver(notification)
        tried += 1
    return tried


def _put_off(notification: Notification, error: Exception) -> None:
    kind = type(error).__name__
    if notification.attempts >= MAX_ATTEMPTS:
        logger.error("notification %s given up: %s", notification.pk, kind)
        _settle(notification, mail_state=MailState.DEAD, last_error=kind)
        return
    logger.warning("notification %s put off: %s", notification.pk, kind)
    _settle(
        notification,
        next_attempt_at=timezone.now() + pause_after(notification.attempts),
        last_error=kind,
    )


def _settle(notification: Notification, **fields: object) -> None:
    """Write the outcome, unless the lease ran out and somebody else has tried since."""
    Notification.objects.filter(
        pk=notification.pk, attempts=notification.attempts, mail_state=MailState.PENDING
    ).update(**fields)
