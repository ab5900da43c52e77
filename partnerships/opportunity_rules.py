"""Who may do what with calls and what comes in for them."""

from accounts.models import User
from organizations.enums import Status
from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.models import (
    ExpressionMember,
    ExpressionOfInterest,
    Opportunity,
    Partner,
    Representative,
)
from partnerships.opportunity_enums import MemberState
from partnerships.rules import speaks_for


def can_publish_for(user: User, listing: Organization | Partner) -> bool:
    """Calls come from a partner that IOM has verified, or from a published group."""
    return is_publisher(listing) and speaks_for(user, listing)


def is_publisher(listing: Organization | Partner) -> bool:
    if isinstance(listing, Partner):
        return listing.is_verified
    return listing.status == Status.PUBLISHED


def can_manage(user: User, opportunity: Opportunity) -> bool:
    return speaks_for(user, opportunity.listing)


def can_take_down(user: User) -> bool:
    return user.is_active and user.is_staff and user.has_perm("partnerships.change_opportunity")


def takes_part(user: User, opportunity: Opportunity) -> bool:
    """Whether a group of hers answers the call: then she does not assess what others sent."""
    return ExpressionMember.objects.filter(
        opportunity=opportunity,
        state=MemberState.AGREED,
        organization__memberships__user=user,
    ).exists()


def can_assess(user: User, opportunity: Opportunity) -> bool:
    return can_manage(user, opportunity) and not takes_part(user, opportunity)


def leads(user: User, expression: ExpressionOfInterest) -> bool:
    """The people of the leading group write, send and withdraw."""
    return ExpressionMember.objects.filter(
        expression=expression, is_lead=True, organization__memberships__user=user
    ).exists()


def publisher_eyes(opportunity: Opportunity) -> Viewer:
    """What the publisher's people may all see: a group that answers must be among it.

    For a partner that is its own audience and the states that any of its people acts for.
    """
    publisher = opportunity.listing
    if isinstance(publisher, Partner):
        people = Representative.objects.filter(partner=publisher).values("user_id")
        states = Representative.objects.filter(user_id__in=people).values_list(
            "partner__state_countries", flat=True
        )
    else:
        members = publisher.memberships.values("user_id")
        states = Representative.objects.filter(user_id__in=members).values_list(
            "partner__state_countries", flat=True
        )
    own_states = publisher.state_countries if isinstance(publisher, Partner) else []
    return Viewer(
        is_member=True,
        is_verified_partner=isinstance(publisher, Partner) and publisher.is_verified,
        state_countries=frozenset([*own_states, *(code for codes in states for code in codes)]),
    )
