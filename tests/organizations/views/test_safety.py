"""Who sees what, looking with other eyes, and the alarm's pages."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from organizations.enums import Audience, ContactKind, MembershipRole
from organizations.models import Contact, Membership, Organization
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db
PASSWORD = "a long passphrase"


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def group(owner: User) -> Organization:
    listing = make_listing(
        owner=owner, name="Circle", audience=Audience.MEMBERS, hidden_from=["SO"]
    )
    for kind, value, audience in (
        (ContactKind.EMAIL, "circle@example.org", Audience.MEMBERS),
        (ContactKind.WHATSAPP, "+254 700 000 000", Audience.IOM),
    ):
        Contact.objects.create(organization=listing, kind=kind, value=value, audience=audience)
    return listing


@pytest.fixture
def signed_in(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def url(group: Organization, page: str = "who-sees/") -> str:
    return f"/organizations/register/{group.uuid}/{page}"


def test_the_table_tells_field_by_field(signed_in: Client, group: Organization) -> None:
    table = signed_in.get(url(group)).context["table"]
    assert [str(reader) for reader in table.readers] == [
        "Everyone",
        "Members of the portal",
        "Partners verified by IOM",
        "IOM",
        "Public bodies: Somalia",
    ]
    seen = {str(row.label): [is_seen for _reader, is_seen in row.seen] for row in table.rows}
    assert seen["That your group is listed, under its name"] == [False, True, True, True, False]
    assert seen["Areas of work"] == [False, True, True, True, False]
    assert seen["E-mail"] == [False, True, True, True, False]
    assert seen["WhatsApp"] == [False, False, False, True, False]


def test_of_a_draft_nobody_sees_anything(signed_in: Client, owner: User) -> None:
    draft = make_listing(owner=owner, status="draft")
    table = signed_in.get(url(draft)).context["table"]
    assert {tuple(is_seen for _r, is_seen in row.seen) for row in table.rows} == {
        (False, False, False, True)
    }


@pytest.mark.parametrize(
    ("eyes", "found"),
    [
        ({"eyes": "public"}, False),
        ({"eyes": "member"}, True),
        ({"eyes": "partner"}, True),
        ({"eyes": "state", "country": "SO"}, False),
        ({"eyes": "state", "country": "KE"}, True),
        ({"eyes": "iom"}, True),
    ],
)
def test_a_preview_is_what_that_reader_gets(
    signed_in: Client, group: Organization, eyes: dict[str, str], found: bool
) -> None:
    answer = signed_in.get(url(group, "preview/"), eyes)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ("This reader finds no such page" in page) is not found
    assert ("circle@example.org" in page) is found
    assert ("+254 700 000 000" in page) is (eyes["eyes"] == "iom")
    assert "Edit your listing" not in page


@pytest.mark.parametrize(
    "eyes", [{}, {"eyes": "god"}, {"eyes": "state"}, {"eyes": "state", "country": "XX"}]
)
def test_eyes_that_there_are_not(
    signed_in: Client, group: Organization, eyes: dict[str, str]
) -> None:
    answer = signed_in.get(url(group, "preview/"), eyes)
    assert answer.status_code == 400
    assert "circle@example.org" not in answer.content.decode()


def test_one_press_hides_everything(signed_in: Client, group: Organization) -> None:
    answer = signed_in.post(url(group, "alarm/"), follow=True)
    assert "Everything is hidden" in answer.content.decode()
    group.refresh_from_db()
    assert group.audience == Audience.IOM
    assert signed_in.get(url(group, "safety/")).url == url(group)
    assert "Everything is hidden" in signed_in.get(url(group, "")).content.decode()


def test_the_way_back_asks_for_the_password(
    client: Client, group: Organization, owner: User
) -> None:
    client.force_login(owner)
    client.post(url(group, "alarm/"))
    assert client.get(url(group, "alarm/end/")).url.startswith("/accounts/reauthenticate/")
    assert client.post(url(group, "alarm/end/")).url.startswith("/accounts/reauthenticate/")
    group.refresh_from_db()
    assert group.audience == Audience.IOM
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get(url(group, "alarm/end/")).status_code == 200
    client.post(url(group, "alarm/end/"))
    group.refresh_from_db()
    assert (group.audience, group.alarmed_at) == (Audience.MEMBERS, None)


def test_an_editor_cannot_end_it(client: Client, group: Organization) -> None:
    editor = UserFactory()
    Membership.objects.create(organization=group, user=editor, role=MembershipRole.EDITOR)
    client.force_login(editor)
    client.post(url(group, "alarm/"))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.post(url(group, "alarm/end/")).status_code == 403


@pytest.mark.parametrize("page", ["who-sees/", "preview/?eyes=public", "alarm/end/"])
def test_others_find_nothing(client: Client, group: Organization, page: str) -> None:
    client.force_login(UserFactory())
    answer = client.get(url(group, page))
    assert answer.status_code == 404 or answer.url.startswith("/accounts/reauthenticate/")
    client.force_login(UserFactory(is_staff=True))
    assert client.post(url(group, "alarm/")).status_code == 404
    group.refresh_from_db()
    assert group.alarmed_at is None


@pytest.mark.parametrize("contacts", [1, 6])
def test_queries(
    signed_in: Client, owner: User, django_assert_num_queries: Any, contacts: int
) -> None:
    group = make_listing(owner=owner)
    for number in range(contacts):
        Contact.objects.create(
            organization=group, kind=ContactKind.PHONE, value=f"+44 20 7946 000{number}"
        )
    signed_in.get(url(group))
    with django_assert_num_queries(7):
        signed_in.get(url(group))
    with django_assert_num_queries(7):
        signed_in.get(url(group, "preview/"), {"eyes": "public"})
