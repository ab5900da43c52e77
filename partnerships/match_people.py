"""The people behind listings: whose eyes they lend, which listings are theirs, whom they refuse."""

from collections import defaultdict
from itertools import combinations

from django.db.models import Count, Q

from organizations.enums import MembershipRole
from organizations.models import Membership, Organization
from partnerships.enums import Verdict
from partnerships.models import MatchFeedback, PartnershipParty, Representative
from partnerships.partnership_enums import RUNNING, PartyStanding


def eyes() -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """For which states the people of each organization, and of each partner, work.

    A public body learns what its representative reads in another role, so what is hidden from
    its state is not suggested there either. Verified or not makes no difference.
    """
    of_user: dict[int, set[str]] = defaultdict(set)
    spoken_for: list[tuple[int, int]] = []
    for user_id, partner_id, states in Representative.objects.values_list(
        "user_id", "partner_id", "partner__state_countries"
    ):
        of_user[user_id] |= set(states)
        spoken_for.append((user_id, partner_id))
    of_partner: dict[int, set[str]] = defaultdict(set)
    for user_id, partner_id in spoken_for:
        of_partner[partner_id] |= of_user[user_id]
    of_organization: dict[int, set[str]] = defaultdict(set)
    officials = [user_id for user_id, states in of_user.items() if states]
    memberships = Membership.objects.filter(user_id__in=officials)
    for user_id, organization_id in memberships.values_list("user_id", "organization_id"):
        of_organization[organization_id] |= of_user[user_id]
    return dict(of_organization), dict(of_partner)


def same_people() -> frozenset[tuple[int, int]]:
    """Pairs that would be told of themselves: parent and chapter, two groups of one owner, a body
    and a group of whoever speaks for it. By key: a group's id, a partner's id below zero.

    Pairs of which one is not matched at all are no mistake.
    """
    chapters = Organization.objects.published().filter(parent__isnull=False)
    pairs = set(chapters.values_list("pk", "parent_id"))
    of_user: dict[int, set[int]] = defaultdict(set)
    for user_id, partner_id in Representative.objects.values_list("user_id", "partner_id"):
        of_user[user_id].add(-partner_id)
    owners = Membership.objects.filter(role=MembershipRole.OWNER)
    # Nearly everybody owns one group and speaks for no body: the database leaves those out.
    several = owners.values("user_id").annotate(groups=Count("pk")).filter(groups__gt=1)
    speaking = Q(user_id__in=list(of_user)) | Q(user_id__in=several.values("user_id"))
    for user_id, group_id in owners.filter(speaking).values_list("user_id", "organization_id"):
        of_user[user_id].add(group_id)
    for keys in of_user.values():
        pairs |= set(combinations(sorted(keys), 2))
    return frozenset(pairs)


def refusals() -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """Pairs that must not meet either way, and (source, target) that the source has set aside."""
    said = MatchFeedback.objects.setting_aside().values_list(
        "verdict",
        "source_organization_id",
        "source_partner_id",
        "target_organization_id",
        "target_partner_id",
    )
    blocked: set[tuple[int, int]] = set()
    set_aside: set[tuple[int, int]] = set()
    for verdict, own_group, own_partner, other_group, other_partner in said:
        pair = own_group or -own_partner, other_group or -other_partner
        (blocked if verdict == Verdict.BLOCKED else set_aside).add(pair)
    return frozenset(blocked), frozenset(set_aside)


def already_partners() -> frozenset[tuple[int, int]]:
    """Pairs that work together now; a work that is over keeps nobody apart."""
    joined = PartnershipParty.objects.filter(
        standing=PartyStanding.JOINED, partnership__state__in=RUNNING
    )
    of_work: dict[int, list[int]] = defaultdict(list)
    for work, group_id, partner_id in joined.values_list(
        "partnership_id", "organization_id", "partner_id"
    ):
        of_work[work].append(group_id or -partner_id)
    # Groups first, as elsewhere: partners are never suggested to partners.
    return frozenset(
        pair
        for keys in of_work.values()
        for pair in combinations(sorted(keys, reverse=True), 2)
        if pair[0] > 0
    )
