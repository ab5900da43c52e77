"""Whose targets fit best, and whose lists a target would enter.

Loads the compiled kernels, so only workers and commands import it.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from partnerships.match_arrays import Candidates, Ids, Scores
from partnerships.match_routes import DEPTH, LENGTH, Route
from partnerships.match_runs import Snapshot
from partnerships.match_sides import MEETS
from partnerships.match_targets import Targets, searched
from partnerships.matching.engine import rank
from partnerships.matching.facets import Facets, scores_with_all, sort_facets
from partnerships.matching.gate import Access, Gate, meetings
from partnerships.matching.pool import Pool
from partnerships.matching.statistics import PoolStatistics

# The best of one source are looked for among so many times more, since some may not be met.
AMONG = 4
SHUT = -1
SEE_EACH_OTHER = MEETS & MEETS.T

# The gate between some sources and the targets that are asked about.
GateOf = Callable[[Access], Gate]
Found = tuple[Ids, Scores, npt.NDArray[np.uint64]]


def find(
    snapshot: Snapshot, route: Route, rows: Ids, statistics: PoolStatistics, *, threads: int = 1
) -> Candidates:
    """The candidates of the sources at these positions that have a list on this route."""
    side = route.sources(snapshot)
    rows = rows[route.may_ask(snapshot)[rows]]
    sources, access = side.pool.take(rows), route.access(snapshot)[0].take(rows)

    def best(public: bool, k: int) -> tuple[Ids, Scores]:
        parts: list[Found] = []
        for i, targets in enumerate(searched(snapshot, route, public=public)):
            if i == 0 and len(sources) == 1:
                found, scores = _best_of_one(
                    snapshot, route, sources, access, targets, statistics, k
                )
            else:
                found, scores = rank(
                    sources,
                    targets.pool,
                    weights=route.weights,
                    statistics=statistics,
                    gate=route.gate(snapshot, access, targets.access),
                    k=k,
                    threads=threads,
                )
            ties = np.append(targets.pool.columns.tie, np.uint64(0))[found]
            circle = ties - sources.columns.tie[:, None]
            parts.append((np.append(targets.ids, -1)[found], scores, circle))
        return _together(parts, k)

    open_targets, open_scores = best(True, DEPTH)
    closed_targets, closed_scores = best(False, LENGTH)
    if route.to_partners:
        # All partners are open.
        closed_targets, closed_scores = closed_targets[:, :0], closed_scores[:, :0]
    return Candidates(
        sources=side.ids[rows],
        open_targets=open_targets,
        open_scores=open_scores,
        closed_targets=closed_targets,
        closed_scores=closed_scores,
    )


def reached(
    snapshot: Snapshot,
    route: Route,
    target: Pool,
    gate_of: GateOf,
    least: Ids,
    statistics: PoolStatistics,
) -> Ids:
    """The sources that this target would be a candidate of, by what that takes: `least`, for each
    listing of the sources' side.
    """
    side = route.sources(snapshot)
    scores = scores_with_all(
        target,
        side.pool,
        _facets(snapshot, is_of_partners=route.from_partners),
        is_source=False,
        weights=route.weights,
        statistics=statistics,
    )
    own = route.access(snapshot)[0]
    # Whom visibility keeps apart is left out first: the fewer are asked about singly.
    seen = SEE_EACH_OTHER[own.circle, gate_of(own.take([])).targets.circle[0]]
    near = np.flatnonzero((scores >= least) & seen & route.may_ask(snapshot))
    gate = gate_of(own.take(near))
    found: Ids = side.ids[near[meetings(gate, side.pool.take(near), target)[:, 0]]]
    return found


def get_ready(snapshot: Snapshot, route: Route) -> None:
    """Put in place what `reached` reads, so that several threads may ask it."""
    _facets(snapshot, is_of_partners=route.from_partners)
    route.access(snapshot)


def _best_of_one(
    snapshot: Snapshot,
    route: Route,
    source: Pool,
    access: Access,
    targets: Targets,
    statistics: PoolStatistics,
    k: int,
) -> tuple[npt.NDArray[np.int32], Scores]:
    """What `rank` gives, without its tables of bounds, which a single source is not worth."""
    scores = _scores_of_one(snapshot, route, source, statistics)[targets.rows]
    seen = SEE_EACH_OTHER[access.circle[0], targets.access.circle]
    scores = np.where(targets.access.matchable & seen, scores, SHUT)
    among = AMONG * k
    while True:
        near = _highest(scores, among)
        gate = route.gate(snapshot, access, targets.access.take(near))
        met = near[meetings(gate, source, targets.pool.take(near))[0]]
        if met.size >= k or among >= scores.size:
            break
        among *= AMONG
    circle = targets.pool.columns.tie[met] - source.columns.tie[0]
    met = met[np.lexsort((circle, -scores[met]))][:k]
    found, own = np.full((1, k), -1, np.int32), np.zeros((1, k), np.int32)
    found[0, : met.size], own[0, : met.size] = met, scores[met]
    return found, own


def _highest(scores: Scores, count: int) -> Ids:
    """Where the highest stand, and whatever equals the last of them."""
    least = 0
    if 0 < count < scores.size:
        least = max(0, int(np.partition(scores, scores.size - count)[scores.size - count]))
    return np.flatnonzero(scores >= least)


def _scores_of_one(
    snapshot: Snapshot, route: Route, source: Pool, statistics: PoolStatistics
) -> Scores:
    """With every listing of the targets' side; two channels ask the same one after the other."""
    asked = source.keys[0], route.weights, route.to_partners
    kept = snapshot.cut.get("scores of one")
    if kept is not None and kept[0] == asked and kept[1] is statistics:
        scores: Scores = kept[2]
        return scores
    base = snapshot.base or snapshot
    scores = scores_with_all(
        source,
        route.targets(base).pool,
        _facets(base, is_of_partners=route.to_partners),
        is_source=True,
        weights=route.weights,
        statistics=statistics,
    )
    snapshot.cut["scores of one"] = asked, statistics, scores
    return scores


def _facets(snapshot: Snapshot, *, is_of_partners: bool) -> Facets:
    key = ("facets", is_of_partners)
    if key not in snapshot.cut:
        side = snapshot.partners if is_of_partners else snapshot.organizations
        snapshot.cut[key] = sort_facets(side.pool)
    facets: Facets = snapshot.cut[key]
    return facets


def _together(parts: list[Found], k: int) -> tuple[Ids, Scores]:
    """The best k of all parts: each has its own best, and ties stand on one circle."""
    if len(parts) == 1:
        return parts[0][0], parts[0][1]
    ids, scores, circle = (np.concatenate(column, axis=1) for column in zip(*parts, strict=True))
    order = np.lexsort((circle, -scores, ids < 0), axis=1)[:, :k]
    return np.take_along_axis(ids, order, axis=1), np.take_along_axis(scores, order, axis=1)
