"""Choosing how to hear of things, and stopping e-mails with one click."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from accounts import unsubscribing
from accounts.models import Notification, NotificationChoice, User
from accounts.notifications import notify
from accounts.tasks import sweep_outbox
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

STEM = "partnerships/emails/introduction_accepted"
CHOICES = "/accounts/notifications/choices/"
INBOX = "/accounts/notifications/"


@pytest.fixture
def amal(client: Client) -> User:
    user = UserFactory.create(language="fr")
    client.force_login(user)
    return user


def sent(person: User, stem: str = STEM) -> mail.EmailMessage:
    context = {"own": "A", "other": "B", "name": "A", "path": "/introductions/"}
    notify(recipients=[person], template=stem, context=context)
    mail.outbox.clear()
    sweep_outbox()
    [letter] = mail.outbox
    return letter


def stop_path(letter: mail.EmailMessage) -> str:
    [address] = re.findall(r"<(.+)>", letter.extra_headers["List-Unsubscribe"])
    return urlsplit(address).path


def test_choices_are_shown_and_kept(client: Client, amal: User) -> None:
    page = client.get(CHOICES).content.decode()
    for words in ("Introductions and conversations", "Your listing", "In one e-mail a day"):
        assert words in page, words
    fields = client.get(CHOICES).context["form"].fields
    asked = dict.fromkeys(fields, "at_once") | {"introductions": "daily"}
    assert client.post(CHOICES, asked).status_code == 302
    assert list(NotificationChoice.objects.values_list("user", "topic", "frequency")) == [
        (amal.pk, "introductions", "daily")
    ]
    assert client.get(CHOICES).context["form"]["introductions"].value() == "daily"
    assert client.post(CHOICES, asked | {"listing": "hourly"}).status_code == 200
    assert NotificationChoice.objects.count() == 1


def test_choices_are_for_who_is_signed_in(client: Client) -> None:
    assert client.get(CHOICES)["Location"].startswith("/accounts/login/")


def test_mail_programs_are_offered_a_button(amal: User) -> None:
    letter = sent(amal)
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].startswith("<http://testserver/fr/accounts/")
    assert stop_path(letter) in letter.body
    [(html, _kind)] = letter.alternatives  # type: ignore[attr-defined]
    assert stop_path(letter) in html


def test_one_click_stops_them_without_signing_in_or_a_token_of_ours(amal: User) -> None:
    path = stop_path(sent(amal))
    program = Client(enforce_csrf_checks=True)
    response = program.post(path, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert NotificationChoice.objects.get().frequency == "inbox"
    [row] = notify(recipients=[amal], template=STEM, context={})
    assert row.mail_state == "inbox"
    # Again is no harm.
    assert program.post(path).status_code == 200


def test_looking_stops_nothing(amal: User) -> None:
    path = stop_path(sent(amal))
    for method in ("get", "head"):
        assert getattr(Client(), method)(path).status_code == 200
    assert not NotificationChoice.objects.exists()


def test_forged_links_are_nothing(amal: User) -> None:
    good = unsubscribing.token(amal.uuid, "introductions")
    gone = UserFactory.create()
    old = unsubscribing.token(gone.uuid, "introductions")
    gone.delete()
    for token in (
        good[:-1], good.replace(amal.uuid.hex, "0" * 32), "x", "a.b:c",
        unsubscribing.token(amal.uuid, "gossip"), unsubscribing.token(amal.uuid, ""),
    ):  # fmt: skip
        assert Client().get(f"/accounts/notifications/unsubscribe/{token}/").status_code == 404
    assert Client().post(f"/accounts/notifications/unsubscribe/{old}/").status_code == 404
    assert not NotificationChoice.objects.exists()


def test_what_always_goes_has_no_button(amal: User) -> None:
    letter = sent(amal, "partnerships/emails/introduction_answer_refused")
    assert "List-Unsubscribe" not in letter.extra_headers
    assert "unsubscribe" not in letter.body


def test_the_inbox_is_filtered_and_holds_no_digest(client: Client, amal: User) -> None:
    notify(recipients=[amal], template=STEM, context={"path": "/introductions/"})
    notify(recipients=[amal], template="organizations/emails/published", context={"name": "A"})
    Notification.objects.create(recipient=amal, template="accounts/emails/digest")
    assert len(client.get(INBOX).context["entries"]) == 2
    [entry] = client.get(f"{INBOX}?topic=introductions").context["entries"]
    assert entry["notification"].template == STEM
    Notification.objects.filter(topic="introductions").mark_read()
    [entry] = client.get(f"{INBOX}?unread=1").context["entries"]
    assert entry["notification"].topic == "listing"
    empty = client.get(f"{INBOX}?topic=introductions&unread=1")
    assert "None here." in empty.content.decode()
    assert len(client.get(f"{INBOX}?topic=gossip").context["entries"]) == 2


def test_pages_of_a_filter_keep_it(client: Client, amal: User) -> None:
    for _ in range(25):
        notify(recipients=[amal], template=STEM, context={})
    page = client.get(f"{INBOX}?topic=introductions").context
    assert page["older_url"] == f"{INBOX}?topic=introductions&page=2"
    assert len(client.get(page["older_url"]).context["entries"]) == 5
