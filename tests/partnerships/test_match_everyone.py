"""All listings read at once, against one listing after the other."""

import pytest

from organizations.enums import Audience, LegalStatus, Status
from organizations.models import Organization, OrganizationSupport, Sector
from organizations.sample import load_organizations
from partnerships.match_everyone import read_everyone
from partnerships.match_listings import (
    ORGANIZATION_COLUMNS,
    PARTNER_COLUMNS,
    read_organizations,
    read_partners,
    rows_of,
)
from partnerships.match_sides import Side
from partnerships.matching.errors import InvalidGate, UnknownCode
from partnerships.matching.profiles import Vocabulary
from partnerships.models import Partner
from partnerships.profiles import HOSTING, vocabulary
from partnerships.sample import load_partners
from tests.factories import make_listing, make_partner, make_public_body
from tests.partnerships.test_match_marks import same


def one_by_one(words: Vocabulary) -> tuple[Side, Side]:
    return (
        read_organizations(rows_of(Organization.objects.published(), ORGANIZATION_COLUMNS), words),
        read_partners(rows_of(Partner.objects.verified(), PARTNER_COLUMNS), words),
    )


def test_the_same_as_one_listing_after_the_other(db: None) -> None:
    load_organizations(120, seed=3)
    load_partners(60, seed=3)
    make_listing(sectors=[], heritage=[], residence=[], name="Without tags")
    make_listing(audience=Audience.MEMBERS, hidden_from=["KE", "SO"], open_to=7)
    make_listing(heritage=["014"], is_women_led=True, is_youth_led=False, is_refugee_led=None)
    make_listing(status=Status.SUSPENDED)
    host = make_listing(legal_status=LegalStatus.REGISTERED)
    OrganizationSupport.objects.create(
        organization=host, support_type_id=HOSTING, direction="offers"
    )
    # The same country as heritage and as a place of work is one place of home.
    both = make_listing(heritage=["SN"])
    both.place_links.create(place_id="SN", relation="works_in")
    make_public_body("FR")
    make_partner(open_to=3)
    words = vocabulary()
    for at_once, read in zip(read_everyone(words), one_by_one(words), strict=True):
        assert len(at_once) > 40
        assert same(at_once, read)
    organizations, _ = read_everyone(words)
    assert organizations.flags("can_host").any()
    assert organizations.hidden_from.any()
    assert organizations.unmatched.any()


def test_nobody(db: None) -> None:
    assert [len(side) for side in read_everyone(vocabulary())] == [0, 0]


def test_a_code_that_the_lists_do_not_know_is_told_with_its_listing(db: None) -> None:
    words = vocabulary()
    make_listing(name="Old")
    listing = make_listing(name="New")
    sector = Sector.objects.create(code="beekeeping", vocabulary="test", labels={"en": "Bees"})
    listing.sector_links.create(sector=sector)
    with pytest.raises(UnknownCode, match=f"beekeeping.*{listing.uuid}"):
        read_everyone(words)


def test_a_country_that_the_lists_do_not_know_is_told_with_its_listing(db: None) -> None:
    listing = make_listing(audience=Audience.MEMBERS, hidden_from=["XX"])
    with pytest.raises(InvalidGate, match=str(listing.uuid)):
        read_everyone(vocabulary())
