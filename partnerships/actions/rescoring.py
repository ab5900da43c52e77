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
from partnerships.match_arrays import Ids, Scores, Standing, unpack
from partnerships.match_marks import mark_again
from partnerships.match_orders import order_again
from partnerships.match_routes import ROUTES, Route, find
from partnerships.match_rows import delete_lists, holders, lowest_scores, write_lists
from partnerships.match_runs import Snapshot, snapshot_now
from partnerships.matching.engine import SCALE, top_k
from partnerships.matching.errors import InvalidRequest
from partnerships.matching.exposure import Policy
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
            changed = Changed.marked(run, organization_ids, partner_ids)
            mark_again(run, organization_ids, partner_ids)
            snapshot = snapshot_now()
            statistics = PoolStatistics.from_json(run.statistics)
            if _fits(snapshot, statistics):
                for route in ROUTES:
                    _rescore_route(run, snapshot, route, statistics, changed)
                return True
    start_match_run()
    return False


@dataclass(frozen=True)
class Changed:
    """The listings that changed, and what the run had scored of them before."""

    organizations: Ids
    partners: Ids
    before: dict[str, list[Profile]]

    @classmethod
    def marked(
        cls, run: MatchRun, organization_ids: Collection[int], partner_ids: Collection[int]
    ) -> "Changed":
        marks = ScoredListing.objects.filter(run=run)
        ids = {"organization": organization_ids, "partner": partner_ids}
        return cls(
            organizations=_ids(organization_ids),
            partners=_ids(partner_ids),
            before={
                column: [
                    from_stored(profile)
                    for profile in marks.filter(**{f"{column}_id__in": some}).values_list(
                        "profile", flat=True
                    )
                ]
                for column, some in ids.items()
            },
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
        near = _near(run, snapshot, route, statistics, changed, standing)
        touched = np.unique(
            np.concatenate([own, near, *(holders(run, route, pk) for pk in targets.tolist())])
        )
    if not touched.size:
        return
    rows = route.sources(snapshot).positions(touched)
    candidates = find(snapshot, route, rows[rows >= 0], statistics)
    lists = order_again(
        snapshot, route, candidates, statistics=statistics, standing=standing, seed=seed_of(run)
    )
    delete_lists(run, route, touched)
    write_lists(run, snapshot, route, lists, statistics)


def _near(
    run: MatchRun,
    snapshot: Snapshot,
    route: Route,
    statistics: PoolStatistics,
    changed: Changed,
    standing: Standing,
) -> Ids:
    """Sources that one of the changed targets fits, or did, well enough to matter to their list.

    It does not matter to a full list if everybody there is ahead of it by more than near-ties
    and the floor can make up for.
    """
    side = route.sources(snapshot)
    everyone = np.flatnonzero(route.may_ask(snapshot))
    targets = changed.partners if route.to_partners else changed.organizations
    now = find(snapshot, route, everyone, statistics, only=targets)
    best = np.maximum(_best(now.open_targets, now.open_scores),
                      _best(now.closed_targets, now.closed_scores))  # fmt: skip
    before = encode(
        changed.before["partner" if route.to_partners else "organization"], snapshot.vocabulary
    )
    if len(before):
        # Whoever was kept from whom then makes no difference: too many lists are no mistake.
        found = top_k(
            side.pool.take(everyone), before, weights=route.weights, statistics=statistics, k=1
        )
        best = np.maximum(best, _best(found.target, found.score))
    lowest = lowest_scores(run, route)
    least = np.array([lowest.get(pk, 0) for pk in now.sources.tolist()], np.int64)
    reach = round((Policy().tie_window + float(standing.floor[0])) * SCALE)
    near: Ids = now.sources[(best >= 0) & (best + reach >= least)]
    return near


def _best(targets: Any, scores: Scores) -> Ids:
    best: Ids = np.where(targets[:, 0] >= 0, scores[:, 0].astype(np.int64), -1)
    return best


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
