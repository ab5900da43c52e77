"""What the two sides of a host agreement are told.

Each letter names the reader's own listing alone. Who the other side is stands on the page, which
asks whether this reader may see it.
"""

from accounts.models import User
from accounts.notifications import notify
from organizations.enums import MembershipRole
from organizations.models import Organization
from organizations.viewers_of import viewer_of
from partnerships.host_workflow import Side
from partnerships.models import HostAgreement, HostTerms

OTHER = {Side.GROUP: Side.HOST, Side.HOST: Side.GROUP}


def owners_seeing(listing: Organization, other: Organization) -> list[User]:
    """Return the owners of a listing who may see the other: nobody else is told of it at first."""
    return [
        owner
        for owner in _owners(listing)
        if Organization.objects.visible_to(viewer_of(owner)).filter(pk=other.pk).exists()
    ]


def tell_of_proposal(terms: HostTerms, recipients: list[User]) -> None:
    """Tell the side that is asked for the first time."""
    _tell(terms.agreement, OTHER[Side(terms.proposed_by_side)], "host_proposed", recipients)


def tell_side(agreement: HostAgreement, side: Side, letter: str) -> None:
    """Tell the owners of one side what the other, IOM or the calendar did."""
    _tell(agreement, side, letter, _owners(listing_of(agreement, side)))


def listing_of(agreement: HostAgreement, side: Side) -> Organization:
    return agreement.group if side == Side.GROUP else agreement.host


def _owners(listing: Organization) -> list[User]:
    return list(
        User.objects.filter(
            memberships__organization=listing,
            memberships__role=MembershipRole.OWNER,
            is_active=True,
        ).order_by("pk")
    )


def _tell(agreement: HostAgreement, side: Side, letter: str, recipients: list[User]) -> None:
    current = agreement.current
    notify(
        recipients=recipients,
        template=f"partnerships/emails/{letter}",
        context={
            "name": listing_of(agreement, side).name,
            "is_host": side == Side.HOST,
            "until": current.ends_on.isoformat() if current else "",
            "path": agreement.get_absolute_url(),
        },
    )
