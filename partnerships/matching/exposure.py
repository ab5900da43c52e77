"""Who is shown: near-ties, a floor for whoever is seen too little, and a cap on congestion.

The scores are never touched. Lists are cut from deeper candidates (`rank` with a larger k) by
three rules, each small, logged and explainable:

1. ties: within .02 of the best that is left, the lowest exposure per merit comes first, then a
   keyed hash of the day and the pair, so nobody can place a listing by choosing its name;
2. cap: nobody is in more than max(30, 5 %) of the lists, or than it said it is open to; the
   lists that would lose most without it keep it, the others move up. Where targets are few, the
   cap is twice an even share of the places, so that few partners never mean short lists. Where
   exposure is still uneven, a lower cap in even shares is tried, the loosest that is even enough
   and costs less than the loss allowed; it gives way rather than leave a list short;
3. floor: the smallest λ in {0, .005, …, .05}, added for grass-roots groups when ordering, that
   brings their exposure per merit to .97 of the others'; where it stands above 1.05 of theirs,
   the others get the smallest in {.001, .002, …, .05} that brings it down to that (told as a λ
   below 0).

Give `rerank` the publicly visible sources and targets alone: hidden listings, and listings that
change later, are put in order by `settle`, which reads the exposure and moves nobody else's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from partnerships.matching.errors import InvalidRequest
from partnerships.matching.evenness import discount, exposure_ratio, exposures, gini, ndcg_loss
from partnerships.matching.kernel import UNIT
from partnerships.matching.ordering import (
    Columns,
    Flags,
    Floats,
    Ints,
    Lists,
    Ties,
    Values,
    cut,
    lifted,
    mix,
    prefer,
)
from partnerships.matching.places import keep_places

NO_LIMIT = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers of the three rules; scores and λ from 0 to 1."""

    length: int = 20
    tie_window: float = 0.02
    floor_step: float = 0.005
    floor_most: float = 0.05
    floor_ratio: float = 0.97
    ceiling_ratio: float = 1.05
    ceiling_step: float = 0.001
    # With fewer groups, or fewer others, figures are noise: reported, not adjusted.
    least_groups: int = 20
    cap_least: int = 30
    cap_share: float = 0.05
    cap_even_shares: float = 2.0
    # Lower caps that are tried one after the other, and what makes one even enough, or too dear.
    even_shares: tuple[float, ...] = (4.0, 3.0, 2.5, 2.0, 1.5, 1.25, 1.0)
    most_gini: float = 0.45
    most_never_shown: float = 0.05
    most_loss: float = 0.01

    @property
    def floors(self) -> tuple[float, ...]:
        return tuple(
            round(step * self.floor_step, 9)
            for step in range(round(self.floor_most / self.floor_step) + 1)
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Targets:
    """What the rules read of m targets. `merit` is a mean score over sources (engine.merit)."""

    merit: Floats  # [m]
    past_exposure: Floats  # [m] over the last 28 days, in the unit of `discount`
    grassroots: Flags  # [m]
    open_to: Ints  # [m] lists it wants to be in at most, or NO_LIMIT
    tie: Ties  # [m] columns.tie of the pool


@dataclass(frozen=True, eq=False, kw_only=True)
class Shown:
    """The lists, and what follows from them.

    `columns` [n, length] positions in the candidates' rows, best first, -1 where there are fewer:
    the rank before is the position + 1, the rank after the place in this row + 1.
    """

    columns: Columns
    floor: float  # λ for grass-roots groups; below 0 it was given to the others
    ratio: float  # r_G after, NaN where there is nobody to compare
    exposure: Floats  # [m] of these lists
    lists: Ints  # [m] how many lists hold the target
    limits: Ints  # [m] that no list may go beyond
    soft: Ints  # [m] that hold while every list is full


def day_seed(day: str, secret: bytes) -> int:
    """The key of the day's hash: nobody without the secret can tell tomorrow's order."""
    digest = blake2b(day.encode(), key=secret[:64], digest_size=8).digest()
    return int.from_bytes(digest, "big")


def rerank(
    target: Lists,
    score: Lists,
    source_tie: Ties,
    targets: Targets,
    *,
    seed: int,
    policy: Policy | None = None,
) -> Shown:
    """Cut lists from candidates [n, depth] (best first, -1 where there are fewer)."""
    policy = policy or Policy()
    _check(target, score, source_tie, targets)
    wish = _Wish(target, score, source_tie, targets, seed, policy)
    shown = _evened(wish)
    compared = min(int(targets.grassroots.sum()), int((~targets.grassroots).sum()))
    if compared < policy.least_groups:
        return shown
    if shown.ratio < policy.floor_ratio:
        for floor in policy.floors[1:]:
            shown = wish.cut(wish.order(floor), shown.soft)
            if not shown.ratio < policy.floor_ratio:
                break
    elif shown.ratio > policy.ceiling_ratio:
        shown = _lowered(wish, shown)
    return shown


def settle(
    target: Lists,
    score: Lists,
    source_tie: Ties,
    targets: Targets,
    shown: Shown,
    *,
    seed: int,
    policy: Policy | None = None,
) -> Columns:
    """Lists of further sources under the exposure, floor and caps that stand, changing none.

    For listings that are not public, and for one that changed since the run. Targets that are
    full are left out.
    """
    policy = policy or Policy()
    _check(target, score, source_tie, targets)
    adjusted = lifted(target, score, targets.grassroots, _units(shown.floor))
    running = targets.past_exposure + shown.exposure
    preference = prefer(
        target, adjusted, source_tie, targets.tie, running, targets.merit, np.zeros(0), seed,
        _units(policy.tie_window), np.arange(len(target)),
    )  # fmt: skip
    ordered = np.take_along_axis(target, preference.astype(np.int64), axis=1)
    full = shown.lists >= shown.limits
    return cut(preference, (ordered >= 0) & ~full[ordered], policy.length)


class _Order(NamedTuple):
    floor: float
    adjusted: Values  # [n, depth] scores with λ
    preference: Columns  # [n, depth] columns of the candidates


@dataclass(frozen=True, eq=False)
class _Wish:
    """What the lists are cut from, and the cutting."""

    target: Lists
    score: Lists
    source_tie: Ties
    targets: Targets
    seed: int
    policy: Policy

    @cached_property
    def limits(self) -> Ints:
        return _limits(self.targets.open_to, self.sources, self.policy)

    @cached_property
    def sources(self) -> int:
        return int((self.target >= 0).any(axis=1).sum())

    @cached_property
    def bar(self) -> Lists:
        """[n] the score that a list falls back on when it loses a candidate."""
        last = min(self.policy.length, self.target.shape[1]) - 1
        if last < 0:
            return np.zeros(len(self.target), np.int32)
        return np.where(self.target[:, last] >= 0, self.score[:, last], 0).astype(np.int32)

    @cached_property
    def turns(self) -> Ints:
        """Sources take turns in an order that changes by the day."""
        return np.argsort(mix(self.source_tie ^ np.uint64(self.seed)), kind="stable")

    def order(self, floor: float) -> _Order:
        """The order in which each list wants its candidates; each sees what was shown before."""
        adjusted = lifted(self.target, self.score, self.targets.grassroots, _units(floor))
        preference = prefer(
            self.target, adjusted, self.source_tie, self.targets.tie,
            self.targets.past_exposure.astype(np.float64, copy=True), self.targets.merit,
            discount(self.policy.length), self.seed, _units(self.policy.tie_window), self.turns,
        )  # fmt: skip
        return _Order(floor, adjusted, preference)

    def cut(self, order: _Order, soft: Ints) -> Shown:
        kept = keep_places(
            self.target, order.adjusted, self.bar, order.preference, self.source_tie,
            self.targets.tie, soft=soft, hard=self.limits, seed=self.seed,
            length=self.policy.length,
        )  # fmt: skip
        columns = cut(order.preference, kept, self.policy.length)
        exposure, lists = exposures(self.target, columns, len(self.targets.merit))
        return Shown(
            columns=columns,
            floor=order.floor,
            ratio=exposure_ratio(exposure, self.targets.merit, self.targets.grassroots),
            exposure=exposure,
            lists=lists,
            limits=self.limits,
            soft=soft,
        )


def _evened(wish: _Wish) -> Shown:
    """The lists under the loosest cap that is even enough, without a floor."""
    policy, size, order = wish.policy, len(wish.targets.merit), wish.order(0.0)
    shown = wish.cut(order, wish.limits)
    if size < policy.least_groups or _is_even(shown, policy):
        return shown
    # Each lower cap is more even and costs more than the one before, so halving finds it.
    first, last, found = 0, len(policy.even_shares) - 1, False
    while first <= last:
        middle = (first + last) // 2
        even = policy.even_shares[middle] * policy.length * wish.sources / size
        lower = wish.cut(order, np.minimum(wish.limits, max(1, math.ceil(even))))
        is_dear = not ndcg_loss(wish.score, lower.columns) < policy.most_loss
        if is_dear or _is_even(lower, policy):
            last = middle - 1
        else:
            first = middle + 1
        if not is_dear and (_is_even(lower, policy) or not found):
            shown, found = lower, _is_even(lower, policy)
    return shown


def _lowered(wish: _Wish, shown: Shown) -> Shown:
    """The lists under the smallest λ for the others that brings r_G down to the ceiling.

    In finer steps than the floor, to take no more from grass-roots groups than that needs.
    """
    policy = wish.policy
    first, last = 1, round(policy.floor_most / policy.ceiling_step)
    lowest = wish.cut(wish.order(-policy.floor_most), shown.soft)
    while first < last:
        middle = (first + last) // 2
        floor = round(middle * policy.ceiling_step, 9)
        tried = wish.cut(wish.order(-floor), shown.soft)
        if tried.ratio > policy.ceiling_ratio:
            first = middle + 1
        else:
            lowest, last = tried, middle
    return lowest


def _is_even(shown: Shown, policy: Policy) -> bool:
    never = float((shown.lists == 0).mean())
    return not gini(shown.exposure) > policy.most_gini and never <= policy.most_never_shown


def _units(value: float) -> int:
    return round(value * UNIT)


def _limits(open_to: Ints, lists: int, policy: Policy) -> Ints:
    even = policy.length * lists / max(1, open_to.size)
    most = max(policy.cap_least, policy.cap_share * lists, policy.cap_even_shares * even)
    limits: Ints = np.where(open_to == NO_LIMIT, int(most), np.minimum(open_to, int(most)))
    return limits


def _check(target: Lists, score: Lists, source_tie: Ties, targets: Targets) -> None:
    size = len(targets.merit)
    columns = (targets.past_exposure, targets.grassroots, targets.open_to, targets.tie)
    if target.shape != score.shape or len(source_tie) != len(target):
        raise InvalidRequest("candidates, scores and sources differ in length")
    if any(len(column) != size for column in columns):
        raise InvalidRequest("the columns of the targets differ in length")
    for name, column in (("merit", targets.merit), ("past exposure", targets.past_exposure)):
        if not (np.isfinite(column) & (column >= 0)).all():
            raise InvalidRequest(f"a {name} is not a number from 0 on")
    if target.size and int(target.max()) >= size:
        raise InvalidRequest("a candidate is outside the targets")
