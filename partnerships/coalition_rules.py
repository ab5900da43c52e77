"""Who may learn of whom in a coalition."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q

from organizations.enums import Audience
from organizations.models import Membership, Organization
from organizations.viewers import Viewer
from partnerships.models import MatchFeedback, Opportunity, Representative
from partnerships.opportunity_rules import publisher_eyes

# Groups are told of each other: what only partners or IOM may see is never proposed to them.
SEEN_BY_GROUPS = (Audience.PUBLIC, Audience.MEMBERS)


def states_of(numbers: Iterable[int]) -> dict[int, frozenset[str]]:
    """For which states the people of these groups work; groups without such people are left out."""
    of_user: dict[int, set[str]] = defaultdict(set)
    members = Membership.objects.filter(
        organization__in=numbers, user__representations__isnull=False
    ).values_list("organization_id", "user_id")
    pairs = list(members)
    representations = Representative.objects.filter(user__in={user for _, user in pairs})
    for user, states in representations.values_list("user_id", "partner__state_countries"):
        of_user[user].update(states)
    found: dict[int, set[str]] = defaultdict(set)
    for number, user in pairs:
        found[number] |= of_user[user]
    return {number: frozenset(states) for number, states in found.items() if states}


def blocks_among(numbers: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of these groups of which one wants to be left alone by the other."""
    rows = MatchFeedback.objects.blocking().filter(
        source_organization__in=numbers, target_organization__in=numbers
    )
    return set(rows.values_list("source_organization_id", "target_organization_id"))


def may_be_together(opportunity: Opportunity, numbers: Collection[int]) -> bool:
    """Whether each of the groups may learn of the call and of all others, and the publisher of all.

    Asked again whenever somebody is asked in, whatever a page has proposed.
    """
    numbers = set(numbers)
    if blocks_among(numbers):
        return False
    listed = Organization.objects.visible_to(publisher_eyes(opportunity)).published()
    found = listed.filter(pk__in=numbers, audience__in=SEEN_BY_GROUPS)
    hiding = dict(found.values_list("pk", "hidden_from"))
    if set(hiding) != numbers or opportunity.organization_id in numbers:
        return False
    states = states_of(numbers)
    if any(
        states.get(reader, frozenset()) & set(hiding[other])
        for reader in states
        for other in numbers - {reader}
    ):
        return False
    return all(
        Opportunity.objects.visible_to(eyes(number, states)).filter(pk=opportunity.pk).exists()
        for number in numbers
    )


def eyes(number: int, states: dict[int, frozenset[str]]) -> Viewer:
    """What all people of a published group may see."""
    return Viewer(
        is_member=True,
        organization_ids=frozenset({number}),
        state_countries=states.get(number, frozenset()),
    )


def set_aside_by(number: int) -> Q:
    """Whom this group has set aside, or who has blocked it, or whom it has blocked."""
    said = MatchFeedback.objects.setting_aside().filter(source_organization=number)
    blocked = MatchFeedback.objects.blocking().filter(target_organization=number)
    return Q(pk__in=said.values("target_organization")) | Q(
        pk__in=blocked.values("source_organization")
    )
