"""A conversation stays with those it was with; to a state that is hidden from, it opens no more."""

import pytest
from django.test import Client

from accounts.models import Notification, User
from organizations.enums import Audience
from organizations.models import Membership, Organization
from partnerships.actions import send_message
from partnerships.models import Introduction, Representative
from tests.factories import UserFactory, make_conversation, make_listing, make_public_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def official() -> User:
    return UserFactory.create()


@pytest.fixture
def leader() -> User:
    return UserFactory.create(name="Leader")


@pytest.fixture
def group(leader: User) -> Organization:
    return make_listing(owner=leader, name="Old name", slug="the-group")


@pytest.fixture
def talk(group: Organization, leader: User, official: User) -> Introduction:
    body = make_public_body("ER", representative=official, name="Ministry")
    return make_conversation(by=leader, answers=official, asker=group, asked=body)


def hide(group: Organization) -> None:
    group.audience, group.hidden_from, group.name = Audience.MEMBERS, ["ER"], "New name"
    group.save()


def test_who_was_part_of_it_keeps_it_as_it_was(
    client: Client, group: Organization, talk: Introduction, official: User
) -> None:
    client.force_login(official)
    address = f"/introductions/{talk.uuid}/"
    page = client.get(address).content.decode()
    assert group.get_absolute_url() in page
    hide(group)
    page = client.get(address).content.decode()
    assert "Old name" in page
    assert "New name" not in page
    assert group.get_absolute_url() not in page
    listed = client.get("/introductions/").content.decode()
    assert "Old name" in listed
    assert "New name" not in listed
    Notification.objects.all().delete()
    send_message(introduction_id=talk.pk, by=group.memberships.get().user, text="Hi", key="k")
    letter = Notification.objects.get(recipient=official)
    assert letter.context["other"] == "Old name"


def test_a_colleague_who_comes_later_learns_nothing(
    client: Client, group: Organization, talk: Introduction
) -> None:
    hide(group)
    colleague = UserFactory.create()
    Representative.objects.create(partner=talk.asked_partner, user=colleague)
    client.force_login(colleague)
    without = client.get("/introductions/")
    assert without.context["rows"] == []
    assert "Old name" not in without.content.decode()
    for part in ("", "decline/", "block/", "report/"):
        assert client.get(f"/introductions/{talk.uuid}/{part}").status_code == 404
    Notification.objects.all().delete()
    send_message(introduction_id=talk.pk, by=group.memberships.get().user, text="Hi", key="k")
    assert not Notification.objects.filter(recipient=colleague).exists()


def test_a_colleague_who_comes_later_reads_what_hides_from_nobody(
    client: Client, talk: Introduction
) -> None:
    colleague = UserFactory.create()
    Representative.objects.create(partner=talk.asked_partner, user=colleague)
    client.force_login(colleague)
    assert client.get(f"/introductions/{talk.uuid}/").status_code == 200


def test_the_name_then_stands_where_a_listing_was_closed_to_the_reader(
    client: Client, leader: User
) -> None:
    """A group for IOM only, say: its audience has no part in what was told of it before."""
    other = UserFactory.create()
    asked = make_listing(owner=other, name="Asked then")
    talk = make_conversation(by=leader, answers=other, asked=asked)
    asked.audience, asked.name = Audience.IOM, "Asked now"
    asked.save()
    client.force_login(leader)
    page = client.get(f"/introductions/{talk.uuid}/").content.decode()
    assert "Asked then" in page
    assert "Asked now" not in page


def test_a_former_member_reads_no_more(client: Client, talk: Introduction, leader: User) -> None:
    Membership.objects.filter(user=leader).delete()
    client.force_login(leader)
    assert client.get(f"/introductions/{talk.uuid}/").status_code == 404
