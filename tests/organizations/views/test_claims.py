"""The pages of whoever asks to speak for a listing, and of whoever speaks for it now."""

from typing import Any

import pytest
from django.test import Client

from organizations.actions import approve_claim, claim_listing
from organizations.enums import Audience, Source
from organizations.models import Claim, Organization
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

SAID = {"role": "Founder", "evidence": "Our page names me.", "lost_email": ""}
CLAIMS = "/organizations/claims/"


@pytest.fixture
def leader(client: Client) -> Any:
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def listing() -> Organization:
    return make_listing(
        name="Kivu Circle", slug="kivu", source=Source.RECORD, website="https://kivu.example/"
    )


def test_from_the_listing_to_choosing_what_is_shown(
    client: Client, leader: Any, listing: Any
) -> None:
    assert (
        'href="/organizations/kivu/claim/"' in client.get("/organizations/kivu/").content.decode()
    )
    assert client.get("/organizations/kivu/claim/").status_code == 200
    response = client.post("/organizations/kivu/claim/", SAID)
    claim = Claim.objects.get()
    assert response.url == f"{CLAIMS}{claim.uuid}/"
    assert "IOM is looking at it" in client.get(response.url).content.decode()
    again = client.get("/organizations/kivu/claim/").content.decode()
    assert "You have asked already" in again
    assert "Our page names me." in again
    approve_claim(claim_id=claim.pk, by=StaffFactory())
    facts = f"/organizations/register/{listing.uuid}/facts/"
    assert f'href="{facts}"' in client.get(response.url).content.decode()
    assert "https://kivu.example/" in client.get(facts).content.decode()
    assert client.post(facts, {"kept": []}).url == f"/organizations/register/{listing.uuid}/"
    listing.refresh_from_db()
    assert listing.website == ""
    assert (
        client.get("/organizations/kivu/claim/").url == f"/organizations/register/{listing.uuid}/"
    )


@pytest.mark.parametrize("field", ["role", "evidence"])
def test_what_is_missing(client: Client, leader: Any, listing: Any, field: str) -> None:
    response = client.post("/organizations/kivu/claim/", {**SAID, field: " \u200b"})
    assert list(response.context["form"].errors) == [field]
    assert not Claim.objects.exists()


def test_too_many(client: Client, leader: Any) -> None:
    for number in range(6):
        make_listing(slug=f"g{number}")
    answers = [
        client.post(f"/organizations/g{number}/claim/", SAID).status_code for number in range(6)
    ]
    assert answers == [302] * 5 + [429]


def test_taking_it_back(client: Client, leader: Any, listing: Any) -> None:
    client.post("/organizations/kivu/claim/", SAID)
    url = f"{CLAIMS}{Claim.objects.get().uuid}/"
    assert client.get(f"{url}withdraw/").status_code == 405
    client.post(f"{url}withdraw/")
    assert Claim.objects.get().state == "withdrawn"
    assert "Nothing was changed" in client.post(f"{url}withdraw/", follow=True).content.decode()


def test_an_owner_answers(client: Client, leader: Any) -> None:
    disputed = make_listing(name="Ours", owner=leader)
    claim = claim_listing(organization=disputed, by=UserFactory(name="Stranger"), **SAID)
    page = client.get(CLAIMS).content.decode()
    assert f'href="{CLAIMS}{claim.uuid}/answer/"' in page
    answer = client.get(f"{CLAIMS}{claim.uuid}/answer/").content.decode()
    # Who asks is for IOM to know.
    assert "Stranger" not in answer
    assert "Our page names me." not in answer
    client.post(f"{CLAIMS}{claim.uuid}/answer/", {"answer": "She left us."})
    claim.refresh_from_db()
    assert claim.owner_answer == "She left us."


def test_foreign_claims_are_absent(client: Client, leader: Any, listing: Any) -> None:
    claim = claim_listing(organization=listing, by=UserFactory(), **SAID)
    for path in ("", "answer/"):
        assert client.get(f"{CLAIMS}{claim.uuid}/{path}").status_code == 404
    assert client.post(f"{CLAIMS}{claim.uuid}/withdraw/").status_code == 404
    assert client.get(f"/organizations/register/{listing.uuid}/facts/").status_code == 404
    client.logout()
    assert client.get(CLAIMS).url.startswith("/accounts/login/")


def test_a_listing_that_was_hidden_since_is_absent(
    client: Client, leader: Any, listing: Any
) -> None:
    client.post("/organizations/kivu/claim/", SAID)
    Organization.objects.unrecorded("a test").filter(pk=listing.pk).update(audience=Audience.IOM)
    assert "Kivu Circle" not in client.get(CLAIMS).content.decode()
    assert client.get(f"{CLAIMS}{Claim.objects.get().uuid}/").status_code == 404
    assert client.get("/organizations/kivu/claim/").status_code == 404
