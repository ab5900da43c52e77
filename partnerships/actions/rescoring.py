"""One changed listing between two runs: its own lists, and those it enters or leaves.

Statistics and exposure stay those of the current run, so every list has the same bits as if all
had been scored again with them. Loads the compiled kernels, as steps.py does.
"""

from collections.abc import Collection

import numpy as np
from django.db import transaction

from partnerships.actions.runs import start_match_run
from partnerships.actions.steps import seed_of
from partnerships.enums import RunState
from partnerships.match_arrays import Ids, Scores, Standing, take, unpack
from partnerships.match_orders import order_again
from partnerships.match_routes import ROUTES, Route, find
from partnerships.match_rows import delete_lists, holders, lowest_scores, write_lists
from partnerships.match_runs import Snapshot, snapshot_now
from partnerships.matching.engine import SCALE
from partnerships.matching.errors import InvalidRequest
from partnerships.matching.exposure import Policy
from partnerships.matching.statistics import PoolStatistics, model
from partnerships.matching.weights import Weights
from partnerships.models import MatchRun, ScoredListing

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
            snapshot = snapshot_now()
            statistics = PoolStatistics.from_json(run.statistics)
            if _fits(snapshot, statistics):
                changed = (_ids(organization_ids), _ids(partner_ids))
                for route in ROUTES:
                    _rescore_route(run, snapshot, route, statistics, *changed)
                _note(run, snapshot, *changed)
                return True
    start_match_run()
    return False


def _rescore_route(
    run: MatchRun,
    snapshot: Snapshot,
    route: Route,
    statistics: PoolStatistics,
    organizations: Ids,
    partners: Ids,
) -> None:
    own = partners if route.from_partners else organizations
    changed = partners if route.to_partners else organizations
    standing = _standing(run, route)
    held = np.unique(np.concatenate([holders(run, route, pk) for pk in changed.tolist()] or [own]))
    touched = np.union1d(own, held)
    if not touched.size and not changed.size:
        return
    if changed.size:
        touched = np.union1d(touched, _entered(run, snapshot, route, statistics, changed, standing))
    rows = route.sources(snapshot).positions(touched)
    candidates = find(snapshot, route, rows[rows >= 0], statistics)
    lists = order_again(
        snapshot, route, candidates, statistics=statistics, standing=standing, seed=seed_of(run)
    )
    # Whoever neither held nor now holds a changed listing keeps the list it has.
    concerned = np.isin(lists.sources, np.union1d(own, held))
    concerned |= np.isin(lists.targets, changed).any(axis=1)
    lists = take(lists, concerned)
    delete_lists(run, route, np.union1d(np.union1d(own, held), lists.sources))
    write_lists(run, snapshot, route, lists, statistics)


def _entered(
    run: MatchRun,
    snapshot: Snapshot,
    route: Route,
    statistics: PoolStatistics,
    changed: Ids,
    standing: Standing,
) -> Ids:
    """Sources whose lists one of the changed listings may come into.

    It stays out of a full list if everybody there is ahead of it by more than near-ties and the
    floor can make up for.
    """
    everyone = np.arange(len(route.sources(snapshot)))
    found = find(snapshot, route, everyone, statistics, only=changed)
    best = np.maximum(_best(found.open_targets, found.open_scores),
                      _best(found.closed_targets, found.closed_scores))  # fmt: skip
    lowest = lowest_scores(run, route)
    least = np.array([lowest.get(pk, 0) for pk in found.sources.tolist()], np.int64)
    reach = round((Policy().tie_window + float(standing.floor[0])) * SCALE)
    sources: Ids = found.sources[(best >= 0) & (best + reach >= least)]
    return sources


def _best(targets: Ids, scores: Scores) -> Ids:
    best: Ids = np.where(targets[:, 0] >= 0, scores[:, 0].astype(np.int64), -1)
    return best


def _standing(run: MatchRun, route: Route) -> Standing:
    stored = run.exposures.filter(route=route.name).values_list("standing", flat=True).first()
    return NOBODY if stored is None else unpack(Standing, stored)[route.name]


def _note(run: MatchRun, snapshot: Snapshot, organizations: Ids, partners: Ids) -> None:
    """Remember which state of the listings is scored now."""
    for column, ids, side in (
        ("organization", organizations, snapshot.organizations),
        ("partner", partners, snapshot.partners),
    ):
        scored = ScoredListing.objects.filter(run=run)
        scored.filter(**{f"{column}_id__in": ids.tolist()}).delete()
        rows = side.positions(ids)
        ScoredListing.objects.bulk_create(
            ScoredListing(
                run=run, changed_at=side.rows[row].changed_at, **{f"{column}_id": side.rows[row].id}
            )
            for row in rows[rows >= 0].tolist()
        )


def _fits(snapshot: Snapshot, statistics: PoolStatistics) -> bool:
    """Whether the statistics were counted with the code lists as they are."""
    try:
        model(snapshot.vocabulary, statistics, Weights.partners())
    except InvalidRequest:
        return False
    return True


def _ids(ids: Collection[int]) -> Ids:
    return np.array(sorted(set(ids)), np.int64)
