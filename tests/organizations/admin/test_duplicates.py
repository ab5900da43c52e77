"""Staff sees pairs with their grounds, the two side by side, and decides once."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.actions import find_all_duplicates
from organizations.enums import DuplicateState, Status
from organizations.models import DuplicateCandidate, Organization
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

URL = "/admin/organizations/duplicatecandidate/"


@pytest.fixture
def curator(client: Client) -> Any:
    user = StaffFactory()
    client.force_login(user)
    return user


@pytest.fixture
def pair() -> DuplicateCandidate:
    make_listing(name="Gargaar Relief", heritage=["SO"], website="https://gargaar.example/")
    make_listing(name="Gargar Relief", heritage=["SO", "KE"], residence=["GB"])
    find_all_duplicates()
    return DuplicateCandidate.objects.get()


def test_the_list_opens_with_what_waits(client: Client, curator: Any, pair: Any) -> None:
    assert "Gargaar Relief – Gargar Relief" in client.get(URL).content.decode()
    Organization.objects.filter(pk=pair.first_id).unrecorded(because="arranged").update(
        status=Status.ARCHIVED
    )
    assert "Gargaar Relief – Gargar Relief" not in client.get(URL).content.decode()
    assert "Gargaar Relief – Gargar Relief" in client.get(f"{URL}?waiting=all").content.decode()


def test_the_list_asks_as_much_for_many_as_for_one(client: Client, curator: Any, pair: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        return len(queries)

    few = asked()
    for number in range(12):
        make_listing(name=f"Baobab Solidarity {number // 2}{'ab'[number % 2] * 4}")
    find_all_duplicates()
    assert DuplicateCandidate.objects.count() > 5
    assert asked() == few <= 8


def test_side_by_side(client: Client, curator: Any, pair: Any) -> None:
    page = client.get(f"{URL}{pair.pk}/change/").content.decode()
    for text in ("https://gargaar.example/", "Residence: Kenya", "Names alike", "One group"):
        assert text in page


@pytest.mark.parametrize(("decision", "state"), [("confirm", "confirmed"), ("reject", "rejected")])
def test_a_decision(client: Client, curator: Any, pair: Any, decision: str, state: str) -> None:
    url = f"{URL}{pair.pk}/decide/{decision}/"
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (state, curator)
    response = client.post(url)
    assert response.status_code == 409
    assert "somebody decided" in response.content.decode()


def test_not_her_own_group(client: Client, curator: Any, pair: Any) -> None:
    pair.first.memberships.create(user=curator)
    assert "another curator decides" in client.get(f"{URL}{pair.pk}/change/").content.decode()
    assert client.post(f"{URL}{pair.pk}/decide/reject/").status_code == 403
    pair.refresh_from_db()
    assert pair.state == DuplicateState.PENDING


def test_others_are_kept_out(client: Client, pair: Any) -> None:
    viewer = UserFactory(is_staff=True)
    rights = ("view_duplicatecandidate", "all_countries")
    viewer.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(viewer)
    assert client.get(f"{URL}{pair.pk}/change/").status_code == 200
    assert client.post(f"{URL}{pair.pk}/decide/reject/").status_code == 403
    assert client.post(f"{URL}find/").status_code == 403
    client.force_login(UserFactory())
    assert client.get(f"{URL}{pair.pk}/change/").status_code == 302
    assert client.post(f"{URL}{pair.pk}/decide/nonsense/").status_code == 302
    pair.refresh_from_db()
    assert pair.state == DuplicateState.PENDING


def test_searching_on_demand(client: Client, curator: Any, monkeypatch: Any) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(
        "organizations.admin.duplicates.find_duplicates.delay", lambda: asked.append(True)
    )
    assert client.get(f"{URL}find/").status_code == 405
    assert client.post(f"{URL}find/").status_code == 302
    assert asked == [True]


def test_unknown_pairs(client: Client, curator: Any) -> None:
    assert client.get(f"{URL}999999/change/").status_code == 404
    assert client.post(f"{URL}999999/decide/confirm/").status_code == 404
