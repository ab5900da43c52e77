"""Asking to speak for a listing, and IOM's answer."""

from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note
from organizations.actions.life import announce_change
from organizations.claim_facts import FACTS
from organizations.enums import (
    ClaimKind,
    ClaimState,
    MembershipRole,
    OwnersAfter,
    Status,
)
from organizations.models import Claim, Membership, Organization
from organizations.models.history import recorded
from organizations.notifications import tell_of_claim, tell_owners_of_claim
from organizations.rules import can_curate, can_edit, is_member
from organizations.workflow import MissingReasonError

DAY = timedelta(days=1)
A_PERSON_A_DAY = 5


class ClaimError(Exception):
    """Somebody was quicker: the claim is in another state by now, which `state` says."""

    def __init__(self, state: str) -> None:
        self.state = ClaimState(state)
        super().__init__(state)


class TooManyClaimsError(Exception):
    """As many claims as a day may bring; nothing was written."""


@recorded
@transaction.atomic
def claim_listing(
    *, organization: Organization, by: User, role: str, evidence: str, lost_email: str = ""
) -> Claim:
    """Ask to speak for a listing; asking again while IOM looks at it changes what was said.

    Owners, where there are any, are told and may answer. Raises PermissionDenied for members and
    for listings out of the directory, TooManyClaimsError; nothing is written then. Whether `by`
    may see the listing is for the caller to know.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    listing = Organization.objects.select_for_update().get(pk=organization.pk)
    if listing.status != Status.PUBLISHED or is_member(by, listing):
        raise PermissionDenied
    claim = Claim.objects.filter(
        organization=listing, claimant=by, state=ClaimState.PENDING
    ).first()
    if claim is None:
        recent = Claim.objects.filter(claimant=by, created_at__gt=timezone.now() - DAY)
        if recent.count() >= A_PERSON_A_DAY:
            raise TooManyClaimsError
        claim = Claim(organization=listing, claimant=by)
    is_new = claim.pk is None
    claim.kind = _kind(listing, lost_email)
    claim.role, claim.evidence, claim.lost_email = role, evidence, lost_email
    claim.save()
    if is_new:
        tell_of_claim(claim)
        tell_owners_of_claim(claim)
    return claim


@recorded
@transaction.atomic
def withdraw_claim(*, claim_id: int, by: User) -> Claim:
    claim = _locked(claim_id, ClaimState.PENDING)
    if claim.claimant_id != by.pk:
        raise PermissionDenied
    claim.state = ClaimState.WITHDRAWN
    claim.save(update_fields=["state"])
    return claim


@recorded
@transaction.atomic
def answer_claim(*, claim_id: int, by: User, answer: str) -> Claim:
    """Let an owner say what she thinks of somebody else's claim, before IOM decides."""
    claim = _locked(claim_id, ClaimState.PENDING)
    if not Claim.objects.heard_from(by.pk).filter(pk=claim.pk).exists():
        raise PermissionDenied
    claim.owner_answer = answer
    claim.save(update_fields=["owner_answer"])
    return claim


@recorded
@transaction.atomic
def approve_claim(*, claim_id: int, by: User, owners_after: str = "", message: str = "") -> Claim:
    """Make the claimant an owner; `owners_after` says what becomes of those who were.

    Says nothing of trust: evidence is given by itself. Raises PermissionDenied and ClaimError.
    """
    claim = _locked(claim_id, ClaimState.PENDING)
    listing = _decidable(claim, by)
    others = Membership.objects.filter(organization=listing).exclude(user=claim.claimant)
    owners = others.filter(role=MembershipRole.OWNER)
    if owners_after == OwnersAfter.EDITORS:
        for owner in owners:
            owner.role = MembershipRole.EDITOR
            owner.save(update_fields=["role"])
    elif owners_after == OwnersAfter.LEAVE:
        others.delete()
    elif owners_after == OwnersAfter.REPLACE:
        others.filter(user__email=claim.lost_email.lower()).delete()
    Membership.objects.update_or_create(
        organization=listing, user=claim.claimant, defaults={"role": MembershipRole.OWNER}
    )
    _decide(claim, ClaimState.APPROVED, by=by, message=message, owners_after=owners_after)
    announce_change(listing)
    return claim


@recorded
@transaction.atomic
def deny_claim(*, claim_id: int, by: User, reason: str, message: str = "") -> Claim:
    claim = _locked(claim_id, ClaimState.PENDING)
    _decidable(claim, by)
    _decide(claim, ClaimState.DENIED, by=by, reason=reason, message=message)
    return claim


@recorded
@transaction.atomic
def revoke_claim(*, claim_id: int, by: User, reason: str, message: str = "") -> Claim:
    """Take an approval back: the claimant no longer speaks for the listing."""
    claim = _locked(claim_id, ClaimState.APPROVED)
    listing = _decidable(claim, by)
    Membership.objects.filter(organization=listing, user=claim.claimant).delete()
    _decide(claim, ClaimState.REVOKED, by=by, reason=reason, message=message)
    announce_change(listing)
    return claim


@recorded
@transaction.atomic
def choose_facts(
    *, organization: Organization, by: User, offered: Collection[str], kept: Collection[str]
) -> Organization:
    """Keep of what others entered for the group what it wants to have published, by claim_facts.

    Of the facts `offered`, what is not kept leaves the listing; the record of an exchange keeps
    what it says. Raises PermissionDenied unless `by` may edit the listing.
    """
    listing = Organization.objects.select_for_update().get(pk=organization.pk)
    if not can_edit(by, listing):
        raise PermissionDenied
    for fact in FACTS:
        if fact.name in offered and fact.name not in kept:
            fact.remove(listing)
    listing.last_confirmed_at = timezone.now()
    listing.save()
    if listing.status == Status.PUBLISHED:
        announce_change(listing)
    return listing


def _kind(listing: Organization, lost_email: str) -> ClaimKind:
    if lost_email:
        return ClaimKind.LOST_ACCESS
    is_owned = listing.memberships.filter(role=MembershipRole.OWNER).exists()
    return ClaimKind.DISPUTE if is_owned else ClaimKind.UNOWNED


def _locked(claim_id: int, state: ClaimState) -> Claim:
    """Return the claim, locked; raise ClaimError unless it is in `state`."""
    claim: Claim = Claim.objects.select_for_update().get(pk=claim_id)
    if claim.state != state:
        raise ClaimError(claim.state)
    return claim


def _decidable(claim: Claim, by: User) -> Organization:
    """Return the listing, locked; nobody decides about her own group or her own claim."""
    listing: Organization = Organization.objects.select_for_update().get(pk=claim.organization_id)
    if claim.claimant_id == by.pk or not can_curate(by, listing):
        raise PermissionDenied
    return listing


def _decide(
    claim: Claim,
    state: ClaimState,
    *,
    by: User,
    reason: str = "",
    message: str = "",
    owners_after: str = "",
) -> None:
    if state in (ClaimState.DENIED, ClaimState.REVOKED) and not reason:
        raise MissingReasonError(state)
    claim.state, claim.reason, claim.message = state, reason, message
    claim.owners_after = owners_after
    claim.decided_by, claim.decided_at = by, timezone.now()
    claim.save()
    tell_of_claim(claim)
    note(by=by, about=claim, what=state)
