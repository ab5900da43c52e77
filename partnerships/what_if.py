"""What would change if a listing said one thing more: computed while its reader waits.

By fit alone, with the weights and the statistics of the current run, so that the numbers are those
of the match pages. Loads the compiled kernels: import it where it is used.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.enums import Channel, RunState
from partnerships.match_arrays import Ids, Scores
from partnerships.match_listings import read_organizations, read_partners
from partnerships.match_pools import LivePool, live_pool, snapshot_of
from partnerships.match_routes import LENGTH, Route, routes_of
from partnerships.match_runs import Snapshot
from partnerships.match_sides import MEETS
from partnerships.matching.gate import Gate
from partnerships.matching.profiles import Profile
from partnerships.matching.single import scores_of
from partnerships.matching.statistics import PoolStatistics
from partnerships.models import SCALE, MatchRun, Partner
from partnerships.opinions import Opinions, people_states
from partnerships.profiles import HOSTING, INFORMAL, profile_of
from partnerships.reasons import Listing, kind_of
from partnerships.suggestions import GOOD, fit_of

# How many of the best, before and after, are looked at; counts above MOST_COUNTED are not exact.
DEPTH = 300
MOST_COUNTED = 200
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who would come into the list, or come to fit well."""

    target: Listing
    kind: str
    before: float
    after: float
    fit: Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """`good_before` and `good_after` count whom the reader may see and who fits well."""

    good_before: int
    good_after: int
    newcomers: list[Newcomer]
    number: int
    leaving: list[Listing]

    @property
    def more(self) -> int:
        return self.good_after - self.good_before

    @property
    def is_counted(self) -> bool:
        return self.good_after <= MOST_COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What the listing would say beside what it says."""

    sectors: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    works_in: tuple[str, ...] = ()
    residence: tuple[str, ...] = ()

    def to(self, profile: Profile) -> Profile:
        hosts = not profile.is_partner and HOSTING in self.offers
        return replace(
            profile,
            sectors={**profile.sectors, **dict.fromkeys(self.sectors, 1)},
            offers=profile.offers.union(self.offers),
            needs=profile.needs.union(self.needs),
            languages=profile.languages.union(self.languages),
            works_in=profile.works_in.union(self.works_in),
            residence=profile.residence.union(self.residence),
            accepts=INFORMAL if hosts else profile.accepts,
        )


def what_if(
    subject: Listing, viewer: Viewer, channel: Channel, additions: Additions
) -> Outcome | None:
    """What would come into a list of a subject that carries `with_opinions`.

    None while there is no run to compare with.
    """
    run = MatchRun.objects.filter(state=RunState.CURRENT).first()
    live = live_pool(run.uuid) if run else None
    if run is None or live is None:
        return None
    is_partner = isinstance(subject, Partner)
    route = next(
        r for r in routes_of(run) if r.channel == channel and r.from_partners == is_partner
    )
    statistics = PoolStatistics.from_json(run.statistics)
    live.refresh(partners=route.to_partners)
    profile = profile_of(subject)
    scores = []
    for read in (profile, additions.to(profile)):
        alone = as_only_one(live, subject, read)
        ids, found = scores_with(live, route, alone, statistics)
        scores.append(found)
    return _compare(subject, viewer, route, ids, *scores)


def as_only_one(live: LivePool, subject: Listing, profile: Profile) -> Snapshot:
    """The subject as the only listing there is."""
    states = {subject.pk: people_states(subject)}
    if isinstance(subject, Partner):
        spoken = {subject.pk: states[subject.pk] | set(subject.state_countries)}
        alone = read_partners([subject], live.words, said=profile)
        return snapshot_of(read_organizations([], live.words), alone, partner_states=spoken)
    alone = read_organizations([subject], live.words, said=profile)
    return snapshot_of(alone, read_partners([], live.words), organization_states=states)


def scores_with(
    live: LivePool, route: Route, alone: Snapshot, statistics: PoolStatistics
) -> tuple[Ids, Scores]:
    """Whom the subject may meet, and the score with each."""
    ids, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)]
    # What is frozen answers a route as a snapshot does.
    frozen, changes = cast(Snapshot, live.frozen), live.changes()
    for listings, usable in (
        (frozen, live.untouched(partners=route.to_partners)),
        (changes, route.targets(changes).everyone),
    ):
        side = route.targets(listings)
        if not len(side):
            continue
        gate = Gate(sources=route.access(alone)[0], targets=route.access(listings)[1], meets=MEETS)
        found = scores_of(
            route.sources(alone).pool,
            side.pool,
            weights=route.weights,
            statistics=statistics,
            gate=gate,
        )
        open_ = np.flatnonzero((found >= 0) & usable & route.may_answer(listings))
        ids.append(side.ids[open_])
        scores.append(found[open_])
    return np.concatenate(ids), np.concatenate(scores)


def _compare(
    subject: Listing, viewer: Viewer, route: Route, ids: Ids, before: Scores, after: Scores
) -> Outcome:
    closed = {pk for is_partner, pk in Opinions(subject).closed if is_partner == route.to_partners}
    if not route.to_partners:
        closed |= viewer.organization_ids
    kept = ~np.isin(ids, np.array(sorted(closed), np.int64))
    ids, before, after = ids[kept], before[kept], after[kept]
    # Depth enough that nothing closed to the reader could take the place of what is not.
    best = np.union1d(best_of(ids, before, DEPTH), best_of(ids, after, DEPTH))
    targets = _seen(route, viewer, subject, ids[best].tolist())
    best = best[np.isin(ids[best], np.array(sorted(targets), np.int64))]
    ids, before, after = ids[best], before[best], after[best]
    listed_before, listed_after = (best_of(ids, scores, LENGTH) for scores in (before, after))
    good_before, good_after = before >= GOOD * SCALE, after >= GOOD * SCALE
    entering = np.setdiff1d(listed_after, listed_before)
    coming = np.union1d(entering, np.flatnonzero(good_after & ~good_before))
    coming = coming[np.lexsort((ids[coming], -after[coming]))]
    return Outcome(
        good_before=int(good_before.sum()),
        good_after=int(good_after.sum()),
        newcomers=[
            Newcomer(
                target=(target := targets[int(ids[i])]),
                kind=kind_of(target),
                before=int(before[i]) / SCALE,
                after=int(after[i]) / SCALE,
                fit=fit_of(int(after[i]) / SCALE),
            )
            for i in coming[:MOST_SHOWN].tolist()
        ],
        number=len(coming),
        leaving=[targets[int(ids[i])] for i in np.setdiff1d(listed_before, listed_after).tolist()],
    )


def best_of(ids: Ids, scores: Scores, most: int) -> Ids:
    """Where the best scores stand; equal ones in the same order whatever is added."""
    best: Ids = np.lexsort((ids, -scores))[:most]
    return best


def _seen(route: Route, viewer: Viewer, subject: Listing, ids: Iterable[int]) -> dict[int, Listing]:
    """Those of these that the reader may see, fetched through the door."""
    if route.to_partners:
        return dict(Partner.objects.visible_to(viewer).verified().in_bulk(list(ids)))
    found = Organization.objects.visible_to(viewer).published().in_bulk(list(ids))
    family = {subject.pk, getattr(subject, "parent_id", None)}
    if isinstance(subject, Partner):
        return dict(found)
    return {
        pk: row for pk, row in found.items() if pk not in family and row.parent_id != subject.pk
    }
