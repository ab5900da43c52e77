"""The protocol: would a rule, from what is known before, rank new partners above others?

Activities are split into folds. What the training folds tell is known; the pairs that work
together for the first time in the held-out fold are to be found. Each stands against
organizations that are as well connected, so that being popular is worth nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

FOLDS = 5
NEGATIVES = 99
LEAST_COMPARABLE = 35
# How far, of the partner's own degree, that of a comparable organization may be from it.
TOLERANCE = 0.15
FIRST = 10

Flags = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]


class Shared(Protocol):
    """An activity, as far as the protocol needs it."""

    @property
    def key(self) -> str: ...
    @property
    def bodies(self) -> tuple[str, ...]: ...
    @property
    def reporter(self) -> str: ...


A = TypeVar("A", bound=Shared)


class Query(NamedTuple):
    """`source` should prefer its new partner `target` to each of `others`: positions in keys."""

    source: int
    target: int
    others: Positions


@dataclass(frozen=True)
class Fold:
    """`keys` organizations of the training activities; `partners`, `new` and `reported_together`
    [n, n]: work together in training, for the first time in the held-out activities, and stand
    in training activities that one reporter told of.
    """

    keys: tuple[str, ...]
    partners: Flags
    new: Flags
    reported_together: Flags

    @property
    def degree(self) -> Positions:
        """[n] how many partners each has in training."""
        return self.partners.sum(axis=1)


class Outcome(NamedTuple):
    """Of one query: how many of its `others` score above the partner, and how many the same."""

    above: int
    same: int
    others: int

    @property
    def auc(self) -> float:
        """The share of others below the partner; those with the same score count half."""
        return 1 - (self.above + self.same / 2) / self.others

    @property
    def ranks(self) -> range:
        """The ranks that the partner may have, all equally likely."""
        return range(self.above + 1, self.above + self.same + 2)

    @property
    def hit(self) -> float:
        return sum(rank <= FIRST for rank in self.ranks) / len(self.ranks)

    @property
    def ndcg(self) -> float:
        gains = (1 / np.log2(1 + rank) for rank in self.ranks if rank <= FIRST)
        return float(sum(gains)) / len(self.ranks)


def split(activities: Sequence[A], seed: int) -> Iterator[tuple[list[A], list[A]]]:
    """Training and held-out activities, once for each fold; every activity is held out once."""
    shuffled = sorted(activities, key=lambda activity: activity.key)
    random.Random(seed).shuffle(shuffled)
    for fold in range(FOLDS):
        held_out = shuffled[fold::FOLDS]
        yield [a for i, a in enumerate(shuffled) if i % FOLDS != fold], held_out


def fold_of(training: Sequence[Shared], held_out: Sequence[Shared]) -> Fold:
    keys = tuple(sorted({key for activity in training for key in activity.bodies}))
    partners = _together(keys, (activity.bodies for activity in training))
    told: dict[str, set[str]] = {}
    for activity in training:
        if activity.reporter:
            told.setdefault(activity.reporter, set()).update(activity.bodies)
    return Fold(
        keys=keys,
        partners=partners,
        new=_together(keys, (activity.bodies for activity in held_out)) & ~partners,
        reported_together=_together(keys, told.values()),
    )


def _together(keys: Sequence[str], groups: Iterable[Iterable[str]]) -> Flags:
    position = {key: i for i, key in enumerate(keys)}
    pairs = np.zeros((len(keys), len(keys)), np.bool_)
    for group in groups:
        members = [position[key] for key in group if key in position]
        pairs[np.ix_(members, members)] = True
    np.fill_diagonal(pairs, False)
    return pairs


def queries(
    fold: Fold,
    seed: int,
    *,
    balanced: bool = False,
    within: Flags | None = None,
    tolerance: float = TOLERANCE,
    least: int = LEAST_COMPARABLE,
) -> list[Query]:
    """One for each new pair and direction, with up to 99 comparable non-partners of the source:
    those nearest in degree to the partner. Pairs with fewer than `least` are dropped.

    `balanced`: as many that are better connected as that are less well, so that popularity
    scores exactly one half, also where the best connected are to be found. `within` [n, n]:
    only pairs where it holds, and only others for which it holds with the source.
    """
    # Among equally near ones chance decides, not the order of names.
    chance = np.random.default_rng(seed).permutation(len(fold.keys))
    degree = fold.degree
    wanted = fold.new if within is None else fold.new & within
    found = []
    for source, target in np.argwhere(wanted).tolist():
        free = ~(fold.partners[source] | fold.new[source])
        free[source] = False
        if within is not None:
            free &= within[source]
        gap = degree - degree[target]
        near = np.flatnonzero(free & (np.abs(gap) <= tolerance * degree[target]))
        near = near[np.lexsort((chance[near], np.abs(gap[near])))]
        others = _even(near, gap) if balanced else near[:NEGATIVES]
        if others.size >= least:
            found.append(Query(source, target, others))
    return found


def _even(near: Positions, gap: Positions) -> Positions:
    below, same, above = (near[np.sign(gap[near]) == sign] for sign in (-1, 0, 1))
    same = same[:NEGATIVES]
    each = min(below.size, above.size, (NEGATIVES - same.size) // 2)
    return np.concatenate([same, below[:each], above[:each]])


def without_reporter(fold: Fold, asked: Iterable[Query]) -> list[Query]:
    """The harder cut: neither the partner nor the others have a reporter in common with the
    source, whose way of tagging could give them away.
    """
    apart = ~fold.reported_together
    harder = [
        Query(source, target, others[apart[source, others]])
        for source, target, others in asked
        if apart[source, target]
    ]
    return [query for query in harder if query.others.size >= LEAST_COMPARABLE]


def outcome(query: Query, scores: Scores) -> Outcome:
    """`scores` [n, n] of a source for a target; scores that differ by rounding are the same."""
    partner, others = scores[query.source, query.target], scores[query.source, query.others]
    same = np.isclose(others, partner, rtol=0, atol=1e-12)
    above = (others > partner) & ~same
    return Outcome(int(above.sum()), int(same.sum()), query.others.size)
