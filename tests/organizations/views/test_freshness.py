"""Confirming from a letter, and signed in."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from organizations.actions import freshness
from organizations.actions.freshness import confirmation_token
from organizations.enums import Audience, Reason, Status
from organizations.models import Organization, StatusChange
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def listing(owner: User) -> Organization:
    return make_listing(
        name="Circle", owner=owner, last_confirmed_at=timezone.now() - timedelta(days=400)
    )


def link(listing: Organization, user: User) -> str:
    return f"/organizations/confirm/{confirmation_token(listing, user)}/"


def test_looking_changes_nothing_and_one_click_confirms(
    client: Client, listing: Organization, owner: User
) -> None:
    page = client.get(link(listing, owner))
    assert page.status_code == 200
    assert "All of it is still right" in page.content.decode()
    listing.refresh_from_db()
    assert listing.unconfirmed_since
    page = client.post(link(listing, owner))
    assert page.status_code == 200
    assert "Thank you" in page.content.decode()
    listing.refresh_from_db()
    assert listing.unconfirmed_since is None


def test_a_hidden_listing_shows_its_name_alone(
    client: Client, listing: Organization, owner: User
) -> None:
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        audience=Audience.IOM
    )
    page = client.get(link(listing, owner)).content.decode()
    assert "Circle" in page
    assert listing.get_absolute_url() not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_strange_links_open_nothing(client: Client, listing: Organization, method: str) -> None:
    for path in ("/organizations/confirm/forged/", link(listing, UserFactory())):
        assert getattr(client, method)(path).status_code == 404
    listing.refresh_from_db()
    assert listing.unconfirmed_since


def test_an_old_link_says_what_to_do(
    client: Client, listing: Organization, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "LINK_LIFE", timedelta(seconds=-1))
    page = client.post(link(listing, owner))
    assert page.status_code == 410
    assert "This link is too old" in page.content.decode()
    listing.refresh_from_db()
    assert listing.unconfirmed_since


def test_a_listing_that_iom_took_down_is_not_confirmed(
    client: Client, listing: Organization, owner: User
) -> None:
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        status=Status.SUSPENDED
    )
    assert "not in the directory now" in client.get(link(listing, owner)).content.decode()
    assert client.post(link(listing, owner)).status_code == 409


def test_archived_for_silence_it_comes_back_from_the_letter_or_signed_in(
    client: Client, listing: Organization, owner: User
) -> None:
    def archive() -> None:
        Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
            status=Status.ARCHIVED
        )
        StatusChange.objects.create(
            organization=listing,
            transition="archive",
            from_status=Status.PUBLISHED,
            to_status=Status.ARCHIVED,
            reason=Reason.SILENT,
        )

    archive()
    assert "One click brings it back" in client.get(link(listing, owner)).content.decode()
    assert client.post(link(listing, owner)).status_code == 200
    listing.refresh_from_db()
    assert listing.status == Status.PUBLISHED
    archive()
    client.force_login(owner)
    page = client.get(listing.registration_url()).content.decode()
    assert "Bring it back" in page
    client.post(f"{listing.registration_url()}take/return/")
    listing.refresh_from_db()
    assert listing.status == Status.PUBLISHED


def test_signed_in_a_member_confirms_and_nobody_else(
    client: Client, listing: Organization, owner: User
) -> None:
    path = f"{listing.registration_url()}confirm/"
    assert client.post(path).status_code == 302  # to the sign-in
    client.force_login(UserFactory())
    assert client.post(path).status_code == 404
    client.force_login(owner)
    assert client.get(path).status_code == 405
    page = client.post(path, follow=True).content.decode()
    assert "Thank you. Readers now see" in page
    listing.refresh_from_db()
    assert listing.unconfirmed_since is None


def test_readers_see_since_when_nobody_confirmed(client: Client, listing: Organization) -> None:
    since = timezone.localtime(listing.last_confirmed_at)
    page = client.get(listing.get_absolute_url()).content.decode()
    assert f"Not confirmed by the group since {since.day} {since:%B %Y}" in page
    card = client.get("/organizations/").content.decode()
    assert f"Not confirmed since {since:%B %Y}" in card
    make_listing(name="Fresh", slug="fresh", last_confirmed_at=timezone.now())
    assert "Not confirmed by" not in client.get("/organizations/fresh/").content.decode()
