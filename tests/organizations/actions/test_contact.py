"""Messages reach the group's people, only them, and not too many."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import Notification
from organizations.actions import block_sender, send_message, unblock_sender
from organizations.actions.contact import BlockedSenderError, TooManyMessagesError
from organizations.models import ContactBlock, ContactMessage, Membership
from tests.factories import OrganizationFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db


def send(organization: Any, by: Any, text: str = "Hello", **more: str) -> ContactMessage:
    return send_message(organization=organization, by=by, signature="Ana", text=text, **more)


def test_every_active_member_gets_the_message_and_nobody_else() -> None:
    owner, sender = UserFactory(), UserFactory()
    group = make_listing(owner=owner, name="Circle")
    editor, former = UserFactory(), UserFactory(is_active=False)
    for user in (editor, former):
        Membership.objects.create(organization=group, user=user)
    make_listing(owner=UserFactory())
    message = send(group, sender, "Hello", reply_to="ana@example.org")
    assert {row.recipient for row in Notification.objects.all()} == {owner, editor}
    assert Notification.objects.first().context == {
        "name": "Circle",
        "signature": "Ana",
        "text": "Hello",
        "reply_to": "ana@example.org",
        "path": f"/organizations/messages/{message.uuid}/",
    }


def test_a_message_sent_twice_is_one() -> None:
    group, sender = make_listing(owner=UserFactory()), UserFactory()
    assert send(group, sender) == send(group, sender)
    assert Notification.objects.count() == 1


def test_a_sender_writes_five_messages_a_day() -> None:
    sender = UserFactory()
    groups = [make_listing(owner=UserFactory()) for _ in range(6)]
    for group in groups[:5]:
        send(group, sender)
    with pytest.raises(TooManyMessagesError):
        send(groups[5], sender)
    assert ContactMessage.objects.count() == Notification.objects.count() == 5
    oldest = ContactMessage.objects.last()
    ContactMessage.objects.filter(pk=oldest.pk).update(
        created_at=oldest.created_at - timedelta(days=1)
    )
    send(groups[5], sender)


def test_a_group_gets_twenty_messages_a_day() -> None:
    group = make_listing(owner=UserFactory())
    for _ in range(20):
        send(group, UserFactory())
    with pytest.raises(TooManyMessagesError):
        send(group, UserFactory())
    send(make_listing(owner=UserFactory()), UserFactory())


def test_a_group_stops_a_sender_and_takes_her_back() -> None:
    owner, sender = UserFactory(), UserFactory()
    group, other = make_listing(owner=owner), make_listing(owner=UserFactory())
    message = send(group, sender)
    block_sender(message=message, by=owner)
    block_sender(message=message, by=owner)
    with pytest.raises(BlockedSenderError):
        send(group, sender, "Again")
    send(other, sender)
    unblock_sender(message=message, by=owner)
    send(group, sender, "Again")


def test_iom_stops_a_sender_everywhere() -> None:
    sender = UserFactory()
    ContactBlock.objects.create(sender=sender)
    with pytest.raises(BlockedSenderError):
        send(make_listing(owner=UserFactory()), sender)


@pytest.mark.parametrize("action", [block_sender, unblock_sender])
def test_only_members_decide_for_their_group(action: Any) -> None:
    message = send(make_listing(owner=UserFactory()), UserFactory())
    with pytest.raises(PermissionDenied):
        action(message=message, by=UserFactory())


def test_a_message_goes_with_its_sender() -> None:
    sender = UserFactory()
    send(OrganizationFactory(), sender)
    sender.delete()
    assert not ContactMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_messages_at_once_count_each_other() -> None:
    sender = UserFactory()
    groups = [make_listing(owner=UserFactory()) for _ in range(8)]

    def try_to_send(group: Any) -> bool:
        try:
            send(group, sender)
        except TooManyMessagesError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_to_send, groups)) == 5
    assert ContactMessage.objects.count() == 5
