"""An old address leads on, for whoever may see where to."""

import itertools
from typing import Any

import pytest
from django.test import Client

from organizations.actions import merge_listings, undo_merge
from organizations.enums import Audience
from organizations.models import Organization
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> list[Organization]:
    """Three listings, each taken in by the next."""
    listings = [make_listing(slug=slug) for slug in ("one", "two", "three")]
    for merged, kept in itertools.pairwise(listings):
        merge_listings(kept_id=kept.pk, merged_id=merged.pk, by=StaffFactory(), choices={})
    return listings


def test_it_leads_to_the_last_of_a_chain_in_the_readers_language(
    client: Client, chain: Any
) -> None:
    for slug in ("one", "two"):
        assert client.get(f"/organizations/{slug}/").url == "/organizations/three/"
        assert client.get(f"/ar/organizations/{slug}/").url == "/ar/organizations/three/"
    assert client.get("/organizations/three/").status_code == 200


def test_hidden_it_is_absent(client: Client, chain: Any) -> None:
    Organization.objects.unrecorded("a test").filter(slug="three").update(audience=Audience.MEMBERS)
    assert client.get("/organizations/one/").status_code == 404
    client.force_login(UserFactory())
    assert client.get("/organizations/one/").status_code == 404
    member = UserFactory()
    make_listing(owner=member)
    client.force_login(member)
    assert client.get("/organizations/one/").url == "/organizations/three/"


def test_taken_back_it_answers_itself(client: Client) -> None:
    kept, merged = make_listing(slug="kept"), make_listing(slug="merged")
    curator = StaffFactory()
    record = merge_listings(kept_id=kept.pk, merged_id=merged.pk, by=curator, choices={})
    client.force_login(curator)
    assert client.get("/organizations/merged/").url == "/organizations/kept/"
    undo_merge(record_id=record.pk, by=curator)
    client.logout()
    assert client.get("/organizations/merged/").status_code == 200
