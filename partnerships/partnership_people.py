"""Who acts for a party, and which listings may work together at all."""

from collections.abc import Sequence
from itertools import combinations, permutations

from django.db.models import Q

from accounts.models import User
from organizations.enums import Status
from organizations.models import Organization
from partnerships.enums import Verdict
from partnerships.models import MatchFeedback, Partner, PartnershipParty
from partnerships.viewers import viewer_for

Listing = Organization | Partner


def people_of(listing: Listing) -> list[User]:
    """Everybody who speaks for a group or a partner."""
    own = (
        Q(representations__partner=listing)
        if isinstance(listing, Partner)
        else Q(memberships__organization=listing)
    )
    return list(User.objects.filter(own, is_active=True).order_by("pk"))


def people_of_parties(parties: Sequence[PartnershipParty]) -> list[User]:
    """Everybody who speaks for one of these parties, each once."""
    groups = [party.organization_id for party in parties if party.organization_id]
    bodies = [party.partner_id for party in parties if party.partner_id]
    own = Q(memberships__organization__in=groups) | Q(representations__partner__in=bodies)
    return list(User.objects.filter(own, is_active=True).distinct().order_by("pk"))


def is_open(listing: Listing) -> bool:
    """Whether a listing takes part in common work: published, or verified by IOM."""
    if isinstance(listing, Partner):
        return listing.is_verified
    return listing.status == Status.PUBLISHED


def shares_people(one: Listing, other: Listing) -> bool:
    """Whether somebody speaks for both."""
    return bool({u.pk for u in people_of(one)} & {u.pk for u in people_of(other)})


def unfit(listings: Sequence[Listing], *, asking: Listing) -> Listing | None:
    """The first of `listings` that cannot be brought together with the others.

    All must be open and have somebody to answer; nobody may have blocked another; and the people
    of each must be able to see the listing of each other one. Only the audience of the listing
    that asks may be narrower, for it shows itself by asking; a state that it hides from never
    learns of it.
    """
    people = {listing: people_of(listing) for listing in listings}
    for listing in listings:
        if not is_open(listing) or not people[listing]:
            return listing
    for one, other in combinations(listings, 2):
        if _blocked(one, other):
            return other if one == asking else one
    for one, other in permutations(listings, 2):
        if not all(_sees(person, other, shows_itself=other == asking) for person in people[one]):
            return one if other == asking else other
    return None


def _sees(person: User, listing: Listing, *, shows_itself: bool) -> bool:
    viewer = viewer_for(person)
    if isinstance(listing, Partner):
        return Partner.objects.visible_to(viewer).filter(pk=listing.pk).exists()
    if shows_itself:
        return viewer.is_curator or not viewer.state_countries & set(listing.hidden_from)
    return Organization.objects.visible_to(viewer).filter(pk=listing.pk).exists()


def _blocked(one: Listing, other: Listing) -> bool:
    said = MatchFeedback.objects.filter(verdict=Verdict.BLOCKED)
    return (said.said_by(one).said_of(other) | said.said_by(other).said_of(one)).exists()
