"""The page of one listing."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db


def test_the_page_says_what_the_group_is_and_how_to_reach_it(client: Client) -> None:
    make_listing(owner=UserFactory(), slug="circle", name="Circle & Co")
    page = client.get("/organizations/circle/").content.decode()
    assert "A grass-roots group of people with roots in Somalia who live in Kenya." in page
    assert 'href="/organizations/circle/contact/"' in page
    assert 'href="/organizations/circle/report/"' in page
    assert 'value="http://testserver/organizations/circle/"' in page
    assert "mailto:?subject=Circle%20%26%20Co&amp;body=" in page
    assert (
        "https://wa.me/?text=%E2%80%9CCircle%20%26%20Co%E2%80%9D%20on%20the%20GDVE%20Portal%3A"
        "%20http%3A%2F%2Ftestserver%2Forganizations%2Fcircle%2F" in page
    )
    assert "noindex" not in page


def test_a_shared_address_keeps_the_language(client: Client) -> None:
    make_listing(slug="circle")
    page = client.get("/ar/organizations/circle/").content.decode()
    assert 'value="http://testserver/ar/organizations/circle/"' in page


def test_an_own_listing_offers_no_message_to_oneself(client: Client) -> None:
    owner = UserFactory()
    make_listing(owner=owner, slug="circle")
    client.force_login(owner)
    page = client.get("/organizations/circle/").content.decode()
    assert "Edit your listing" in page
    assert "/contact/" not in page


@pytest.mark.parametrize("rows", [0, 5])
@pytest.mark.parametrize("signed_in", [False, True])
def test_queries(
    client: Client, django_assert_num_queries: Any, rows: int, signed_in: bool
) -> None:
    listing = make_listing(owner=UserFactory(), slug="circle", description="Text")
    for number in range(rows):
        listing.names.create(name=f"Name {number}", type="alias")
        listing.identifiers.create(scheme="GB-CHC", number=str(number))
        listing.contacts.create(kind="email", value=f"{number}@example.org", audience="public")
    if signed_in:
        client.force_login(UserFactory())
    client.get("/organizations/circle/")
    with django_assert_num_queries(8 if signed_in else 4):
        client.get("/organizations/circle/")
