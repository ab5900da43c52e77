"""One changed listing between two runs: its own lists, and those it enters or leaves.

Statistics and exposure stay those of the current run, so every list has the same bits as if all
had been scored again with them. Loads the compiled kernels, as steps.py does.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import numpy as np
from django.db import transaction

from organizations import codebook
from partnerships.actions.runs import start_match_run
from partnerships.actions.steps import seed_of
from partnerships.enums import RunState
from partnerships.match_arrays import Ids, Standing, positions, unpack
from partnerships.match_lists import Remembered, remembered
from partnerships.match_marks import codes_of, mark_again, read_now
from partnerships.match_orders import order_again
from partnerships.match_routes import Route, find, routes_of, targets_of
from partnerships.match_rows import delete_lists, write_lists
from partnerships.match_runs import Snapshot, keep, renewed, snapshot_for
from partnerships.match_sides import MEETS, PARTNER, Side
from partnerships.matching.engine import reaches
from partnerships.matching.exposure import Policy
from partnerships.matching.gate import Gate, grant
from partnerships.matching.statistics import PoolStatistics
from partnerships.models import MatchRun
from partnerships.profiles import vocabulary

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
    ids = _ids(organization_ids), _ids(partner_ids)
    with transaction.atomic():
        # One at a time, each reading after it has the lock: none writes what another has made
        # stale. Matches refer to the run, hence the weaker lock.
        run = MatchRun.objects.filter(state=RunState.CURRENT).select_for_update(no_key=True).first()
        codebook.forget()
        words = vocabulary()
        if run is not None and run.codes == codes_of(words):
            before, lists = snapshot_for(run), remembered(run)
            after = read_now(words, *(wanted.tolist() for wanted in ids))
            run.edits += 1
            run.save(update_fields=["edits"])
            mark_again(run, after, ids, words)
            now = renewed(before, after, ids)
            changed = Changed(*ids, before.organizations, before.partners)
            statistics = PoolStatistics.from_json(run.statistics)
            for route in routes_of(run):
                _rescore_route(run, now, route, statistics, changed, lists[route.name])
            transaction.on_commit(partial(keep, run, now))
            return True
    start_match_run()
    return False


@dataclass(frozen=True)
class Changed:
    """The listings that changed, and all as they were."""

    organizations: Ids
    partners: Ids
    organizations_before: Side
    partners_before: Side

    def targets(self, route: Route) -> Ids:
        return self.partners if route.to_partners else self.organizations

    def before(self, route: Route) -> Side:
        """Those of the route's targets as the run had scored them."""
        side = self.partners_before if route.to_partners else self.organizations_before
        rows = side.positions(self.targets(route))
        return side.take(rows[rows >= 0])


def _rescore_route(
    run: MatchRun,
    snapshot: Snapshot,
    route: Route,
    statistics: PoolStatistics,
    changed: Changed,
    lists: Remembered,
) -> None:
    """Write anew every list that may be another one now."""
    touched = changed.partners if route.from_partners else changed.organizations
    targets = changed.targets(route)
    if targets.size:
        reached = reached_sources(snapshot, route, statistics, changed, lists)
        touched = np.unique(np.concatenate([touched, reached, lists.holders(targets)]))
    if not touched.size:
        return
    rows = route.sources(snapshot).positions(touched)
    candidates = find(snapshot, route, rows[rows >= 0], statistics)
    standing = _standing(run, route)
    ordered = order_again(
        snapshot, route, candidates, statistics=statistics, standing=standing, seed=seed_of(run)
    )
    delete_lists(run, route, touched)
    write_lists(run, snapshot, route, ordered, statistics)


def reached_sources(
    snapshot: Snapshot,
    route: Route,
    statistics: PoolStatistics,
    changed: Changed,
    lists: Remembered,
) -> Ids:
    """Sources that have one of the changed targets among their candidates, or had.

    A list depends on its candidates alone, so it is these lists that may be other ones now.
    """
    side = route.sources(snapshot)
    everyone = np.flatnonzero(route.may_ask(snapshot))
    sources, own = side.pool.take(everyone), route.access(snapshot)[0].take(everyone)
    ids = side.ids[everyone]
    cutoffs = lists.cutoffs_of(ids)
    reached = np.zeros(ids.size, np.bool_)
    was = changed.before(route)
    for column, public in enumerate((True, False)):
        targets = targets_of(snapshot, route, public=public)
        rows = positions(targets.ids, changed.targets(route))
        rows = rows[rows >= 0]
        then = was.pool.take(was.public == public)
        # As if everyone could have seen it: too many lists are no mistake. A source that meets
        # nobody of this kind has no candidates at all, and is left alone.
        circle = np.full(len(then), PARTNER if route.to_partners else 0)
        now = targets.access.take(rows)
        for pool, gate in (
            (targets.pool.take(rows), route.gate(snapshot, own, now)),
            (then, Gate(sources=own, targets=grant(then, circle=circle), meets=MEETS)),
        ):
            if len(pool):
                reached |= reaches(
                    sources, pool, cutoffs[:, column],
                    weights=route.weights, statistics=statistics, gate=gate,
                )  # fmt: skip
    found: Ids = ids[reached]
    return found


def _standing(run: MatchRun, route: Route) -> Standing:
    stored = run.exposures.filter(route=route.name).values_list("standing", flat=True).first()
    return NOBODY if stored is None else unpack(Standing, stored)[route.name]


def _ids(ids: Collection[int]) -> Ids:
    return np.array(sorted(set(ids)), np.int64)
