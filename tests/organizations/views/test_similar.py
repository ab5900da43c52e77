"""A group that registers is told of listings like its own, once, and is never held up."""

import uuid
from typing import Any

import pytest
from django.test import Client

from organizations.actions import find_duplicates_of
from organizations.enums import Audience, GroupAnswer, Status
from organizations.models import DuplicateCandidate, Organization
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db

REGISTER = "/organizations/register/"
BASICS = {"name": "Kivu Circle", "kind": "grassroots", "legal_status": "none", "other_names": ""}


@pytest.fixture
def leader(client: Client) -> Any:
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def listed() -> Organization:
    listing = make_listing(name="Circle of Kivu", heritage=["CD"], residence=["BE"])
    find_duplicates_of(listing)
    return listing


def test_asked_once_and_remembered(client: Client, leader: Any, listed: Organization) -> None:
    response = client.post(REGISTER, BASICS | {"listing": str(uuid.UUID(int=4))})
    mine = Organization.objects.for_member(leader.pk).get()
    assert response.url == f"{REGISTER}{mine.uuid}/similar/"
    page = client.get(response.url).content.decode()
    assert "Circle of Kivu" in page
    assert f'href="/organizations/{listed.slug}/"' in page
    assert f'href="{REGISTER}{mine.uuid}/people/"' in page
    answered = client.post(response.url, {"same": str(listed.uuid)})
    assert answered.url == f"/organizations/{listed.slug}/claim/"
    assert "ask to speak for “Circle of Kivu”" in client.get(answered.url).content.decode()
    row = DuplicateCandidate.objects.get()
    assert (row.group_answer, row.answered_by) == (GroupAnswer.SAME, leader)
    assert client.get(response.url).url == f"{REGISTER}{mine.uuid}/people/"
    again = client.post(f"{REGISTER}{mine.uuid}/basics/", BASICS)
    assert again.url == f"{REGISTER}{mine.uuid}/people/"


def test_none_of_them(client: Client, leader: Any, listed: Organization) -> None:
    url = client.post(REGISTER, BASICS | {"listing": str(uuid.UUID(int=4))}).url
    client.post(url, {"same": "none"})
    assert DuplicateCandidate.objects.get().group_answer == GroupAnswer.DIFFERENT


@pytest.mark.parametrize("same", ["", "nonsense", str(uuid.UUID(int=4))])
def test_an_answer_that_is_none(
    client: Client, leader: Any, listed: Organization, same: str
) -> None:
    url = client.post(REGISTER, BASICS | {"listing": str(uuid.UUID(int=4))}).url
    response = client.post(url, {"same": same})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not DuplicateCandidate.objects.exists()


def test_nothing_alike_asks_nothing(client: Client, leader: Any, listed: Organization) -> None:
    data = BASICS | {"name": "Juniper", "listing": str(uuid.UUID(int=4))}
    assert client.post(REGISTER, data).url.endswith("/people/")


def test_a_hidden_listing_is_not_told_of(client: Client, leader: Any, listed: Organization) -> None:
    Organization.objects.filter(pk=listed.pk).unrecorded(because="arranged").update(
        audience=Audience.MEMBERS
    )
    response = client.post(REGISTER, BASICS | {"listing": str(uuid.UUID(int=4))})
    assert response.url.endswith("/people/")
    similar = response.url.replace("people", "similar")
    assert client.get(similar).url == response.url
    assert client.post(similar, {"same": str(listed.uuid)}).url == response.url
    assert not DuplicateCandidate.objects.exists()


def test_only_its_members_and_only_while_they_edit(client: Client, leader: Any) -> None:
    foreign = make_listing(status=Status.DRAFT, published_at=None, owner=UserFactory())
    assert client.get(f"{REGISTER}{foreign.uuid}/similar/").status_code == 404
    waiting = make_listing(status=Status.SUBMITTED, published_at=None, owner=leader)
    assert client.get(f"{REGISTER}{waiting.uuid}/similar/").status_code == 302
    client.logout()
    assert client.get(f"{REGISTER}{foreign.uuid}/similar/").url.startswith("/accounts/login/")
