"""Staff review messages to groups and stop senders."""

import pytest
from django.test import Client

from organizations.actions import send_message
from organizations.models import ContactBlock
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

MESSAGES = "/admin/organizations/contactmessage/"
BLOCKS = "/admin/organizations/contactblock/"


def test_messages_are_read_and_never_written(client: Client) -> None:
    group, sender = make_listing(owner=UserFactory(), name="Circle"), UserFactory()
    message = send_message(organization=group, by=sender, signature="Ana", text="Hello")
    client.force_login(StaffFactory())
    assert "Circle" in client.get(MESSAGES).content.decode()
    page = client.get(f"{MESSAGES}{message.pk}/change/").content.decode()
    assert "Hello" in page
    assert "<textarea" not in page
    assert client.get(f"{MESSAGES}add/").status_code == 403
    client.post(f"{MESSAGES}{message.pk}/change/", {"text": "Changed"})
    message.refresh_from_db()
    assert message.text == "Hello"


def test_a_sender_is_stopped_everywhere_and_it_is_known_by_whom(client: Client) -> None:
    staff, sender = StaffFactory(), UserFactory()
    client.force_login(staff)
    assert client.get(f"{BLOCKS}add/").status_code == 200
    assert client.post(f"{BLOCKS}add/", {"sender": sender.pk, "organization": ""}).url == BLOCKS
    block = ContactBlock.objects.get()
    assert (block.sender, block.organization, block.by) == (sender, None, staff)
    again = client.post(f"{BLOCKS}add/", {"sender": sender.pk, "organization": ""})
    assert again.status_code == 200
    assert ContactBlock.objects.count() == 1
    assert sender.name in client.get(BLOCKS).content.decode()
