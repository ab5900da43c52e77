"""Passing messages on to a group, and stopping those it does not want."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from organizations.models import ContactBlock, ContactMessage, Organization
from organizations.notifications import pass_on
from organizations.rules import is_member

DAY = timedelta(days=1)
A_SENDER_A_DAY = 5
A_LISTING_A_DAY = 20


class TooManyMessagesError(Exception):
    """The sender has written, or the group has got, as many messages as a day may bring."""


class BlockedSenderError(Exception):
    """The group, or IOM for all groups, takes no messages from this sender."""


@transaction.atomic
def send_message(
    *, organization: Organization, by: User, signature: str, text: str, reply_to: str = ""
) -> ContactMessage:
    """Store a message and pass it on to the members, in one transaction.

    `reply_to` is what the sender agreed to show. A message sent twice is one. Raises
    BlockedSenderError and TooManyMessagesError; nothing is written then. Whether `by` may see the
    listing is for the caller to know.
    """
    # The locks make two messages at once count each other.
    User.objects.select_for_update().get(pk=by.pk)
    Organization.objects.select_for_update().get(pk=organization.pk)
    blocks = ContactBlock.objects.filter(Q(organization=organization) | Q(organization=None))
    if blocks.filter(sender=by).exists():
        raise BlockedSenderError
    today = ContactMessage.objects.filter(created_at__gt=timezone.now() - DAY)
    sent = today.filter(sender=by)
    if same := sent.filter(organization=organization, text=text).first():
        return same
    if (
        sent.count() >= A_SENDER_A_DAY
        or today.filter(organization=organization).count() >= A_LISTING_A_DAY
    ):
        raise TooManyMessagesError
    message = ContactMessage.objects.create(
        organization=organization, sender=by, signature=signature, text=text, reply_to=reply_to
    )
    pass_on(message)
    return message


@transaction.atomic
def block_sender(*, message: ContactMessage, by: User) -> ContactBlock:
    """Stop whoever wrote `message` from writing to that group again."""
    _require_member(by, message)
    block, _ = ContactBlock.objects.get_or_create(
        organization=message.organization, sender=message.sender, defaults={"by": by}
    )
    return block


@transaction.atomic
def unblock_sender(*, message: ContactMessage, by: User) -> None:
    """Let whoever wrote `message` write to that group again."""
    _require_member(by, message)
    ContactBlock.objects.filter(organization=message.organization, sender=message.sender).delete()


def _require_member(by: User, message: ContactMessage) -> None:
    if not is_member(by, message.organization):
        raise PermissionDenied
