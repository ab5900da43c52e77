"""A person's own pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notification, User
from accounts.views import PAGE_SIZE
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

STEM = "organizations/emails/published"


@pytest.fixture
def amal() -> User:
    return UserFactory(email="amal@example.org", name="Amal")


@pytest.fixture
def signed_in(amal: User, client: Client) -> Client:
    client.force_login(amal)
    return client


def told(recipient: User, **fields: Any) -> Notification:
    context = {"name": "Ours", "path": "/organizations/ours/"}
    return Notification.objects.create(
        **{"recipient": recipient, "template": STEM, "context": context} | fields
    )


@pytest.mark.parametrize("path", ["profile", "notifications"])
def test_own_pages_ask_to_sign_in(client: Client, path: str) -> None:
    response = client.get(f"/fr/accounts/{path}/")
    assert response.status_code == 302
    assert response["Location"] == f"/fr/accounts/login/?next=/fr/accounts/{path}/"


def test_saving_the_profile_leads_to_its_language(signed_in: Client, amal: User) -> None:
    response = signed_in.post(
        "/accounts/profile/", {"name": " Amal\u202e  Haddad ", "language": "ar"}, follow=True
    )
    amal.refresh_from_db()
    assert (amal.name, amal.language) == ("Amal Haddad", "ar")
    assert response.redirect_chain == [("/ar/accounts/profile/", 302)]
    assert 'dir="rtl"' in response.content.decode()


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        (
            {"name": "x" * 121, "language": "en"},
            {"name": ["Ensure this value has at most 120 characters (it has 121)."]},
        ),
        (
            {"name": "", "language": "tlh"},
            {"language": ["Select a valid choice. tlh is not one of the available choices."]},
        ),
        ({"name": ""}, {"language": ["This field is required."]}),
    ],
)
def test_a_profile_out_of_bounds_is_not_saved(
    signed_in: Client, amal: User, data: dict[str, str], errors: dict[str, list[str]]
) -> None:
    response = signed_in.post("/accounts/profile/", data)
    assert response.status_code == 200
    assert response.context["form"].errors == errors
    amal.refresh_from_db()
    assert (amal.name, amal.language) == ("Amal", "en")


@pytest.mark.parametrize("field", ["name", "language"])
def test_what_no_database_holds_is_refused(signed_in: Client, amal: User, field: str) -> None:
    data = {"name": "New", "language": "fr"} | {field: "a\x00b"}
    assert signed_in.post("/accounts/profile/", data).status_code == 400
    amal.refresh_from_db()
    assert (amal.name, amal.language) == ("Amal", "en")


def test_nobody_raises_herself_by_the_profile(signed_in: Client, amal: User) -> None:
    signed_in.post(
        "/accounts/profile/",
        {"name": "Amal", "language": "en", "is_staff": "on", "email": "x@example.org"},
    )
    amal.refresh_from_db()
    assert (amal.is_staff, amal.email) == (False, "amal@example.org")


def test_what_we_keep_is_open_to_all(client: Client) -> None:
    page = client.get("/accounts/what-we-keep/").content.decode()
    assert "What an account holds" in page
    assert "What we keep about you now" not in page


def test_what_we_keep_shows_ones_own_data_only(signed_in: Client, amal: User) -> None:
    other = UserFactory(email="other@example.org")
    amal.consents.create(purpose="listing", text_version="1")
    other.consents.create(purpose="contact", text_version="1")
    told(amal)
    page = signed_in.get("/accounts/what-we-keep/").content.decode()
    assert "amal@example.org" in page
    assert "other@example.org" not in page
    assert "Publishing what I enter about my group" in page
    assert "Passing messages of others on to me" not in page
    assert "1 notification<" in page


def test_the_inbox_is_ones_own_newest_first(signed_in: Client, amal: User) -> None:
    now = timezone.now()
    told(amal, created_at=now - timedelta(days=1), read_at=now)
    newest = told(amal, template="organizations/emails/declined", created_at=now)
    told(UserFactory())
    response = signed_in.get("/ar/accounts/notifications/")
    entries = response.context["entries"]
    assert [entry["notification"].template for entry in entries] == [
        "organizations/emails/declined",
        STEM,
    ]
    assert entries[0]["url"] == "/ar/organizations/ours/"
    page = response.content.decode()
    assert f"/ar/accounts/notifications/{newest.uuid}/read/" in page
    assert page.count("/read/") == 2  # the one that is new, and "all"


def test_the_inbox_asks_once(signed_in: Client, amal: User, django_assert_num_queries) -> None:
    for _ in range(PAGE_SIZE + 1):
        told(amal)
    with django_assert_num_queries(3):  # session, person, page
        response = signed_in.get("/accounts/notifications/")
    assert len(response.context["entries"]) == PAGE_SIZE
    assert (response.context["newer_url"], response.context["older_url"]) == (
        "",
        "/accounts/notifications/?page=2",
    )
    response = signed_in.get("/accounts/notifications/?page=2")
    assert len(response.context["entries"]) == 1
    assert (response.context["newer_url"], response.context["older_url"]) == (
        "/accounts/notifications/?page=1",
        "",
    )


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "1000000000", "٢", "", "1.5"])
def test_pages_that_do_not_exist(signed_in: Client, page: str) -> None:
    assert signed_in.get("/accounts/notifications/", {"page": page}).status_code == 404


def test_opening_marks_read_and_leads_on(signed_in: Client, amal: User) -> None:
    notification, other = told(amal), told(amal)
    response = signed_in.post(f"/fr/accounts/notifications/{notification.uuid}/read/")
    assert response["Location"] == "/fr/organizations/ours/"
    assert list(amal.notifications.unread()) == [other]


def test_without_a_path_back_to_the_inbox(signed_in: Client, amal: User) -> None:
    notification = told(amal, context={"name": "Ours"})
    response = signed_in.post(f"/accounts/notifications/{notification.uuid}/read/")
    assert response["Location"] == "/accounts/notifications/"


def test_anothers_notification_does_not_exist(signed_in: Client) -> None:
    notification = told(UserFactory())
    assert signed_in.post(f"/accounts/notifications/{notification.uuid}/read/").status_code == 404
    notification.refresh_from_db()
    assert notification.read_at is None


def test_marking_all_as_read(signed_in: Client, amal: User) -> None:
    told(amal)
    foreign = told(UserFactory())
    response = signed_in.post("/accounts/notifications/read/")
    assert response["Location"] == "/accounts/notifications/"
    assert list(Notification.objects.unread()) == [foreign]


def test_reading_marks_take_a_post(signed_in: Client, amal: User) -> None:
    notification = told(amal)
    for path in (f"{notification.uuid}/read/", "read/"):
        assert signed_in.get(f"/accounts/notifications/{path}").status_code == 405
    assert amal.notifications.unread().count() == 1
