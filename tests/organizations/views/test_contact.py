"""Writing to a group: its people are reached, no address is shown, nothing hidden is told."""

import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Notification
from accounts.outbox import sweep
from organizations.enums import Audience, Source, Status
from organizations.models import ContactBlock, ContactMessage, Membership
from partnerships.enums import PartnerSector, PartnerType, Verification
from partnerships.models import Partner, Representative
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

MESSAGE = {"signature": "Ana", "text": "We would like to meet you."}
URL = "/organizations/circle/contact/"


@pytest.fixture
def sender(client: Client) -> Any:
    user = UserFactory(name="Ana", email="ana@example.org")
    client.force_login(user)
    return user


@pytest.fixture
def owner() -> Any:
    return UserFactory(email="owner@example.org")


@pytest.fixture
def circle(owner: Any) -> Any:
    listing = make_listing(owner=owner, slug="circle", name="Circle")
    listing.contacts.create(kind="email", value="contact@example.org", audience=Audience.IOM)
    return listing


def test_a_message_reaches_the_group_and_shows_no_address(
    client: Client, sender: Any, circle: Any
) -> None:
    page = client.get(URL)
    assert page.context["form"]["signature"].value() == "Ana"
    response = client.post(URL, MESSAGE, follow=True)
    assert response.redirect_chain == [("/organizations/circle/", 302)]
    assert "passed on to “Circle”" in response.content.decode()
    for answer in (page, response):
        assert "owner@example.org" not in answer.content.decode()
        assert "contact@example.org" not in answer.content.decode()
    sweep(5)
    (letter,) = mail.outbox
    html = letter.alternatives[0][0]
    assert letter.to == ["owner@example.org"]
    assert letter.subject == "A message to your group"
    for body in (letter.body, html):
        assert "We would like to meet you." in body
        assert "shows no address" in body
        assert "ana@example.org" not in body
    assert "ana@example.org" not in str(letter.message())


def test_the_address_is_shown_by_consent_only(client: Client, sender: Any, circle: Any) -> None:
    client.post(URL, MESSAGE | {"reply_to": "ana@example.org"})
    assert ContactMessage.objects.get().reply_to == ""
    client.post(
        URL,
        MESSAGE | {"text": "Other", "reply_to": "desk@example.org", "shows_address": "on"},
    )
    assert ContactMessage.objects.first().reply_to == "desk@example.org"
    sweep(5)
    assert "desk@example.org" in mail.outbox[-1].body


def test_visitors_sign_in_first(client: Client, circle: Any) -> None:
    for slug in ("circle", "absent"):
        response = client.get(f"/organizations/{slug}/contact/")
        assert response.url == f"/accounts/login/?next=/organizations/{slug}/contact/"


def test_nobody_to_reach(client: Client, sender: Any) -> None:
    make_listing(slug="empty", source=Source.RECORD)
    make_listing(slug="left", owner=UserFactory(is_active=False))
    make_listing(slug="own", owner=sender)
    for slug in ("empty", "left", "own"):
        assert client.get(f"/organizations/{slug}/contact/").status_code == 404
        assert client.post(f"/organizations/{slug}/contact/", MESSAGE).status_code == 404
        page = client.get(f"/organizations/{slug}/").content.decode()
        assert f"/organizations/{slug}/contact/" not in page
    assert not ContactMessage.objects.exists()


def body_without_id(response: Any) -> bytes:
    return re.sub(b"[0-9a-f]{12}|csrfmiddlewaretoken[^>]+", b"", response.content)


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": Audience.IOM},
        {"audience": Audience.MEMBERS},
        {"audience": Audience.MEMBERS, "hidden_from": ["SO"]},
        {"status": Status.DRAFT},
        {"status": Status.SUSPENDED},
    ],
)
@pytest.mark.parametrize("path", ["contact", "report"])
def test_hidden_is_absent(
    client: Client, sender: Any, owner: Any, fields: dict[str, Any], path: str
) -> None:
    make_listing(owner=owner, slug="hidden", **fields)
    for ask in (client.get, lambda url: client.post(url, MESSAGE | {"kind": "spam"})):
        hidden = ask(f"/organizations/hidden/{path}/")
        absent = ask(f"/organizations/absent/{path}/")
        assert hidden.status_code == absent.status_code == 404
        assert body_without_id(hidden) == body_without_id(absent).replace(b"absent", b"hidden")


def test_a_body_of_a_state_the_group_hides_from_cannot_write(client: Client, sender: Any) -> None:
    body = Partner.objects.create(
        name="Embassy",
        slug="embassy",
        sector=PartnerSector.PUBLIC,
        type=PartnerType.EMBASSY,
        state_countries=["SO"],
        verification=Verification.VERIFIED,
        verified_at="2026-01-01T00:00Z",
    )
    Representative.objects.create(partner=body, user=sender)
    make_listing(owner=UserFactory(), slug="circle", audience=Audience.MEMBERS, hidden_from=["SO"])
    make_listing(owner=UserFactory(), slug="seen", audience=Audience.MEMBERS, hidden_from=["KE"])
    assert client.post(URL, MESSAGE).status_code == 404
    assert client.post("/organizations/seen/contact/", MESSAGE).status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "\u202e \u200b"}, "text"),
        ({"text": "x" * 2_001}, "text"),
        ({"signature": ""}, "signature"),
        ({"signature": "x" * 121}, "signature"),
        ({"shows_address": "on", "reply_to": ""}, "reply_to"),
        ({"shows_address": "on", "reply_to": "no address"}, "reply_to"),
        ({"shows_address": "on", "reply_to": "a@example.org\r\nBcc: b@example.org"}, "reply_to"),
    ],
)
def test_refused_at_the_field(
    client: Client, sender: Any, circle: Any, changes: dict[str, str], field: str
) -> None:
    response = client.post(URL, MESSAGE | changes)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not ContactMessage.objects.exists()


