"""What readers and owners learn of a listing's level."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from organizations.enums import EvidenceKind as K
from tests.factories import UserFactory, make_known, make_listing, speak_for

SINCE = datetime(2026, 3, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_the_levels_are_explained(client: Client) -> None:
    page = client.get("/organizations/levels/").content.decode()
    for word in ("Listed", "Reachable", "Known", "Well known", "No step needs a registration"):
        assert word in page


def test_a_badge_lists_its_facts_and_their_end(client: Client) -> None:
    group, friend = make_listing(slug="circle"), make_known(make_listing(name="Friends"))
    speak_for(group, K.CONTACT, given_at=SINCE, expires_at=SINCE.replace(year=2127))
    speak_for(group, K.DOCUMENT, facts="Radio Hargeisa", note="seen at the office")
    speak_for(group, K.VOUCH, other=friend)
    speak_for(group, K.VOUCH, other=make_listing(name="Nobody knows them"))
    page = client.get("/organizations/circle/").content.decode()
    assert "3 March 2026, holds until 3 March 2127" in page
    assert "Radio Hargeisa" in page
    assert "Friends" in page
    assert "Nobody knows them" not in page
    assert "seen at the office" not in page
    assert 'href="/organizations/levels/"' in page


def test_a_group_of_which_nothing_is_known_is_not_blamed(client: Client) -> None:
    make_listing(slug="circle")
    page = client.get("/organizations/circle/").content.decode()
    assert "says nothing against it" in page


@pytest.mark.parametrize("rows", [1, 6])
def test_queries(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    owner = UserFactory()
    group = make_listing(owner=owner, slug="circle")
    for _ in range(rows):
        speak_for(group, K.VOUCH, other=make_known(make_listing()))
    client.force_login(owner)
    for url, queries in (
        ("/organizations/circle/", 8),
        (f"/organizations/trust/{group.uuid}/", 10),
    ):
        client.get(url)
        with django_assert_num_queries(queries):
            client.get(url)


def test_an_owner_learns_what_comes_next(client: Client) -> None:
    owner = UserFactory()
    group = make_listing(owner=owner)
    url = f"/organizations/trust/{group.uuid}/"
    assert client.get(url).url.startswith("/accounts/login/")
    client.force_login(owner)
    response = client.get(url)
    assert [step.kind for step in response.context["steps"]] == ["contact"]
    speak_for(group, K.CONTACT)
    speak_for(group, K.ATTENDANCE)
    response = client.get(url)
    assert [step.kind for step in response.context["steps"]] == [
        "vouch",
        "partnership",
        "document",
        "host",
    ]
    speak_for(group, K.HOST)
    assert "You have reached the highest level" in client.get(url).content.decode()


def test_voices_that_are_heard_are_not_asked_for_again(client: Client) -> None:
    owner = UserFactory()
    group = make_listing(owner=owner)
    speak_for(group, K.CONTACT)
    for _ in range(2):
        speak_for(group, K.VOUCH, other=make_known(make_listing()))
    client.force_login(owner)
    response = client.get(f"/organizations/trust/{group.uuid}/")
    assert response.context["badge"].level == 2
    assert [step.kind for step in response.context["steps"]] == [
        "attendance",
        "partnership",
        "document",
        "host",
    ]


def test_what_does_not_count_is_said_with_the_reason(client: Client) -> None:
    owner = UserFactory()
    group = make_listing(owner=owner, name="New")
    speak_for(group, K.DOCUMENT, for_name="Old")
    speak_for(group, K.CONTACT, given_at=SINCE.replace(year=2020))
    speak_for(group, K.VOUCH, other=make_listing())
    client.force_login(owner)
    page = client.get(f"/organizations/trust/{group.uuid}/").content.decode()
    for why in ("given for another name", "has run out", "word does not count at present"):
        assert why in page


def test_nobody_else_sees_it(client: Client) -> None:
    group = make_listing(owner=UserFactory())
    client.force_login(UserFactory())
    assert client.get(f"/organizations/trust/{group.uuid}/").status_code == 404
