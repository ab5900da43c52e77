"""Who is suggested to whom: every rule, seen from both sides."""

from collections.abc import Callable

import pytest

from organizations.enums import Audience, LegalStatus, Status
from organizations.models import Membership, Organization
from partnerships.enums import PartnerType, Verification
from partnerships.models import MatchRun, Partner
from tests.factories import UserFactory, make_listing, make_partner, make_public_body
from tests.partnerships.reading import pairs

Run = Callable[[], MatchRun]

BETWEEN_GROUPS = {("diaspora", "A", "B"), ("diaspora", "B", "A")}
A_AND_COMPANY = {("private", "A", "Company"), ("diaspora", "Company", "A")}
A_AND_STATE = {("public", "A", "State"), ("diaspora", "State", "A")}


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (Audience.PUBLIC, BETWEEN_GROUPS | A_AND_COMPANY),
        (Audience.MEMBERS, BETWEEN_GROUPS | A_AND_COMPANY),
        # Groups are members, not verified partners.
        (Audience.PARTNERS, A_AND_COMPANY),
        (Audience.IOM, set()),
    ],
)
def test_whom_an_audience_lets_in(
    audience: Audience, expected: set[tuple[str, str, str]], run_matching: Run
) -> None:
    make_listing(name="A", audience=audience)
    make_listing(name="B", is_open_to_matching=True)
    make_partner(name="Company")
    run_matching()
    assert {pair for pair in pairs() if "A" in pair} == expected
    # B and the company are matched whatever A wants.
    assert ("private", "B", "Company") in pairs()


def test_what_is_hidden_from_a_state_never_meets_its_bodies(run_matching: Run) -> None:
    make_listing(
        name="A", heritage=["SO"], audience=Audience.MEMBERS, hidden_from=["KE"],
        matches_heritage_state=True,
    )  # fmt: skip
    make_public_body("KE", name="Hidden from")
    make_public_body("KE", "SO", name="Hidden from too")
    make_public_body("SO", name="State")
    run_matching()
    assert pairs() == A_AND_STATE


@pytest.mark.parametrize("opted_in", [True, False])
def test_a_heritage_state_needs_the_groups_opt_in(opted_in: bool, run_matching: Run) -> None:
    make_listing(name="A", heritage=["SO"], matches_heritage_state=opted_in)
    make_public_body("SO", name="State")
    run_matching()
    assert pairs() == (A_AND_STATE if opted_in else set())


def test_a_heritage_region_stands_for_every_state_inside_it(run_matching: Run) -> None:
    make_listing(name="A", heritage=["014"])
    make_public_body("SO", name="Inside")
    make_public_body("FR", name="State")
    run_matching()
    assert pairs() == A_AND_STATE


def test_without_a_stated_heritage_any_state_may_be_meant(run_matching: Run) -> None:
    make_listing(name="A", heritage=[])
    make_public_body("FR", name="Some state")
    make_partner(name="State", sector="public", type=PartnerType.INTERNATIONAL)
    make_partner(name="Company")
    run_matching()
    # An international organization is no state's.
    assert pairs() == A_AND_STATE | A_AND_COMPANY


@pytest.mark.parametrize(
    "fields",
    [
        {"is_open_to_matching": False},
        {"status": Status.DRAFT},
        {"status": Status.SUSPENDED},
        {"status": Status.ARCHIVED},
    ],
)
def test_a_group_that_is_closed_or_not_published_meets_nobody(
    fields: dict[str, object], run_matching: Run
) -> None:
    make_listing(name="A", **fields)
    make_listing(name="B")
    make_partner(name="Company")
    run_matching()
    assert pairs() == {("private", "B", "Company"), ("diaspora", "Company", "B")}


@pytest.mark.parametrize(
    "fields",
    [
        {"is_open_to_matching": False},
        {"verification": Verification.PENDING, "verified_at": None},
        {"verification": Verification.DECLINED, "verified_at": None},
    ],
)
def test_a_partner_that_is_closed_or_not_verified_meets_nobody(
    fields: dict[str, object], run_matching: Run
) -> None:
    make_listing(name="A")
    make_partner(name="Company", **fields)
    run_matching()
    assert pairs() == set()


def test_nobody_is_told_of_the_same_people(run_matching: Run) -> None:
    owner = UserFactory()
    parent = make_listing(name="Parent", owner=owner)
    make_listing(name="Chapter", parent=parent)
    make_listing(name="Twin", owner=owner)
    make_partner(name="Company", representative=owner)
    run_matching()
    assert pairs() == {
        ("diaspora", "Chapter", "Twin"),
        ("diaspora", "Twin", "Chapter"),
        ("private", "Chapter", "Company"),
        ("diaspora", "Company", "Chapter"),
    }


def hidden_from_kenya(name: str) -> Organization:
    return make_listing(name=name, audience=Audience.MEMBERS, hidden_from=["KE"])


def test_an_officials_own_group_is_told_nothing_that_is_hidden_from_her_state(
    run_matching: Run,
) -> None:
    official = UserFactory()
    # Not even verified: what she reads, the state knows.
    make_public_body(
        "KE", name="Ministry", representative=official, verification=Verification.PENDING,
        verified_at=None,
    )  # fmt: skip
    hidden_from_kenya("A")
    club = make_listing(name="Club")
    Membership.objects.create(organization=club, user=official)
    make_listing(name="B")
    run_matching()
    assert pairs() == BETWEEN_GROUPS | {("diaspora", "Club", "B"), ("diaspora", "B", "Club")}


def test_nor_is_a_company_that_she_speaks_for_too(run_matching: Run) -> None:
    official = UserFactory()
    make_public_body("KE", name="Ministry", representative=official, is_open_to_matching=False)
    make_partner(name="Her company", representative=official)
    make_partner(name="Company")
    hidden_from_kenya("A")
    run_matching()
    assert pairs() == A_AND_COMPANY


def test_hosts_are_registered_offer_hosting_and_are_shown_to_groups_without_papers(
    run_matching: Run,
) -> None:
    def group(name: str, legal_status: LegalStatus, *offers: str) -> Organization:
        return make_listing(name=name, legal_status=legal_status, offers=offers)

    group("Informal", LegalStatus.NONE)
    group("On its way", LegalStatus.IN_FORMATION)
    group("Unknown", LegalStatus.UNKNOWN)
    group("Host", LegalStatus.REGISTERED, "fiscal-hosting")
    group("No host", LegalStatus.REGISTERED, "mentoring")
    group("No papers", LegalStatus.NONE, "fiscal-hosting")
    run_matching()
    assert {(a, b) for channel, a, b in pairs() if channel == "host"} == {
        ("Informal", "Host"),
        ("On its way", "Host"),
        ("No papers", "Host"),
    }


def test_channels_follow_the_partners_sector(run_matching: Run) -> None:
    make_listing(name="A")
    make_partner(name="Company")
    make_partner(name="State", sector="public", type=PartnerType.CITY)
    run_matching()
    assert pairs() == A_AND_COMPANY | A_AND_STATE
    assert Partner.objects.count() == 2
