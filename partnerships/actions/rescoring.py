"""One changed listing between two runs: its own lists, and those it enters or leaves.

Statistics and exposure stay those of the current run, so every list has the same bits as if all
had been scored again with them. Loads the compiled kernels, as steps.py does.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction

from partnerships.actions.runs import start_match_run
from partnerships.actions.steps import seed_of
from partnerships.enums import RunState
from partnerships.match_arrays import Flags, Ids, Scores, Standing, unpack
from partnerships.match_marks import mark_again
from partnerships.match_orders import order_again
from partnerships.match_routes import Route, find, routes_of
from partnerships.match_rows import cutoffs, delete_lists, holders, write_lists
from partnerships.match_runs import MEETS, PARTNER, Snapshot, snapshot_now
from partnerships.matching.engine import top_k
from partnerships.matching.errors import InvalidRequest
from partnerships.matching.exposure import Policy
from partnerships.matching.gate import Gate, grant
from partnerships.matching.pool import encode
from partnerships.matching.profiles import Profile
from partnerships.matching.statistics import PoolStatistics, model
from partnerships.matching.weights import Weights
from partnerships.models import MatchRun, ScoredListing
from partnerships.profiles import from_stored

NOBODY = Standing(
    targets=np.zeros(0, np.int64),
    merit=np.zeros(0),
    past_exposure=np.zeros(0),
    exposure=np.zeros(0),
    lists=np.zeros(0, np.int64),
    cap=np.array([Policy().cap_least]),
    floor=np.zeros(1),
    ratio=np.full(1, np.nan),
)


def rescore_listings(
    *, organization_ids: Collection[int] = (), partner_ids: Collection[int] = ()
) -> bool:
    """Bring the current run up to date with these listings: new, changed, hidden or withdrawn.

    Returns whether it did. Without a current run, or when a code list has changed so that every
    score may have, a full run is started instead.
    """
    with transaction.atomic():
        # One at a time, each reading after it has the lock: none writes what another has made
        # stale. Matches refer to the run, hence the weaker lock.
        run = MatchRun.objects.filter(state=RunState.CURRENT).select_for_update(no_key=True).first()
        if run is not None:
            changed = Changed.since(run, organization_ids, partner_ids)
            mark_again(run, organization_ids, partner_ids)
            snapshot = snapshot_now()
            statistics = PoolStatistics.from_json(run.statistics)
            if _fits(snapshot, statistics):
                for route in routes_of(run):
                    _rescore_route(run, snapshot, route, statistics, changed)
                return True
    start_match_run()
    return False


@dataclass(frozen=True)
class Before:
    """What the run had scored of listings that have changed since."""

    profiles: list[Profile]
    public: Flags


@dataclass(frozen=True)
class Changed:
    """The listings that changed, and what they were."""

    organizations: Ids
    partners: Ids
    organizations_before: Before
    partners_before: Before

    @classmethod
    def since(
        cls, run: MatchRun, organization_ids: Collection[int], partner_ids: Collection[int]
    ) -> "Changed":
        return cls(
            organizations=_ids(organization_ids),
            partners=_ids(partner_ids),
            organizations_before=_before(run, organization_id__in=organization_ids),
            partners_before=_before(run, partner_id__in=partner_ids),
        )


def _before(run: MatchRun, **listings: Collection[int]) -> Before:
    marks = list(ScoredListing.objects.filter(run=run, **listings))
    return Before(
        profiles=[from_stored(mark.profile) for mark in marks],
        public=np.array([mark.is_public for mark in marks], np.bool_),
    )


def _rescore_route(
    run: MatchRun,
    snapshot: Snapshot,
    route: Route,
    statistics: PoolStatistics,
    changed: Changed,
) -> None:
    """Write anew every list that may be another one now."""
    own = changed.partners if route.from_partners else changed.organizations
    targets = changed.partners if route.to_partners else changed.organizations
    standing = _standing(run, route)
    touched = own
    if targets.size:
        reached = _reached(run, snapshot, route, statistics, changed)
        touched = np.unique(np.concatenate([own, reached, holders(run, route, targets)]))
    if not touched.size:
        return
    rows = route.sources(snapshot).positions(touched)
    candidates = find(snapshot, route, rows[rows >= 0], statistics)
    lists = order_again(
        snapshot, route, candidates, statistics=statistics, standing=standing, seed=seed_of(run)
    )
    delete_lists(run, route, touched)
    write_lists(run, snapshot, route, lists, statistics)


def _reached(
    run: MatchRun,
    snapshot: Snapshot,
    route: Route,
    statistics: PoolStatistics,
    changed: Changed,
) -> Ids:
    """Sources that have one of the changed targets among their candidates, or had.

    A list depends on its candidates alone, so it is these lists that may be other ones now.
    """
    side = route.sources(snapshot)
    everyone = np.flatnonzero(route.may_ask(snapshot))
    targets = changed.partners if route.to_partners else changed.organizations
    before = changed.partners_before if route.to_partners else changed.organizations_before
    now = find(snapshot, route, everyone, statistics, only=targets)
    stored = cutoffs(run, route)
    least = np.array([stored.get(pk, (0, 0)) for pk in now.sources.tolist()], np.int64).reshape(
        -1, 2
    )
    open_, closed = least[:, 0], least[:, 1]
    reached = _reaches(now.open_targets, now.open_scores, open_)
    reached |= _reaches(now.closed_targets, now.closed_scores, closed)
    sources = side.pool.take(everyone)
    own = route.access(snapshot)[0].take(everyone)
    was = encode(before.profiles, snapshot.vocabulary)
    for some, cutoff in ((before.public, open_), (~before.public, closed)):
        if some.any():
            targets_then = was.take(some)
            # As if everyone could have seen it: too many lists are no mistake. A source that
            # meets nobody of this kind has no candidates at all, and is left alone.
            circle = np.full(len(targets_then), PARTNER if route.to_partners else 0)
            gate = Gate(sources=own, targets=grant(targets_then, circle=circle), meets=MEETS)
            found = top_k(
                sources, targets_then, weights=route.weights, statistics=statistics, gate=gate, k=1
            )
            reached |= _reaches(found.target, found.score, cutoff)
    ids: Ids = now.sources[reached]
    return ids


def _reaches(targets: Any, scores: Scores, cutoff: Ids) -> Flags:
    reaches: Flags = (targets[:, 0] >= 0) & (scores[:, 0] >= cutoff)
    return reaches


def _standing(run: MatchRun, route: Route) -> Standing:
    stored = run.exposures.filter(route=route.name).values_list("standing", flat=True).first()
    return NOBODY if stored is None else unpack(Standing, stored)[route.name]


def _fits(snapshot: Snapshot, statistics: PoolStatistics) -> bool:
    """Whether the statistics were counted with the code lists as they are."""
    try:
        model(snapshot.vocabulary, statistics, Weights.partners())
    except InvalidRequest:
        return False
    return True


def _ids(ids: Collection[int]) -> Ids:
    return np.array(sorted(set(ids)), np.int64)
