"""From candidates to the lists that are shown: fair exposure first, closed listings after it.

Exposure is reckoned over sources and targets that everyone can see. A listing with a smaller
audience comes into the lists by its score and moves no other against another.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from partnerships.enums import Adjustment
from partnerships.match_arrays import (
    Candidates,
    Flags,
    Floats,
    Ids,
    Lists,
    Scores,
    Standing,
    cutoff,
    positions,
    take,
)
from partnerships.match_labels import labels
from partnerships.match_routes import LENGTH, Route
from partnerships.match_runs import Snapshot
from partnerships.match_targets import Targets, targets_among, targets_of
from partnerships.matching import exposure
from partnerships.matching.audit import completeness, report
from partnerships.matching.engine import merit
from partnerships.matching.statistics import PoolStatistics

Columns = npt.NDArray[np.int16]
NONE, TIE, FLOOR, CAP = (Adjustment.values.index(code) for code in ("", "tie", "floor", "cap"))


@dataclass(frozen=True, eq=False)
class _View:
    """Candidates as the rules read them: positions among the public targets."""

    sources: Ids
    target: npt.NDArray[np.int32]
    score: Scores
    tie: npt.NDArray[np.uint64]
    public: Flags
    closed_targets: Ids
    closed_scores: Scores
    open_cutoff: Scores
    closed_cutoff: Scores


def order(
    snapshot: Snapshot,
    route: Route,
    parts: Callable[[], Iterable[Candidates]],
    *,
    statistics: PoolStatistics,
    past_exposure: Mapping[int, float],
    seed: int,
) -> tuple[Iterator[Lists], Standing, dict[str, Any]]:
    """Put all lists of a route in order at once; the lists of each part of the candidates.

    The parts are asked for twice, since together with all lists they would take several times the
    memory that the rules need. The last value is what can be said of the lists. Its figures are of
    listings that everyone can see: a hidden one moves none of them.
    """
    targets = targets_of(snapshot, route, public=True)
    rules = exposure.Targets(
        merit=_merit(snapshot, route, targets, statistics),
        past_exposure=np.array([past_exposure.get(pk, 0.0) for pk in targets.ids.tolist()]),
        grassroots=targets.grassroots,
        open_to=targets.open_to,
        tie=targets.pool.columns.tie,
    )
    target, score, tie = _stacked(_view(snapshot, route, targets, part) for part in parts())
    shown = (
        exposure.rerank(target, score, tie, rules, seed=seed)
        if len(rules.merit)
        else _nothing_shown(len(target))
    )
    standing = Standing(
        targets=targets.ids,
        merit=rules.merit,
        past_exposure=rules.past_exposure,
        exposure=shown.exposure,
        lists=shown.lists,
        cap=np.array([shown.limits.max(initial=exposure.Policy().cap_least)]),
        floor=np.array([shown.floor]),
        ratio=np.array([shown.ratio]),
    )
    figures = report(
        target, score, shown, rules, completeness(targets.pool), labels(targets.pool, targets.facts)
    )
    views = (_view(snapshot, route, targets, part) for part in parts())
    return _cut_lists(views, targets, rules, shown, seed), standing, figures


def _stacked(
    views: Iterable[_View],
) -> tuple[npt.NDArray[np.int32], Scores, npt.NDArray[np.uint64]]:
    """The candidates of all public sources: targets, scores and the ties of the sources."""
    rows = [
        (view.target[view.public], view.score[view.public], view.tie[view.public]) for view in views
    ]
    target, score, tie = (np.concatenate(column) for column in zip(*rows, strict=True))
    return target, score, tie


def _cut_lists(
    views: Iterable[_View],
    targets: Targets,
    rules: exposure.Targets,
    shown: exposure.Shown,
    seed: int,
) -> Iterator[Lists]:
    done = 0
    for view in views:
        columns = np.full((view.public.size, LENGTH), -1, np.int16)
        count = int(view.public.sum())
        columns[view.public] = shown.columns[done : done + count]
        columns[~view.public] = _settled(view, ~view.public, rules, shown, seed)
        done += count
        yield _lists(view, targets, columns, shown)


def order_again(
    snapshot: Snapshot,
    route: Route,
    candidates: Candidates,
    *,
    statistics: PoolStatistics,
    standing: Standing,
    seed: int,
) -> Lists:
    """Put single lists in order between two runs: exposure stands as it is, nobody else moves."""
    targets = targets_among(snapshot, route, candidates.open_targets, public=True)
    place = positions(standing.targets, targets.ids)

    def stood(values: npt.NDArray[np.generic]) -> Floats:
        return np.append(values, 0).astype(np.float64)[place]

    merits, new = stood(standing.merit), np.flatnonzero(place < 0)
    if new.size:
        merits[new] = _merit(snapshot, route, targets, statistics, new)
    cap = int(standing.cap[0])
    limits = np.where(targets.open_to == exposure.NO_LIMIT, cap, np.minimum(targets.open_to, cap))
    shown = exposure.Shown(
        columns=np.zeros((0, LENGTH), np.int16),
        floor=float(standing.floor[0]),
        ratio=float(standing.ratio[0]),
        exposure=stood(standing.exposure),
        lists=stood(standing.lists).astype(np.int64),
        limits=limits,
        soft=limits,
    )
    rules = exposure.Targets(
        merit=merits,
        past_exposure=stood(standing.past_exposure),
        grassroots=targets.grassroots,
        open_to=targets.open_to,
        tie=targets.pool.columns.tie,
    )
    view = _view(snapshot, route, targets, candidates)
    columns = _settled(view, np.ones(view.public.size, np.bool_), rules, shown, seed)
    return _lists(view, targets, columns, shown)


def _nothing_shown(size: int) -> exposure.Shown:
    """Where there is no public target."""
    nobody = np.zeros(0, np.int64)
    return exposure.Shown(
        columns=np.full((size, LENGTH), -1, np.int16),
        floor=0.0,
        ratio=float("nan"),
        exposure=np.zeros(0),
        lists=nobody,
        limits=nobody,
        soft=nobody,
    )


def _settled(
    view: _View, rows: Flags, rules: exposure.Targets, shown: exposure.Shown, seed: int
) -> Columns:
    if len(rules.merit):
        return exposure.settle(
            view.target[rows], view.score[rows], view.tie[rows], rules, shown, seed=seed
        )
    return np.full((int(rows.sum()), LENGTH), -1, np.int16)


def _merit(
    snapshot: Snapshot,
    route: Route,
    targets: Targets,
    statistics: PoolStatistics,
    rows: Ids | None = None,
) -> Floats:
    """How well targets fit the public sources as a whole."""
    side = route.sources(snapshot)
    sources = side.pool.take(np.flatnonzero(side.public & route.may_ask(snapshot)))
    pool = targets.pool if rows is None else targets.pool.take(rows)
    # Nobody else works for the run at this step: both cores are free.
    return merit(sources, pool, weights=route.weights, statistics=statistics, threads=2)


def _view(snapshot: Snapshot, route: Route, targets: Targets, candidates: Candidates) -> _View:
    """Leave out sources and targets that have gone since they were scored."""
    side = route.sources(snapshot)
    rows = side.positions(candidates.sources)
    candidates = take(candidates, rows >= 0)
    rows = rows[rows >= 0]
    target = positions(targets.ids, candidates.open_targets).astype(np.int32)
    # What is left moves together, still best first.
    together = np.argsort(target < 0, axis=1, kind="stable")
    target = np.take_along_axis(target, together, axis=1)
    score = np.take_along_axis(candidates.open_scores, together, axis=1)
    score = np.where(target >= 0, score, 0).astype(np.int32)
    return _View(
        sources=candidates.sources,
        target=target,
        score=score,
        tie=side.pool.columns.tie[rows],
        public=side.public[rows],
        closed_targets=candidates.closed_targets,
        closed_scores=candidates.closed_scores,
        open_cutoff=cutoff(candidates.open_targets, candidates.open_scores),
        closed_cutoff=cutoff(candidates.closed_targets, candidates.closed_scores),
    )


def _lists(view: _View, targets: Targets, columns: Columns, shown: exposure.Shown) -> Lists:
    held = columns >= 0
    column = np.maximum(columns, 0).astype(np.int64)
    chosen = np.take_along_axis(view.target, column, axis=1)
    full = shown.lists >= shown.soft
    lists = Lists(
        sources=view.sources,
        targets=np.where(held, np.append(targets.ids, -1)[chosen], -1),
        rank_before=np.where(held, column + 1, 0).astype(np.int16),
        adjustment=_adjustments(view, columns, full, targets.grassroots, shown.floor),
        open_cutoff=view.open_cutoff,
        closed_cutoff=view.closed_cutoff,
    )
    some = np.flatnonzero((view.closed_targets >= 0).any(axis=1))
    if some.size:
        _let_in(lists, view, np.take_along_axis(view.score, column, axis=1), some)
    return lists


def _adjustments(
    view: _View, columns: Columns, full: Flags, grassroots: Flags, floor: float
) -> npt.NDArray[np.int8]:
    """Why each shown candidate stands elsewhere than its score put it."""
    if not view.target.size or not full.size:
        return np.zeros(columns.shape, np.int8)
    held = columns >= 0
    column = np.maximum(columns, 0).astype(np.int64)
    left_out = np.ones(view.target.shape, np.bool_)
    np.put_along_axis(left_out, np.where(held, column, column[:, :1]), False, axis=1)
    capped = np.cumsum(left_out & (view.target >= 0) & full[view.target], axis=1)
    moved = column - np.arange(columns.shape[1])  # places won
    above = np.take_along_axis(capped, column, axis=1)
    favoured: Flags | bool = False
    if floor:
        favoured = (grassroots == (floor > 0))[np.take_along_axis(view.target, column, axis=1)]
    reason = np.where(favoured, FLOOR, TIE)
    reason = np.where((moved > 0) & (moved == above), CAP, reason)
    return np.where(held & (moved != 0), reason, NONE).astype(np.int8)


def _let_in(lists: Lists, view: _View, scores: Scores, rows: Ids) -> None:
    """Put closed targets into the lists of these rows, each before the first that fits less."""
    targets, before = lists.targets[rows], lists.rank_before[rows]
    own, others = scores[rows], view.score[rows]
    closed, entering = view.closed_targets[rows], view.closed_scores[rows]
    shown, comes, there = targets >= 0, closed >= 0, view.target[rows] >= 0
    size, length = targets.shape
    place = np.zeros((size, length), np.int64)
    rank = np.zeros((size, length), np.int64)
    overtaken = np.zeros((size, length), np.int64)
    for j in range(length):
        score = entering[:, j : j + 1]
        # Shown listings are not strictly by score: what counts is the first that fits less.
        less = ~shown | (own < score)
        place[:, j] = np.where(less.any(axis=1), less.argmax(axis=1), length)
        rank[:, j] = 1 + j + (there & (others >= score)).sum(axis=1)
        overtaken += comes[:, j : j + 1] & (score > own)
    # Between the shown listings i - 1 and i stand those that enter at i, in their order.
    step = 2 * length
    keys = np.concatenate(
        [
            np.where(shown, np.arange(length) * step + step - 1, step * step),
            np.where(comes, place * step + np.arange(length), step * step),
        ],
        axis=1,
    )
    order = np.argsort(keys, axis=1, kind="stable")[:, :length]

    def merged(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> npt.NDArray[Any]:
        both: npt.NDArray[Any] = np.concatenate([first, second], axis=1)
        return np.take_along_axis(both, order, axis=1)

    ranks = merged(before + overtaken, rank)
    moved = merged(lists.adjustment[rows], np.zeros((size, length), np.int8))
    # Among near-ties that changed places, who comes in does not stand by score either.
    moved = np.where(moved == NONE, TIE, moved)
    held = merged(shown, comes)
    lists.targets[rows] = np.where(held, merged(targets, closed), -1)
    lists.rank_before[rows] = np.where(held, ranks, 0)
    lists.adjustment[rows] = np.where(held & (ranks != np.arange(1, length + 1)), moved, NONE)
