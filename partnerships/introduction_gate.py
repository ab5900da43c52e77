"""What keeps two listings from being introduced, or from writing on."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from organizations.enums import Status
from organizations.models import ContactBlock, Organization
from partnerships.enums import IntroductionState, Side
from partnerships.models import Introduction, MatchFeedback, Partner, Representative, Seat

Listing = Organization | Partner


def is_in_standing(listing: Listing) -> bool:
    """Whether IOM lets the listing act: published, or verified."""
    if isinstance(listing, Partner):
        return listing.is_verified
    return listing.status == Status.PUBLISHED


def people_of(listing: Listing) -> QuerySet[User]:
    """Those who act for a listing and can sign in."""
    relation = "representations__partner" if isinstance(listing, Partner) else (
        "memberships__organization"
    )  # fmt: skip
    return User.objects.filter(**{relation: listing.pk}, is_active=True)


def is_blocked(one: Listing, other: Listing) -> bool:
    """Whether either has said that the two must never meet."""
    said = MatchFeedback.objects.blocking()
    both_ways = said.said_by(one).said_of(other) | said.said_by(other).said_of(one)
    return both_ways.exists()


def blocks(one: Listing, other: Listing) -> bool:
    """Whether the first has said that the two must never meet."""
    return MatchFeedback.objects.blocking().said_by(one).said_of(other).exists()


def takes_no_messages(listing: Listing, sender: User) -> bool:
    """Whether the group, or IOM for everybody, stopped this person's messages."""
    blocks = Q(organization=None)
    if isinstance(listing, Organization):
        blocks |= Q(organization=listing)
    return ContactBlock.objects.filter(blocks, sender=sender).exists()


def would_meet_a_state(group: Listing, other: Listing) -> bool:
    """Whether somebody on the other side works for a state that the group hides from."""
    if not isinstance(group, Organization) or not group.hidden_from:
        return False
    if isinstance(other, Partner) and set(group.hidden_from) & set(other.state_countries):
        return True
    return Representative.objects.filter(
        user__in=people_of(other), partner__state_countries__overlap=group.hidden_from
    ).exists()


def admitted(introduction: Introduction, side: Side) -> QuerySet[User]:
    """The people of a side who may read: all but those of a state that the other side hides from.

    Who had a place before keeps it.
    """
    other = introduction.listing(side.other)
    people = people_of(introduction.listing(side))
    if not isinstance(other, Organization) or not other.hidden_from:
        return people
    officials = Representative.objects.filter(partner__state_countries__overlap=other.hidden_from)
    seated = Seat.objects.filter(introduction=introduction)
    return people.filter(
        ~Q(pk__in=officials.values("user_id")) | Q(pk__in=seated.values("user_id"))
    )


def has_reader(introduction: Introduction, side: Side) -> bool:
    """Whether anybody on a side still reads the conversation."""
    gone = Seat.objects.filter(introduction=introduction, left_at__isnull=False)
    return admitted(introduction, side).exclude(pk__in=gone.values("user_id")).exists()


def why_closed(introduction: Introduction, *, reading: Side | None = None) -> str:
    """Why nobody can write, as a key of the page's explanations; empty while both can.

    Of a side that is `reading` it is known that somebody is there.

    Who of the two has blocked the other is nobody's business but its own.
    """
    if introduction.state != IntroductionState.ACCEPTED:
        return "not_accepted"
    if introduction.stopped_at:
        return "stopped"
    asker, asked = introduction.listing(Side.ASKER), introduction.listing(Side.ASKED)
    if not (is_in_standing(asker) and is_in_standing(asked)) or is_blocked(asker, asked):
        return "closed"
    if not all(has_reader(introduction, side) for side in Side if side != reading):
        return "left"
    return ""


def pair_columns(asker: Listing, asked: Listing) -> dict[str, Any]:
    """The columns of an introduction that name the two."""
    columns: dict[str, Any] = {}
    for side, listing in ((Side.ASKER, asker), (Side.ASKED, asked)):
        is_partner = isinstance(listing, Partner)
        columns[f"{side}_organization"] = None if is_partner else listing
        columns[f"{side}_partner"] = listing if is_partner else None
        columns[f"{side}_name"] = listing.name
    return columns
