"""One changed listing between two runs: its own lists, and those it enters or leaves.

Statistics and exposure stay those of the current run, so every list has the same bits as if all
had been scored again with them. Loads the compiled kernels, as steps.py does.
"""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
from django.db import transaction

from organizations import codebook
from partnerships.actions.runs import start_match_run
from partnerships.actions.steps import seed_of
from partnerships.enums import RunState
from partnerships.match_arrays import Ids, Standing
from partnerships.match_finding import GateOf, find, get_ready, reached
from partnerships.match_lists import Remembered, remembered
from partnerships.match_marks import codes_of, mark_again, read_now
from partnerships.match_orders import order_again
from partnerships.match_routes import Route, routes_of
from partnerships.match_rows import delete_lists, write_lists
from partnerships.match_runs import Snapshot, keep, renewed, snapshot_for
from partnerships.match_sides import MEETS, PARTNER, Side
from partnerships.match_targets import targets_among
from partnerships.matching.engine import reaches
from partnerships.matching.exposure import Policy
from partnerships.matching.gate import Access, Gate, grant
from partnerships.matching.pool import Pool
from partnerships.matching.statistics import PoolStatistics
from partnerships.memory import give_back
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

# Somebody waits for it.
THREADS = 2
# More than any score.
NEVER = np.iinfo(np.int64).max


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


def rehearse() -> None:
    """Do for one listing what an edit does, and store nothing: the first edit after a run would
    else wait for kernels to be compiled, for the lists and for sorting.
    """
    run = MatchRun.objects.filter(state=RunState.CURRENT).first()
    if run is None:
        return
    snapshot, lists = snapshot_for(run), remembered(run)
    some = snapshot.organizations.ids[:1], snapshot.partners.ids[:1]
    changed = Changed(*some, snapshot.organizations, snapshot.partners)
    statistics = PoolStatistics.from_json(run.statistics)
    # Sorted once as they are, then once more with a listing that is another by now.
    for listings in (snapshot, replace(snapshot, base=snapshot, moved=some, cut={})):
        for route in routes_of(run):
            reached_sources(listings, route, statistics, changed, lists[route.name])
            for rows in (np.arange(1), np.arange(2)):
                there = rows[rows < len(route.sources(snapshot))]
                find(listings, route, there, statistics, threads=THREADS)
    give_back()


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
    candidates = find(snapshot, route, rows[rows >= 0], statistics, threads=THREADS)
    ordered = order_again(
        snapshot,
        route,
        candidates,
        statistics=statistics,
        standing=lists.standing or NOBODY,
        seed=seed_of(run),
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
    was = changed.before(route)
    was = was.take(np.flatnonzero(route.answers(was) & was.flags("is_open")))
    # The listings as they were sorted, without those that are others since.
    base = snapshot.base or snapshot
    cutoffs = _staying_cutoffs(snapshot, route, lists)
    asks: list[Callable[[], Ids]] = []
    for column, public in enumerate((True, False)):
        now = targets_among(snapshot, route, changed.targets(route), public=public)
        then = was.pool.take(was.public == public)
        # As if everyone could have seen it: too many lists are no mistake. A source that meets
        # nobody of this kind has no candidates at all, and is left alone.
        circle = np.full(len(then), PARTNER if route.to_partners else 0)
        for pool, access, of_pairs in (
            (now.pool, now.access, snapshot),
            (then, grant(then, circle=circle), None),
        ):
            for i in range(len(pool)):
                one, gate_of = pool.take([i]), _gate_of(access.take([i]), of_pairs)
                least = cutoffs()[:, column]
                asks.append(partial(reached, base, route, one, gate_of, least, statistics))
            if len(pool):
                gate_of = _gate_of(access, of_pairs)
                asks.append(
                    partial(
                        _moved_reached, snapshot, route, pool, gate_of, column, lists, statistics
                    )
                )
    if not asks:
        return np.zeros(0, np.int64)
    # As it is and as it was, side by side: somebody waits.
    get_ready(base, route)
    with ThreadPoolExecutor(THREADS) as threads:
        return np.unique(np.concatenate(list(threads.map(lambda ask: ask(), asks))))


def _staying_cutoffs(snapshot: Snapshot, route: Route, lists: Remembered) -> Callable[[], Ids]:
    """What a target must score for each source, looked up when it is first asked."""

    @cache
    def cutoffs() -> Ids:
        sources = route.sources(snapshot.base or snapshot)
        found = lists.cutoffs_of(sources.ids)
        rows = sources.positions(snapshot.moved[int(route.from_partners)])
        found[rows[rows >= 0]] = NEVER
        return found

    return cutoffs


def _gate_of(targets: Access, of_pairs: Snapshot | None) -> GateOf:
    """Between sources and these targets; with the pairs that must not meet, if they are given."""
    return lambda sources: Gate(
        sources=sources,
        targets=targets,
        meets=MEETS,
        forbidden=of_pairs.forbidden if of_pairs else (),
        set_aside=of_pairs.set_aside if of_pairs else (),
    )


def _moved_reached(
    snapshot: Snapshot,
    route: Route,
    targets: Pool,
    gate_of: GateOf,
    column: int,
    lists: Remembered,
    statistics: PoolStatistics,
) -> Ids:
    """The same of the few sources that are not what they were when all were sorted."""
    side = route.sources(snapshot)
    rows = side.positions(snapshot.moved[int(route.from_partners)])
    rows = rows[rows >= 0]
    rows = rows[route.may_ask(snapshot)[rows]]
    ids = side.ids[rows]
    if not rows.size:
        return ids
    found: Ids = ids[
        reaches(
            side.pool.take(rows),
            targets,
            lists.cutoffs_of(ids)[:, column],
            weights=route.weights,
            statistics=statistics,
            gate=gate_of(route.access(snapshot)[0].take(rows)),
        )
    ]
    return found


def _ids(ids: Collection[int]) -> Ids:
    return np.array(sorted(set(ids)), np.int64)
