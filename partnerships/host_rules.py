"""What a host may do for a group: asked of the database each time, so that an end holds at once."""

from accounts.models import User
from organizations.enums import Audience, LegalStatus, MembershipRole, Status
from organizations.models import Membership, Organization
from partnerships.host_workflow import Power, Side
from partnerships.models import HostAgreement
from partnerships.profiles import HOSTING

# Hosts are groups themselves: what only partners or IOM may see, they cannot be asked about.
SEEN_BY_HOSTS = (Audience.PUBLIC, Audience.MEMBERS)
UNREGISTERED = (LegalStatus.NONE, LegalStatus.IN_FORMATION)


def decides_for(user: User, organization: Organization) -> bool:
    """Owners agree and end agreements; editors read them."""
    return Membership.objects.filter(
        user=user, organization=organization, role=MembershipRole.OWNER
    ).exists()


def sides_of(user: User, agreement: HostAgreement) -> set[Side]:
    """Which sides of the agreement this person decides for."""
    owned = set(
        Membership.objects.filter(
            user=user,
            organization__in=(agreement.group_id, agreement.host_id),
            role=MembershipRole.OWNER,
        ).values_list("organization_id", flat=True)
    )
    numbers = {Side.GROUP: agreement.group_id, Side.HOST: agreement.host_id}
    return {side for side, number in numbers.items() if number in owned}


def may_act_for(user: User, group: Organization, power: Power) -> bool:
    """Whether somebody of a host may do this for the group now."""
    return (
        HostAgreement.objects.in_force()
        .giving(power)
        .filter(group=group, host__memberships__user=user)
        .exists()
    )


def may_act_by(user: User, agreement: HostAgreement, power: Power) -> bool:
    """Whether this very agreement lets her do it now, whatever others say."""
    return (
        HostAgreement.objects.in_force()
        .giving(power)
        .filter(pk=agreement.pk, host__memberships__user=user)
        .exists()
    )


def edits_facts(user: User, organization: Organization) -> bool:
    """The directory asks this of whoever does not belong to the group (FACTS_EDITOR_RULE)."""
    return may_act_for(user, organization, Power.EDIT_FACTS)


def can_be_hosted(group: Organization) -> bool:
    """A published group that says that it is not registered, and that other groups may see."""
    return (
        group.status == Status.PUBLISHED
        and group.audience in SEEN_BY_HOSTS
        and group.legal_status in UNREGISTERED
    )


def can_host_now(host: Organization) -> bool:
    """A published, registered organization that offers it."""
    return (
        host.status == Status.PUBLISHED
        and host.legal_status == LegalStatus.REGISTERED
        and host.support_links.filter(direction="offers", support_type_id=HOSTING).exists()
    )
