"""Registering by plain forms: every step saved, nothing lost, nothing foreign touched."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from organizations.actions.registration import TAIL_SIGNS
from organizations.enums import Status
from organizations.models import Organization
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db

BASICS = {"name": "Kivu Circle", "kind": "grassroots", "legal_status": "none", "other_names": ""}
PEOPLE = {"heritage": ["CD", ""], "residence": ["BE"], "works_in": [""], "languages": [""]}
WORK = {"primary_sectors": ["education"], "description": "We teach.", "description_language": "en"}
SAFETY = {
    "audience": "public",
    "email_audience": "iom",
    "whatsapp_audience": "iom",
    "is_open_to_matching": "on",
    "consent": "on",
}


@pytest.fixture
def leader(client: Client) -> Any:
    user = UserFactory()
    client.force_login(user)
    return user


def test_the_whole_journey(client: Client, leader: Any) -> None:
    page = client.get("/organizations/register/")
    key = str(page.context["listing_key"])
    response = client.post("/organizations/register/", BASICS | {"listing": key})
    again = client.post("/organizations/register/", BASICS | {"listing": key})
    assert again.url == response.url
    start = response.url.removesuffix("people/")
    assert client.post(response.url, PEOPLE).url == f"{start}work/"
    assert client.post(f"{start}work/", WORK).url == f"{start}safety/"
    assert client.post(f"{start}safety/", SAFETY).url == start
    summary = client.get(start)
    assert summary.context["missing"] == []
    assert client.post(f"{start}take/submit/").url == start
    listing = Organization.objects.get()
    assert (listing.status, listing.name) == ("submitted", "Kivu Circle")
    assert re.fullmatch(f"kivu-circle-[{TAIL_SIGNS}]{{6}}", listing.slug)
    assert "IOM is reading your listing" in client.get(start).content.decode()


def test_at_most_six_required_fields_and_no_number() -> None:
    from organizations.views.registration import STEPS

    required = [
        name
        for form, _ in STEPS.values()
        for name, field in form().fields.items()
        if field.required and field.initial is None and not name.endswith("_audience")
    ]
    assert required == ["name", "kind", "heritage", "residence", "primary_sectors", "consent"]


def test_registering_asks_to_sign_in(client: Client) -> None:
    response = client.get("/organizations/register/")
    assert response.url == "/accounts/login/?next=/organizations/register/"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u202e\u200b"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"kind": ""}, "kind"),
        ({"kind": "club"}, "kind"),
        ({"legal_status": "secret"}, "legal_status"),
        ({"name_language": "xx"}, "name_language"),
        ({"other_names": "\n".join("abcdefg")}, "other_names"),
        ({"other_names": "x" * 201}, "other_names"),
    ],
)
def test_basics_refused_at_the_field(
    client: Client, leader: Any, changes: dict[str, str], field: str
) -> None:
    response = client.post(
        "/organizations/register/", BASICS | {"listing": str(uuid.uuid4())} | changes
    )
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("step", "changes", "field"),
    [
        ("people", {"heritage": [""]}, "heritage"),
        ("people", {"heritage": ["XX"]}, "heritage"),
        ("people", {"residence": []}, "residence"),
        (
            "people",
            {
                "heritage": [
                    "CD",
                    "RW",
                    "BI",
                    "UG",
                    "KE",
                    "TZ",
                    "SO",
                    "ET",
                    "ER",
                    "SS",
                    "SD",
                    "EG",
                    "LY",
                ]
            },
            "heritage",
        ),
        ("people", {"made_of": ["tenth"]}, "made_of"),
        ("people", {"is_youth_led": "maybe"}, "is_youth_led"),
        ("work", {"primary_sectors": []}, "primary_sectors"),
        ("work", {"primary_sectors": ["education", "health", "women", "youth"]}, "primary_sectors"),
        ("work", {"offers": ["gold"]}, "offers"),
        ("work", {"description": "x" * 2_001}, "description"),
        ("work", {"description_language": ""}, "description_language"),
        ("safety", {"audience": "friends"}, "audience"),
        ("safety", {"hidden_from": ["RW"]}, "audience"),
        ("safety", {"email": "no address"}, "email"),
        ("safety", {"whatsapp": "call me"}, "whatsapp"),
        ("safety", {"website": "javascript:alert(1)"}, "website"),
        ("safety", {"website": "https://localhost/"}, "website"),
        ("safety", {"consent": ""}, "consent"),
    ],
)
def test_steps_refused_at_the_field_keep_what_was_typed(
    client: Client, leader: Any, step: str, changes: dict[str, Any], field: str
) -> None:
    listing = make_listing(owner=leader, status=Status.DRAFT, published_at=None)
    data = {"people": PEOPLE, "work": WORK, "safety": SAFETY}[step] | changes
    response = client.post(f"/organizations/register/{listing.uuid}/{step}/", data)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert list(listing.place_links.values_list("place_id", flat=True)) == ["SO", "KE"]
    assert list(listing.sector_links.values_list("sector_id", flat=True)) == ["education"]
    listing.refresh_from_db()
    assert listing.hidden_from == []


def test_add_another_row_without_javascript(client: Client, leader: Any) -> None:
    listing = make_listing(owner=leader, status=Status.DRAFT, published_at=None)
    response = client.post(
        f"/organizations/register/{listing.uuid}/people/",
        PEOPLE | {"more": "heritage", "is_women_led": "yes"},
    )
    page = response.content.decode()
    assert page.count('<select name="heritage"') == 2
    assert page.count('<select name="residence"') == 1
    assert "There is a problem" not in page
    assert response.context["form"]["is_women_led"].value() == "yes"
    assert list(listing.place_links.values_list("place_id", flat=True)) == ["SO", "KE"]


def test_foreign_and_unknown_listings_are_not_there(client: Client, leader: Any) -> None:
    foreign = make_listing(owner=UserFactory(), status=Status.DRAFT, published_at=None)
    for identity in (foreign.uuid, uuid.uuid4()):
        for path in ("", "people/", "take/submit/"):
            url = f"/organizations/register/{identity}/{path}"
            response = client.post(url) if path.startswith("take") else client.get(url)
            assert response.status_code == 404
    assert client.get(f"/organizations/register/{foreign.uuid}/nonsense/").status_code == 404
    assert client.get("/organizations/register/not-a-uuid/").status_code == 404


@pytest.mark.parametrize("key", ["", "no uuid", None])
def test_a_key_in_the_form_reaches_no_foreign_listing(
    client: Client, leader: Any, key: str | None
) -> None:
    foreign = make_listing(owner=UserFactory(), status=Status.DRAFT, published_at=None)
    sent = BASICS | {"listing": str(foreign.uuid) if key is None else key}
    response = client.post("/organizations/register/", sent)
    assert response.status_code == 302
    assert str(foreign.uuid) not in response.url
    foreign.refresh_from_db()
    assert foreign.name != "Kivu Circle"
    assert leader.memberships.get().organization.name == "Kivu Circle"


def test_an_incomplete_draft_is_told_what_is_missing(client: Client, leader: Any) -> None:
    listing = make_listing(
        owner=leader, status=Status.DRAFT, published_at=None, heritage=[], consented_at=None
    )
    url = f"/organizations/register/{listing.uuid}/"
    response = client.post(f"{url}take/submit/", follow=True)
    assert [step for _, step in response.context["missing"]] == ["people", "safety"]
    listing.refresh_from_db()
    assert listing.status == Status.DRAFT


def test_submitting_twice_is_one_submission(client: Client, leader: Any) -> None:
    listing = make_listing(owner=leader, status=Status.DRAFT, published_at=None)
    url = f"/organizations/register/{listing.uuid}/take/submit/"
    client.post(url)
    response = client.post(url, follow=True)
    assert "Nothing was changed" in response.content.decode()
    assert listing.status_changes.count() == 1


def test_steps_need_a_post(client: Client, leader: Any) -> None:
    listing = make_listing(owner=leader, status=Status.DRAFT, published_at=None)
    url = f"/organizations/register/{listing.uuid}/take/submit/"
    assert client.get(url).status_code == 405


def test_the_group_cannot_publish_itself(client: Client, leader: Any) -> None:
    listing = make_listing(owner=leader, status=Status.SUBMITTED, published_at=None)
    for step in ("publish", "nonsense"):
        response = client.post(f"/organizations/register/{listing.uuid}/take/{step}/")
        assert response.status_code == 403
    listing.refresh_from_db()
    assert listing.status == Status.SUBMITTED


def test_a_published_name_waits_and_can_be_taken_back(client: Client, leader: Any) -> None:
    listing = make_listing(owner=leader, name="Trusted")
    start = f"/organizations/register/{listing.uuid}/"
    assert "IOM reads some changes first" in client.get(f"{start}basics/").content.decode()
    assert "IOM reads some changes first" not in client.get(f"{start}work/").content.decode()
    page = client.post(f"{start}basics/", BASICS | {"legal_status": "registered"}, follow=True)
    listing.refresh_from_db()
    assert (listing.name, listing.legal_status) == ("Trusted", "")
    text = page.content.decode()
    assert "IOM reads your change before it shows" in text
    assert "Waiting for review by IOM" in text
    assert "<del>Trusted</del> · <ins>Kivu Circle</ins>" in text
    assert client.get(f"{start}basics/").context["form"]["name"].value() == "Kivu Circle"
    withdraw = f"{start}withdraw-change/"
    assert client.get(withdraw).status_code == 405
    page = client.post(withdraw, follow=True)
    assert "Taken back" in page.content.decode()
    assert "Waiting for review by IOM" not in page.content.decode()


def test_a_save_without_a_change_says_nothing(client: Client, leader: Any) -> None:
    listing = make_listing(owner=leader, name="Kivu Circle", legal_status="none")
    url = f"/organizations/register/{listing.uuid}/basics/"
    page = client.post(url, BASICS, follow=True)
    assert "IOM reads your change" not in page.content.decode()


def test_only_members_take_a_change_back(client: Client, leader: Any) -> None:
    foreign = make_listing(owner=UserFactory())
    assert (
        client.post(f"/organizations/register/{foreign.uuid}/withdraw-change/").status_code == 404
    )
    hidden = make_listing(owner=leader, status=Status.SUSPENDED)
    assert client.post(f"/organizations/register/{hidden.uuid}/withdraw-change/").status_code == 403