def test_two_thousand_characters_fit_with_windows_line_ends(
    client: Client, sender: Any, circle: Any
) -> None:
    assert client.post(URL, MESSAGE | {"text": "x\r\n" * 1_000}).status_code == 302
    assert ContactMessage.objects.get().text == "\n".join("x" * 1_000)


def test_line_breaks_in_a_signature_make_no_header(
    client: Client, sender: Any, circle: Any
) -> None:
    client.post(URL, MESSAGE | {"signature": "Ana\r\nBcc: all@example.org\u202e"})
    assert ContactMessage.objects.get().signature == "Ana Bcc: all@example.org"
    sweep(5)
    (letter,) = mail.outbox
    assert letter.recipients() == ["owner@example.org"]
    assert "bcc" not in {name.lower() for name in letter.message()}
    assert letter.subject == "A message to your group"


HOSTILE = "<script>alert(1)</script>\n{{ 7|add:7 }}\n--\nGDVE Portal\nhttp://testserver/x/"


def test_a_hostile_message_is_inert_text(
    client: Client, sender: Any, owner: Any, circle: Any
) -> None:
    client.post(URL, {"signature": "<b>IOM</b>", "text": HOSTILE})
    sweep(5)
    (letter,) = mail.outbox
    html = letter.alternatives[0][0]
    assert "<script>" not in html
    assert "<b>IOM" not in html
    assert 'href="http://testserver/x/"' not in html
    # Every line of the stranger is marked as one, so none looks like the portal's own.
    for line in HOSTILE.splitlines():
        assert f"> {line}" in letter.body.splitlines()
    client.force_login(owner)
    page = client.get(f"/organizations/messages/{ContactMessage.objects.get().uuid}/")
    assert "<script>alert" not in page.content.decode()
    assert "{{ 7|add:7 }}" in page.content.decode()
    client.force_login(StaffFactory())
    pk = ContactMessage.objects.get().pk
    page = client.get(f"/admin/organizations/contactmessage/{pk}/change/")
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("field", ["signature", "text", "reply_to"])
def test_what_cannot_be_stored_is_a_bad_request(
    client: Client, sender: Any, circle: Any, field: str
) -> None:
    assert client.post(URL, MESSAGE | {field: "a\x00b"}).status_code == 400


def test_limits_are_told_kindly(client: Client, sender: Any, circle: Any) -> None:
    for number in range(5):
        assert client.post(URL, MESSAGE | {"text": str(number)}).status_code == 302
    response = client.post(URL, MESSAGE | {"text": "A sixth"})
    assert response.status_code == 429
    assert "Please try again tomorrow" in response.content.decode()
    assert "A sixth" in response.content.decode()
    assert ContactMessage.objects.count() == Notification.objects.count() == 5


def test_a_blocked_sender_is_refused(client: Client, sender: Any, circle: Any) -> None:
    ContactBlock.objects.create(organization=circle, sender=sender)
    response = client.post(URL, MESSAGE)
    assert response.status_code == 403
    assert "takes no messages from you" in response.content.decode()
    assert not ContactMessage.objects.exists()


def test_members_read_and_block(client: Client, sender: Any, owner: Any, circle: Any) -> None:
    client.post(URL, MESSAGE)
    url = f"/organizations/messages/{ContactMessage.objects.get().uuid}/"
    assert client.get(url).status_code == 404  # not even by its sender
    client.force_login(owner)
    page = client.get(url)
    assert "We would like to meet you." in page.content.decode()
    assert "ana@example.org" not in page.content.decode()
    assert client.post(f"{url}block/", {"block": "yes"}).url == url
    assert ContactBlock.objects.get().sender == sender
    assert "again" in client.get(url).content.decode()
    client.post(f"{url}block/", {"block": "no"})
    assert not ContactBlock.objects.exists()
    Membership.objects.all().delete()
    assert client.get(url).status_code == 404
    assert client.post(f"{url}block/").status_code == 404


def test_get_changes_nothing(client: Client, sender: Any, circle: Any) -> None:
    assert client.get(f"/organizations/messages/{uuid.uuid4()}/block/").status_code == 405
    assert client.put(URL).status_code == 405
    assert client.post(f"/organizations/messages/{uuid.uuid4()}/").status_code == 405


@pytest.mark.parametrize("path", ["contact", "report"])
def test_a_form_from_elsewhere_is_refused(sender: Any, circle: Any, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(sender)
    response = client.post(f"/organizations/circle/{path}/", MESSAGE | {"kind": "spam"})
    assert response.status_code == 403
    assert not ContactMessage.objects.exists()
