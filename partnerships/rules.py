"""Who may do what, as small named predicates."""

from accounts.models import User
from organizations.models import Organization
from organizations.rules import is_member
from partnerships.enums import Side
from partnerships.models import Introduction, Partner, RepresentationRequest, Representative


def can_verify(user: User, partner: Partner) -> bool:
    """Curators decide about partners, never about one they speak for."""
    return (
        user.is_active
        and user.is_staff
        and user.has_perm("partnerships.change_partner")
        and not Representative.objects.filter(user=user, partner=partner).exists()
    )


def can_describe(user: User, partner: Partner) -> bool:
    """Who speaks for a partner says what it works on, before and after it is verified."""
    return Representative.objects.filter(user=user, partner=partner).exists()


def can_start_runs(user: User) -> bool:
    return user.is_active and user.is_staff and user.has_perm("partnerships.add_matchrun")


def can_approve_weights(user: User) -> bool:
    return user.is_active and user.is_staff and user.has_perm("partnerships.approve_weights")


def speaks_for(user: User, listing: Organization | Partner) -> bool:
    """The people of a group act for it, as those who represent a partner act for the partner."""
    if isinstance(listing, Partner):
        return can_describe(user, listing)
    return is_member(user, listing)


def can_register_changes(user: User, partner: Partner) -> bool:
    """Whoever registered a body says who it is until IOM has verified it."""
    return not partner.is_verified and can_describe(user, partner)


def can_answer_request(user: User, request: RepresentationRequest) -> bool:
    """Curators answer, and those who speak for a verified body; nobody about herself."""
    if not user.is_active or user.pk == request.person_id:
        return False
    if user.is_staff and user.has_perm("partnerships.change_partner"):
        return True
    return request.partner.is_verified and can_describe(user, request.partner)


def side_of(user: User, introduction: Introduction) -> Side | None:
    """On which side of an introduction somebody stands; who acts for both stands with the asker."""
    return next((side for side in Side if speaks_for(user, introduction.listing(side))), None)
