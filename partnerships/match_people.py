"""The people behind listings: whose eyes they lend, which listings are theirs, whom they refuse."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

from organizations.enums import MembershipRole
from organizations.models import Membership, Organization
from partnerships.enums import Verdict
from partnerships.matching.pool import Key
from partnerships.models import MatchFeedback, Representative


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


def same_people(
    groups: Mapping[int, Key], partners: Mapping[int, Key]
) -> frozenset[tuple[Key, Key]]:
    """Pairs that would be told of themselves: parent and chapter, two groups of one owner, a body
    and a group of whoever speaks for it. `groups` and `partners` are keys by id.
    """
    chapters = Organization.objects.published().filter(parent__isnull=False)
    pairs = {
        (groups[child], groups[parent])
        for child, parent in chapters.values_list("pk", "parent_id")
        if child in groups and parent in groups
    }
    of_user: dict[int, set[Key]] = defaultdict(set)
    owners = Membership.objects.filter(role=MembershipRole.OWNER)
    for user_id, organization_id in owners.values_list("user_id", "organization_id"):
        if organization_id in groups:
            of_user[user_id].add(groups[organization_id])
    for user_id, partner_id in Representative.objects.values_list("user_id", "partner_id"):
        if partner_id in partners:
            of_user[user_id].add(partners[partner_id])
    for keys in of_user.values():
        pairs |= set(combinations(sorted(keys, key=str), 2))
    return frozenset(pairs)


def refusals(
    groups: Mapping[int, Key], partners: Mapping[int, Key]
) -> tuple[frozenset[tuple[Key, Key]], frozenset[tuple[Key, Key]]]:
    """Pairs that must not meet either way, and (source, target) that the source has set aside."""
    said = MatchFeedback.objects.setting_aside().values_list(
        "verdict",
        "source_organization_id",
        "source_partner_id",
        "target_organization_id",
        "target_partner_id",
    )
    blocked: set[tuple[Key, Key]] = set()
    set_aside: set[tuple[Key, Key]] = set()
    for verdict, own_group, own_partner, other_group, other_partner in said:
        source = groups.get(own_group or 0) or partners.get(own_partner or 0)
        target = groups.get(other_group or 0) or partners.get(other_partner or 0)
        if source and target:
            (blocked if verdict == Verdict.BLOCKED else set_aside).add((source, target))
    return frozenset(blocked), frozenset(set_aside)
