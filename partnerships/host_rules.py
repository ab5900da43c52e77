"""What a host may do for a group: asked of the database each time, so that an end holds at once."""

from collections.abc import Iterable, Sequence

from accounts.models import User
from organizations.enums import Audience, LegalStatus, MembershipRole, Status
from organizations.models import Membership, Organization
from partnerships.enums import Side as IntroductionSide
from partnerships.host_workflow import Power, Side
from partnerships.introduction_gate import people_of
from partnerships.models import HostAgreement, Introduction, Partnership, PartnershipParty
from partnerships.partnership_people import people_of_parties
from partnerships.profiles import HOSTING
from partnerships.viewers import viewer_for

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


def agreement_for(user: User, group: Organization, power: Power) -> HostAgreement | None:
    """The agreement by which somebody of a host may do this for the group now."""
    given = HostAgreement.objects.in_force().giving(power)
    of_hers = given.filter(group=group, host__memberships__user=user)
    return of_hers.select_related("host").order_by("pk").first()


def may_act_for(user: User, group: Organization, power: Power) -> bool:
    """Whether somebody of a host may do this for the group now."""
    return agreement_for(user, group, power) is not None


def may_be_known_to(host: Organization, people: Iterable[User]) -> bool:
    """Whether all of these may look up the host: else it does not act towards them."""
    return all(
        Organization.objects.visible_to(viewer_for(person)).published().filter(pk=host.pk).exists()
        for person in people
    )


def answers_through(user: User, introduction: Introduction) -> HostAgreement | None:
    """The agreement by which she acts for the group that was asked, if there is one now."""
    group = introduction.asked_organization
    seen = Introduction.objects.through_host(viewer_for(user)).filter(pk=introduction.pk)
    if group is None or not seen.exists():
        return None
    agreement = agreement_for(user, group, Power.INTRODUCTIONS)
    if agreement is None or introduction.through_id not in (None, agreement.pk):
        return None
    asking = people_of(introduction.listing(IntroductionSide.ASKER))
    return agreement if may_be_known_to(agreement.host, asking) else None


def reports_through(
    user: User, party: PartnershipParty, others: Sequence[PartnershipParty]
) -> HostAgreement | None:
    """The agreement by which she reports for a party, if there is one now."""
    group = party.organization
    works = Partnership.objects.through_host(viewer_for(user)).filter(pk=party.partnership_id)
    if group is None or not works.exists():
        return None
    agreement = agreement_for(user, group, Power.REPORT)
    if agreement is None or not may_be_known_to(agreement.host, people_of_parties(others)):
        return None
    return agreement


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
