"""Which open calls suit a group, and which groups suit a call; with the reasons.

The formulas, weights and statistics are those of the match pages: a call is read as its publisher
would be, if it said of itself what the call says. A group is scored with the open calls, a call
with the pool that `what_if` holds. Loads the compiled kernels: import it where it is used.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Case, When

from organizations import codebook
from organizations.models import Organization
from organizations.presentation import named_places
from organizations.viewers import Viewer
from partnerships.conditions import applicants_of, terms_of
from partnerships.eligibility import check, unmet
from partnerships.enums import Channel, RunState
from partnerships.match_pools import live_pool
from partnerships.match_routes import routes_of
from partnerships.matching.engine import SCALE, Matches, describe_lists, top_k
from partnerships.matching.explain import explain
from partnerships.matching.pool import encode
from partnerships.matching.profiles import Profile
from partnerships.matching.statistics import PoolStatistics
from partnerships.matching.weights import COMPONENTS, Weights
from partnerships.models import ExpressionMember, MatchRun, Opportunity, Partner
from partnerships.official_states import OF_GROUP, OF_PARTNER, states_of_people
from partnerships.opinions import Opinions
from partnerships.opportunity_enums import TAKES_PART, Registration
from partnerships.profiles import INFORMAL, organization_profile, profile_of, vocabulary
from partnerships.reasons import Listing, Reason, kind_of, reasons
from partnerships.suggestions import fit_of
from partnerships.what_if import as_only_one, best_of, scores_with

# More open calls than these are not looked at: the nearest deadlines come first.
MOST_CALLS = 500
MOST_SHOWN = 20
# How many of the best are looked at, so that those who drop out leave a whole list.
DEPTH = 200
REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Fit:
    """A call or a group that suits, and why."""

    target: Any
    kind: str
    places: str
    value: float
    fit: Any
    known: int
    reasons: list[Reason]

    @property
    def best_reasons(self) -> list[str]:
        """The sentences that speak for it most."""
        good = [reason for reason in self.reasons if reason.state == "good"]
        told = sorted(good, key=lambda reason: -reason.contribution)[:3]
        return [text for reason in told for text in reason.found[:1]]


def call_profile(call: Opportunity) -> Profile:
    """A call that carries `with_tags`, as the engine sees its publisher offer it."""
    publisher = call.listing
    is_partner = isinstance(publisher, Partner)
    needed = call.registration == Registration.NEEDED
    return Profile(
        key=str(call.uuid),
        is_partner=is_partner,
        kind=publisher.type if isinstance(publisher, Partner) else publisher.kind,
        sectors=dict.fromkeys(call.sector_codes, 1),
        heritage=frozenset(call.heritage_codes),
        residence=frozenset(call.residence_codes),
        works_in=frozenset(call.works_in_codes),
        serves=frozenset(call.generation_codes),
        offers=frozenset(call.offer_codes),
        needs=frozenset(call.need_codes),
        languages=frozenset(call.language_codes),
        # Only partners state terms; those of a group are checked as conditions.
        accepts=(REGISTERED if needed else INFORMAL) if is_partner else "",
    )


def calls_for(subject: Organization, viewer: Viewer) -> list[Fit] | None:
    """The open calls that suit a group which carries `with_tags` and `with_opinions`, best first.

    Not those whose conditions it does not meet, whose publisher may not see it or was set aside,
    or that it answers already. None while there is no run whose numbers could be used.
    """
    run = MatchRun.objects.filter(state=RunState.CURRENT).first()
    if run is None:
        return None
    answered = ExpressionMember.objects.filter(organization=subject, state__in=TAKES_PART)
    found = (
        Opportunity.objects.visible_to(viewer)
        .open()
        .exclude(organization=subject)
        .exclude(pk__in=answered.values("opportunity_id"))
        .with_publisher()
        .with_tags()
        .annotate(
            people_states=Case(
                When(partner__isnull=False, then=states_of_people(OF_PARTNER, "partner_id")),
                default=states_of_people(OF_GROUP, "organization_id"),
            )
        )
        .open_first()[:MOST_CALLS]
    )
    calls = _that_may_see(subject, list(found))
    said = applicants_of([subject])
    calls = [call for call in calls if not unmet(check(terms_of(call), said, codebook.within))]
    fits: list[Fit] = []
    for is_partner in (True, False):
        of_kind = [c for c in calls if isinstance(c.listing, Partner) == is_partner]
        if of_kind:
            fits += _ranked(subject, of_kind, run, to_partners=is_partner)
    return sorted(fits, key=lambda fit: -fit.value)[:MOST_SHOWN]


def groups_for(call: Opportunity, publisher: Listing, viewer: Viewer) -> list[Fit] | None:
    """The groups that suit a call of a publisher which carries `with_tags` and `with_opinions`.

    Not those that do not meet its conditions, or were invited or answer already.
    """
    run = MatchRun.objects.filter(state=RunState.CURRENT).first()
    live = live_pool(run.uuid) if run else None
    if run is None or live is None:
        return None
    is_partner = isinstance(publisher, Partner)
    route = next(
        route
        for route in routes_of(run)
        if route.channel == Channel.DIASPORA and route.from_partners == is_partner
    )
    statistics = PoolStatistics.from_json(run.statistics)
    live.refresh(partners=False)
    profile = call_profile(call)
    alone = as_only_one(live, publisher, profile)
    ids, scores = scores_with(live, route, alone, statistics)
    closed = {pk for of_partner, pk in Opinions(publisher).closed if not of_partner}
    closed |= {publisher.pk} if not is_partner else set()
    closed |= set(call.invitations.values_list("organization_id", flat=True))
    kept = ~np.isin(ids, np.array(sorted(closed), np.int64))
    ids, scores = ids[kept], scores[kept]
    best = ids[best_of(ids, scores, DEPTH)].tolist()
    # Who answers already is not told before the deadline: it stays among the others.
    seen = Organization.objects.visible_to(viewer).published().with_tags().in_bulk(best)
    targets = [seen[pk] for pk in best if pk in seen]
    terms = terms_of(call)
    targets = [
        group
        for group, said in zip(targets, applicants_of(targets), strict=True)
        if not unmet(check(terms, [said], codebook.within))
    ][:MOST_SHOWN]
    return described(publisher, profile, targets, route.weights, statistics)


def _ranked(
    subject: Organization, calls: list[Opportunity], run: MatchRun, *, to_partners: bool
) -> list[Fit]:
    channel = Channel.PUBLIC if to_partners else Channel.DIASPORA
    weights = next(
        route.weights
        for route in routes_of(run)
        if route.channel == channel and not route.from_partners
    )
    profile, words = organization_profile(subject), vocabulary()
    matches = top_k(
        encode([profile], words),
        encode([call_profile(call) for call in calls], words),
        weights=weights,
        statistics=PoolStatistics.from_json(run.statistics),
        k=min(MOST_SHOWN, len(calls)),
    )
    return [
        _fit(subject, profile, calls[at].listing, call_profile(calls[at]), matches, place, weights,
             target=calls[at])
        for place, at in enumerate(matches.target[0].tolist())
        if at >= 0
    ]  # fmt: skip


def described(
    source: Listing,
    profile: Profile,
    targets: list[Organization],
    weights: Weights,
    statistics: PoolStatistics,
) -> list[Fit]:
    """Each of these groups, which carry `with_tags`, with its score and reasons, in their order."""
    if not targets:
        return []
    words = vocabulary()
    matches = describe_lists(
        encode([profile], words),
        encode([profile_of(target) for target in targets], words),
        np.arange(len(targets), dtype=np.int32)[None, :],
        weights=weights,
        statistics=statistics,
    )
    return [
        _fit(source, profile, target, profile_of(target), matches, place, weights, target=target)
        for place, target in enumerate(targets)
    ]


def _fit(
    source: Listing,
    profile: Profile,
    other: Listing,
    other_profile: Profile,
    matches: Matches,
    place: int,
    weights: Weights,
    *,
    target: Any,
) -> Fit:
    known = [bool(int(matches.known[0, place]) >> i & 1) for i in range(len(COMPONENTS))]
    told = reasons(
        source,
        other,
        explain(profile, other_profile, vocabulary()),
        components=matches.components[0, place].tolist(),
        contributions=matches.contributions[0, place].tolist(),
        known=known,
        weights=weights.values,
    )
    value = int(matches.contributions[0, place].sum()) / SCALE
    codes = [*target.works_in_codes, *target.residence_codes, *target.heritage_codes]
    return Fit(
        target=target,
        kind=kind_of(other),
        places=named_places(list(dict.fromkeys(codes))),
        value=value,
        fit=fit_of(value),
        known=sum(known),
        reasons=told,
    )


def _that_may_see(subject: Organization, calls: list[Any]) -> list[Any]:
    """Leave out calls of publishers that must not learn of the group, or that it set aside.

    Nor is a group led to a body of its people's own state unless it has said that it may be.
    """
    closed = Opinions(subject).closed
    kept = []
    for call in calls:
        publisher = call.listing
        is_partner = isinstance(publisher, Partner)
        own = set(publisher.state_countries) if isinstance(publisher, Partner) else set()
        viewer = Viewer(is_member=True, is_verified_partner=is_partner)
        if (
            (is_partner, publisher.pk) not in closed
            and subject.audience in viewer.audiences
            and not set(subject.hidden_from) & {*call.people_states, *own}
            and (subject.matches_heritage_state or not own & _heritage_states(subject))
        ):
            kept.append(call)
    return kept


def _heritage_states(subject: Organization) -> set[str]:
    """The states that its people may come from: all, where it has not said."""
    return set().union(*(codebook.within(code) for code in subject.heritage_codes or ["001"]))
