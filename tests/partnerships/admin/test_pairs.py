"""One pair in numbers, in the back office."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from partnerships.models import MatchRun
from tests.factories import StaffFactory, UserFactory, make_listing, make_partner

PAGE = "/admin/partnerships/matchrun/pair/"


@pytest.fixture
def curator(client: Client, db: None) -> Client:
    client.force_login(StaffFactory())
    return client


def test_the_lists_of_a_listing_lead_to_its_pairs(
    curator: Client, run_matching: Callable[[], MatchRun]
) -> None:
    source, target = make_listing(name="Nile"), make_listing(name="Volta")
    run_matching()
    text = curator.get(PAGE, {"source": f"organization:{source.slug}"}).content.decode()
    link = f"{PAGE}?source=organization%3A{source.slug}&amp;target=organization%3A{target.slug}"
    assert link in text
    text = curator.get(link.replace("&amp;", "&")).content.decode()
    assert "Nothing keeps them apart." in text
    assert "7 components known" in text
    assert "Place by score" in text
    assert "The first has no such list" in text or "The second is not a possible host." in text


def test_names_are_found_and_asked_back(curator: Client) -> None:
    make_listing(name="Blue Nile")
    make_partner(name="Nile Bank")
    text = curator.get(PAGE, {"source": "nile"}).content.decode()
    assert "Which one is meant?" in text
    assert "Blue Nile" in text
    assert "Nile Bank" in text
    text = curator.get(PAGE, {"source": "Blue Nile", "target": "nobody"}).content.decode()
    assert "No listing was found for the second." in text


def test_listings_and_partners_link_to_it(curator: Client) -> None:
    listing, partner = make_listing(), make_partner()
    for address, kind, slug in (
        (f"/admin/organizations/organization/{listing.pk}/change/", "organization", listing.slug),
        (f"/admin/partnerships/partner/{partner.pk}/change/", "partner", partner.slug),
    ):
        assert f"{PAGE}?source={kind}:{slug}" in curator.get(address).content.decode()


def test_only_for_staff_who_may_see_runs(client: Client, db: None) -> None:
    assert client.get(PAGE).status_code == 302
    client.force_login(UserFactory())
    assert client.get(PAGE).status_code == 302
    client.force_login(StaffFactory(is_superuser=False))
    assert client.get(PAGE).status_code == 403


def test_curators_of_a_country_office_look_up_nobody(client: Client, db: None) -> None:
    staff = StaffFactory(is_superuser=False)
    staff.user_permissions.add(Permission.objects.get(codename="view_matchrun"))
    client.force_login(staff)
    assert client.get("/admin/partnerships/matchrun/").status_code == 200
    assert client.get(PAGE).status_code == 403
