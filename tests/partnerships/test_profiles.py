"""Listings as the engine sees them."""

from organizations.models import Organization
from partnerships.matching.profiles import Profile
from partnerships.models import Partner
from partnerships.profiles import (
    can_host,
    needs_host,
    organization_profile,
    partner_profile,
    vocabulary,
)
from tests.factories import make_listing, make_partner


def test_a_groups_profile(db: None) -> None:
    listing = make_listing(
        sectors=["education"], secondary_sectors=["youth"], heritage=["SO"], residence=["KE"],
        works_in=["014"], made_of=["second"], serves=["first"], offers=["fiscal-hosting"],
        needs=["funding"], languages=["so", "en"], is_youth_led=False, legal_status="registered",
    )  # fmt: skip
    row = Organization.objects.with_tags().get(pk=listing.pk)
    profile = organization_profile(row)
    assert profile.key == str(listing.uuid)
    assert profile.sectors == {"education": 1, "youth": 0.5}
    assert (profile.heritage, profile.residence, profile.works_in) == ({"SO"}, {"KE"}, {"014"})
    assert (profile.made_of, profile.serves) == ({"second"}, {"first"})
    assert (profile.youth_led, profile.accepts) == (False, "informal")
    assert can_host(row)
    assert not needs_host(row)


def test_an_empty_listing_says_only_what_it_is(db: None) -> None:
    listing = make_listing(sectors=[], heritage=[], residence=[])
    profile = organization_profile(Organization.objects.with_tags().get(pk=listing.pk))
    assert profile == Profile(key=str(listing.uuid), kind="grassroots")


def test_a_partners_profile(db: None) -> None:
    partner = make_partner(generations=["second"], offers=["mentoring"], languages=["fr"])
    profile = partner_profile(Partner.objects.with_tags().get(pk=partner.pk))
    assert profile.is_partner
    assert profile.kind == "foundation"
    assert profile.serves == {"second"}
    assert profile.accepts == "informal"


def test_the_vocabulary_is_kept_while_the_code_lists_stay(db: None) -> None:
    assert vocabulary() is vocabulary()
    assert vocabulary().sectors.depth("education") == 3
    assert vocabulary().places.depth("001") == 1
