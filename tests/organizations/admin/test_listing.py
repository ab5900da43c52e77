"""Curators decide in the admin, once, with a reason where one is owed."""

from typing import Any

import pytest
from django.test import Client

from organizations.enums import Status
from organizations.models import Organization, StatusChange
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

URL = "/admin/organizations/organization/"


@pytest.fixture
def curator(client: Client) -> Any:
    user = StaffFactory()
    client.force_login(user)
    return user


@pytest.fixture
def waiting() -> Any:
    return make_listing(owner=UserFactory(), status=Status.SUBMITTED, published_at=None)


def test_list_and_change_pages(client: Client, curator: Any, waiting: Any) -> None:
    assert waiting.name in client.get(URL).content.decode()
    page = client.get(f"{URL}{waiting.pk}/change/").content.decode()
    for step in ("publish", "request_changes", "decline"):
        assert f"{URL}{waiting.pk}/take/{step}/" in page


def test_publish(client: Client, curator: Any, waiting: Any) -> None:
    url = f"{URL}{waiting.pk}/take/publish/"
    assert client.get(url).status_code == 200
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED
    client.post(url, {"message": "Welcome!"})
    waiting.refresh_from_db()
    assert waiting.status == Status.PUBLISHED
    assert StatusChange.objects.get().by == curator


@pytest.mark.parametrize("step", ["request_changes", "decline"])
def test_a_reason_is_asked_for(client: Client, curator: Any, waiting: Any, step: str) -> None:
    url = f"{URL}{waiting.pk}/take/{step}/"
    response = client.post(url, {"message": "kept"})
    assert "Choose a reason" in response.content.decode()
    assert "kept" in response.content.decode()
    response = client.post(url, {"reason": "other"})
    assert "Explain the reason" in response.content.decode()
    assert not StatusChange.objects.exists()
    client.post(url, {"reason": "contact", "message": "Please add a number."})
    assert StatusChange.objects.get().reason == "contact"


def test_the_second_curator_is_told(client: Client, curator: Any, waiting: Any) -> None:
    client.post(f"{URL}{waiting.pk}/take/publish/")
    response = client.post(f"{URL}{waiting.pk}/take/decline/", {"reason": "contact"})
    assert response.status_code == 409
    assert "Published" in response.content.decode()
    assert StatusChange.objects.count() == 1


def test_not_her_own_group_and_not_the_groups_steps(client: Client, curator: Any) -> None:
    own = make_listing(owner=curator, status=Status.SUBMITTED, published_at=None)
    other = make_listing(status=Status.DRAFT, published_at=None)
    assert client.post(f"{URL}{own.pk}/take/publish/").status_code == 403
    assert client.post(f"{URL}{other.pk}/take/submit/").status_code == 403
    assert client.post(f"{URL}{other.pk}/take/nonsense/").status_code == 403
    assert client.post(f"{URL}999999/take/publish/").status_code == 404


def test_others_are_kept_out(client: Client, waiting: Any) -> None:
    client.force_login(UserFactory())
    response = client.post(f"{URL}{waiting.pk}/take/publish/")
    assert response.status_code in (302, 403)
    waiting.refresh_from_db()
    assert waiting.status == Status.SUBMITTED


def test_publishing_several(client: Client, curator: Any, waiting: Any) -> None:
    own = make_listing(owner=curator, name="Mine", status=Status.SUBMITTED, published_at=None)
    response = client.post(
        URL,
        {"action": "publish_selected", "_selected_action": [waiting.pk, own.pk]},
        follow=True,
    )
    page = response.content.decode()
    assert "1 listing was published." in page
    assert "Mine" in page
    own.refresh_from_db()
    assert own.status == Status.SUBMITTED


def test_what_staff_enter_waits_for_review(client: Client, curator: Any) -> None:
    rows = {
        f"{prefix}-{field}": "0"
        for prefix in (
            "sector_links",
            "place_links",
            "descriptions",
            "support_links",
            "generation_links",
            "names",
            "contacts",
            "identifiers",
            "memberships",
            "status_changes",
        )
        for field in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    response = client.post(
        f"{URL}add/",
        {"name": "Entered", "slug": "entered", "audience": "public", "source": "self", **rows},
    )
    assert response.status_code == 302, response.context["errors"]
    listing = Organization.objects.get()
    assert (listing.status, listing.source) == ("submitted", "imported")
