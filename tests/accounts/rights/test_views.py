"""Pages of one's own data: hers, after her password."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from accounts.enums import CopyState
from accounts.models import PersonalCopy, User
from accounts.rights.copies import ask_for_copy, make_copy
from tests.factories import UserFactory, make_listing
from tests.factories.people import verified

pytestmark = pytest.mark.django_db

PASSWORD = "a long passphrase"
PAGE = "/accounts/your-data/"


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def amal() -> User:
    return verified(UserFactory(email="amal@example.org", name="Amal"))


@pytest.fixture
def known(amal: User, client: Client) -> Client:
    """Signed in, the password given a moment ago."""
    client.force_login(amal)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": PAGE})
    return client


def test_the_page_asks_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"


def test_asking_goes_on_after_the_password(amal: User, client: Client) -> None:
    client.force_login(amal)
    response = client.post(f"{PAGE}copy/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert not PersonalCopy.objects.exists()
    again = client.post(response["Location"], {"password": PASSWORD})
    assert again["Location"] == PAGE
    assert PersonalCopy.objects.get().user == amal


def test_the_page_follows_the_copy(amal: User, known: Client) -> None:
    assert "Ask for a copy" in known.get(PAGE).content.decode()
    copy = ask_for_copy(by=amal)
    assert "Ask for a copy" not in known.get(PAGE).content.decode()
    make_copy(copy.pk)
    page = known.get(PAGE).content.decode()
    assert "Your copy is ready" in page
    response = known.post(f"{PAGE}copy/{copy.uuid}/")
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    archive = ZipFile(BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    assert "data/profile.json" in archive.namelist()
    assert PersonalCopy.objects.get().state == CopyState.FETCHED
    assert "Nothing of it is left here" in known.get(PAGE).content.decode()
    assert known.post(f"{PAGE}copy/{copy.uuid}/")["Location"] == PAGE


def test_a_copy_of_somebody_else_is_not_there(known: Client) -> None:
    copy = ask_for_copy(by=UserFactory())
    make_copy(copy.pk)
    assert known.post(f"{PAGE}copy/{copy.uuid}/").status_code == 404


def test_opening_an_address_fetches_nothing(amal: User, known: Client) -> None:
    copy = ask_for_copy(by=amal)
    make_copy(copy.pk)
    assert known.get(f"{PAGE}copy/{copy.uuid}/").status_code == 405
    assert PersonalCopy.objects.get().state == CopyState.READY


def test_the_page_asks_few_questions(known: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        known.get(PAGE)


def test_deleting_an_account_shows_first_and_asks_to_be_sure(amal: User, known: Client) -> None:
    page = known.get(f"{PAGE}delete/").content.decode()
    assert "What stays, without your name" in page
    assert "Listings of which you are the only owner" not in page
    assert known.post(f"{PAGE}delete/").status_code == 200
    assert User.objects.filter(pk=amal.pk).exists()
    response = known.post(f"{PAGE}delete/", {"sure": "on"})
    assert response["Location"] == "/"
    assert not User.objects.filter(pk=amal.pk).exists()
    assert "Your account is deleted" in known.get("/").content.decode()
    assert known.get(PAGE).status_code == 302


def test_her_listings_are_asked_about(amal: User, known: Client) -> None:
    ours = make_listing(owner=amal, name="Ours")
    page = known.get(f"{PAGE}delete/").content.decode()
    assert "Listings of which you are the only owner" in page
    assert known.post(f"{PAGE}delete/", {"sure": "on"}).status_code == 200
    assert User.objects.filter(pk=amal.pk).exists()
    known.post(f"{PAGE}delete/", {"sure": "on", f"listing-{ours.pk}": "withdraw"})
    ours.refresh_from_db()
    assert ours.status == "archived"


def test_deleting_asks_for_the_password(amal: User, client: Client) -> None:
    client.force_login(amal)
    for response in (client.get(f"{PAGE}delete/"), client.post(f"{PAGE}delete/", {"sure": "on"})):
        assert response["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.filter(pk=amal.pk).exists()


def test_staff_ask_whoever_gave_them_their_rights(amal: User, known: Client) -> None:
    User.objects.filter(pk=amal.pk).update(is_staff=True)
    assert "You belong to the IOM team" in known.get(f"{PAGE}delete/").content.decode()
    assert known.post(f"{PAGE}delete/", {"sure": "on"}).status_code == 403
    assert User.objects.filter(pk=amal.pk).exists()
