"""Who may speak for a listing: asked, heard, decided once, told why."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import Notification
from organizations.actions import (
    answer_claim,
    approve_claim,
    choose_facts,
    claim_listing,
    deny_claim,
    revoke_claim,
    withdraw_claim,
)
from organizations.actions.claims import A_PERSON_A_DAY, ClaimError, TooManyClaimsError
from organizations.enums import ClaimState, OwnersAfter, Source, Status
from organizations.models import Claim, Organization
from organizations.workflow import MissingReasonError
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

SAID = {"role": "Founder", "evidence": "Our page names me."}


@pytest.fixture
def claimant() -> Any:
    return UserFactory(email="claimant@example.org", language="ar")


@pytest.fixture
def curator() -> Any:
    return StaffFactory()


def ask(listing: Organization, by: Any, **more: str) -> Claim:
    return claim_listing(organization=listing, by=by, **{**SAID, **more})


def told(template: str) -> list[str]:
    rows = Notification.objects.filter(template=f"organizations/emails/{template}")
    return sorted(rows.values_list("recipient__email", flat=True))


def roles(listing: Organization) -> dict[str, str]:
    return dict(listing.memberships.values_list("user__email", "role"))


def test_an_unowned_listing_is_taken_over(claimant: Any, curator: Any) -> None:
    listing = make_listing(source=Source.RECORD)
    claim = ask(listing, claimant)
    assert (claim.kind, claim.state) == ("unowned", "pending")
    assert roles(listing) == {}
    before = Organization.objects.get(pk=listing.pk)
    approve_claim(claim_id=claim.pk, by=curator, message="مرحبا")
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by, claim.message) == ("approved", curator, "مرحبا")
    assert roles(listing) == {"claimant@example.org": "owner"}
    assert told("claim_pending") == told("claim_approved") == ["claimant@example.org"]
    # It says nothing of how far the listing can be relied on.
    after = Organization.objects.get(pk=listing.pk)
    assert (after.trust_level, after.evidence.count()) == (before.trust_level, 0)


def test_asking_again_changes_what_was_said(claimant: Any) -> None:
    listing = make_listing()
    first = ask(listing, claimant)
    again = ask(listing, claimant, evidence="And my sister.")
    assert again.pk == first.pk
    assert Claim.objects.get().evidence == "And my sister."
    assert told("claim_pending") == ["claimant@example.org"]


def test_what_cannot_be_claimed(claimant: Any) -> None:
    own = make_listing(owner=claimant)
    draft = make_listing(status=Status.DRAFT, published_at=None)
    for listing in (own, draft):
        with pytest.raises(PermissionDenied):
            ask(listing, claimant)
    for _number in range(A_PERSON_A_DAY):
        ask(make_listing(), claimant)
    with pytest.raises(TooManyClaimsError):
        ask(make_listing(), claimant)
    assert Claim.objects.count() == A_PERSON_A_DAY


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (OwnersAfter.STAY, {"owner@example.org": "owner", "editor@example.org": "editor"}),
        (OwnersAfter.EDITORS, {"owner@example.org": "editor", "editor@example.org": "editor"}),
        (OwnersAfter.LEAVE, {}),
    ],
)
def test_a_dispute_hears_both_sides(
    claimant: Any, curator: Any, after: str, left: dict[str, str]
) -> None:
    owner = UserFactory(email="owner@example.org")
    listing = make_listing(owner=owner)
    listing.memberships.create(user=UserFactory(email="editor@example.org"), role="editor")
    claim = ask(listing, claimant)
    assert claim.kind == "dispute"
    assert told("claim_disputed") == ["owner@example.org"]
    answer_claim(claim_id=claim.pk, by=owner, answer="She left us.")
    for person in (claimant, UserFactory()):
        with pytest.raises(PermissionDenied):
            answer_claim(claim_id=claim.pk, by=person, answer="x")
    approve_claim(claim_id=claim.pk, by=curator, owners_after=after)
    claim.refresh_from_db()
    assert (claim.owner_answer, claim.owners_after) == ("She left us.", after)
    assert roles(listing) == {"claimant@example.org": "owner", **left}
    with pytest.raises(ClaimError):
        answer_claim(claim_id=claim.pk, by=owner, answer="Too late.")


def test_a_lost_account_leaves_and_the_others_stay(claimant: Any, curator: Any) -> None:
    listing = make_listing(owner=UserFactory(email="old@example.org"))
    listing.memberships.create(user=UserFactory(email="other@example.org"), role="owner")
    claim = ask(listing, claimant, lost_email="Old@example.org")
    assert claim.kind == "lost_access"
    assert told("claim_disputed") == ["old@example.org", "other@example.org"]
    approve_claim(claim_id=claim.pk, by=curator, owners_after=OwnersAfter.REPLACE)
    assert roles(listing) == {"claimant@example.org": "owner", "other@example.org": "owner"}


def test_denied_with_a_reason_and_asked_again(claimant: Any, curator: Any) -> None:
    listing = make_listing()
    claim = ask(listing, claimant)
    with pytest.raises(MissingReasonError):
        deny_claim(claim_id=claim.pk, by=curator, reason="")
    deny_claim(claim_id=claim.pk, by=curator, reason="no_link", message="Why?")
    assert roles(listing) == {}
    assert told("claim_denied") == ["claimant@example.org"]
    assert ask(listing, claimant).pk != claim.pk


def test_revoked(claimant: Any, curator: Any) -> None:
    listing = make_listing()
    claim = ask(listing, claimant)
    with pytest.raises(ClaimError):
        revoke_claim(claim_id=claim.pk, by=curator, reason="mistake")
    approve_claim(claim_id=claim.pk, by=curator)
    revoke_claim(claim_id=claim.pk, by=curator, reason="mistake")
    assert roles(listing) == {}
    assert told("claim_revoked") == ["claimant@example.org"]


def test_decided_once(claimant: Any, curator: Any) -> None:
    claim = ask(make_listing(), claimant)
    withdraw_claim(claim_id=claim.pk, by=claimant)
    for act in (
        lambda: approve_claim(claim_id=claim.pk, by=curator),
        lambda: deny_claim(claim_id=claim.pk, by=curator, reason="other"),
        lambda: withdraw_claim(claim_id=claim.pk, by=claimant),
    ):
        with pytest.raises(ClaimError) as raised:
            act()
        assert raised.value.state == ClaimState.WITHDRAWN
    assert roles(claim.organization) == {}


def test_who_decides(claimant: Any) -> None:
    own = StaffFactory()
    listing = make_listing(owner=own)
    claim = ask(listing, claimant)
    staff_claim = ask(make_listing(), StaffFactory())
    for person, row in ((own, claim), (claimant, claim), (staff_claim.claimant, staff_claim)):
        with pytest.raises(PermissionDenied):
            approve_claim(claim_id=row.pk, by=person)
    with pytest.raises(PermissionDenied):
        withdraw_claim(claim_id=claim.pk, by=own)


def test_only_what_is_kept_stays_published(claimant: Any) -> None:
    listing = make_listing(
        owner=claimant,
        source=Source.RECORD,
        website="https://kivu.example/",
        founded_year=1999,
        is_women_led=True,
        languages=["fr"],
        description="Theirs.",
    )
    listing.contacts.create(kind="email", value="a@example.org")
    choose_facts(
        organization=listing,
        by=claimant,
        offered=["website", "founded_year", "leadership", "languages", "descriptions"],
        kept=["founded_year", "languages"],
    )
    listing.refresh_from_db()
    assert (listing.website, listing.founded_year, listing.is_women_led) == ("", 1999, None)
    assert not listing.descriptions.exists()
    assert listing.languages.count() == 1
    # What was not asked about stays.
    assert listing.contacts.count() == 1
    with pytest.raises(PermissionDenied):
        choose_facts(organization=listing, by=UserFactory(), offered=["languages"], kept=[])


def test_what_the_database_holds(claimant: Any) -> None:
    claim = ask(make_listing(), claimant)
    for wrong in ({"state": "denied"}, {"evidence": "  "}, {"kind": "x"}, {"owners_after": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(**wrong)
