"""Does anybody answer at an address of the group?"""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import User
from organizations import actions
from organizations.actions.contact_links import (
    LinkTooOldError,
    TooManyLinksError,
    answer_link,
    forget_links,
    send_links,
)
from organizations.models import Contact, ContactLink, Organization
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def group(owner: User) -> Organization:
    return make_listing(owner=owner, name="Circle")


@pytest.fixture
def contact(group: Organization) -> Contact:
    return group.contacts.create(kind="email", value="circle@example.org", audience="iom")


def ask(contact: Contact, by: User) -> ContactLink:
    return actions.ask_for_link(contact=contact, by=by, language="en")


def test_a_link_goes_out_once_and_its_answer_makes_the_group_reachable(
    client: Client, group: Organization, owner: User, contact: Contact
) -> None:
    link = ask(contact, owner)
    assert (send_links(), send_links()) == (1, 0)
    (letter,) = mail.outbox
    assert letter.to == ["circle@example.org"]
    url = f"/organizations/answer/{link.token}/"
    assert url in letter.body
    assert "Circle" in letter.body
    assert "Is this your group?" in client.get(url).content.decode()
    group.refresh_from_db()
    assert group.trust_level == 0
    for _ in range(2):
        assert "Thank you" in client.post(url).content.decode()
    group.refresh_from_db()
    assert group.trust_level == 1
    row = group.evidence.get()
    assert (row.basis, row.given_by) == ("link", None)
    assert row.expires_at - row.given_at == timedelta(days=365)


def test_a_second_answer_renews_the_first(
    group: Organization, owner: User, contact: Contact
) -> None:
    for _ in range(2):
        answer_link(token=ask(contact, owner).token)
    assert [row.end for row in group.evidence.order_by("pk")] == ["renewed", ""]
    group.refresh_from_db()
    assert group.trust_level == 1


def test_what_is_too_old_or_no_address_of_the_group_any_more(
    client: Client, owner: User, contact: Contact
) -> None:
    old, gone = ask(contact, owner), ask(contact, owner)
    ContactLink.objects.filter(pk=old.pk).update(asked_at=timezone.now() - timedelta(days=8))
    with pytest.raises(LinkTooOldError):
        answer_link(token=old.token)
    contact.delete()
    for link in (old, gone):
        assert client.post(f"/organizations/answer/{link.token}/").status_code == 410
    ContactLink.objects.filter(pk=old.pk).update(asked_at=timezone.now() - timedelta(days=15))
    assert forget_links() == 1
    assert client.get(f"/organizations/answer/{old.token}/").status_code == 404


def test_three_a_day_by_group_and_by_person(owner: User, contact: Contact) -> None:
    for _ in range(3):
        ask(contact, owner)
    second = make_listing(owner=owner)
    other = second.contacts.create(kind="email", value="b@example.org", audience="iom")
    for one in (contact, other):
        with pytest.raises(TooManyLinksError):
            ask(one, owner)


def test_only_members_and_only_to_an_e_mail_address(
    group: Organization, owner: User, contact: Contact
) -> None:
    phone = group.contacts.create(kind="phone", value="+252 1", audience="iom")
    for one, by in ((contact, UserFactory()), (phone, owner)):
        with pytest.raises(PermissionDenied):
            ask(one, by)


def test_a_mail_server_that_is_away_loses_nothing(
    owner: User, contact: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OSError

    ask(contact, owner)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)
        assert send_links() == 0
    assert send_links() == 1
    assert ContactLink.objects.get().attempts == 1


def test_the_page_sends_it(
    client: Client, group: Organization, owner: User, contact: Contact
) -> None:
    own, url = f"/organizations/trust/{group.uuid}/", f"/organizations/trust/{group.uuid}/contact/"
    client.force_login(owner)
    assert "circle@example.org" in client.get(own).content.decode()
    assert client.post(url, {"contact": contact.pk}).url == own
    assert ContactLink.objects.get().address == "circle@example.org"
    for wrong in ("", "x", "0", "9" * 30):
        assert client.post(url, {"contact": wrong}).status_code == 404
    assert client.get(url).status_code == 405
    for _ in range(3):
        client.post(url, {"contact": contact.pk})
    assert ContactLink.objects.count() == 3
    client.force_login(UserFactory())
    assert client.post(url, {"contact": contact.pk}).status_code == 404
