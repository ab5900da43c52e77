"""Who is shown: near-ties, a floor for grass-roots groups, and a cap on congestion.

The scores are never touched. Lists are cut from deeper candidates (`top_k` with a larger k) by
three rules, each small, logged and explainable:

1. ties: within .02 of the best that is left, the lowest exposure per merit comes first, then a
   keyed hash of the day and the pair, so nobody can place a listing by choosing its name;
2. floor: the smallest λ in {0, .005, …, .05}, added for grass-roots groups when ordering, that
   brings their exposure per merit to .97 of the others';
3. cap: nobody is in more than max(30, 5 %) of the lists, or than it said it is open to; the
   lists that fit it best keep it, the others move up. Where targets are few, the cap is twice
   an even share of the places, so that few partners never mean short lists.

Give `rerank` the publicly visible sources and targets alone: hidden listings, and listings that
change later, are put in order by `settle`, which reads the exposure and moves nobody else's.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from partnerships.matching.errors import InvalidRequest
from partnerships.matching.kernel import UNIT
from partnerships.matching.ordering import (
    Columns,
    Flags,
    Floats,
    Ints,
    Lists,
    Ties,
    capped,
    cut,
    mix,
    prefer,
)

NO_LIMIT = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers of the three rules; scores and λ from 0 to 1."""

    length: int = 20
    tie_window: float = 0.02
    floor_step: float = 0.005
    floor_most: float = 0.05
    floor_ratio: float = 0.97
    # With fewer grass-roots groups, or fewer others, the ratio is noise: reported, not adjusted.
    floor_least_groups: int = 20
    cap_least: int = 30
    cap_share: float = 0.05
    cap_even_shares: float = 2.0

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
    floor: float
    ratio: float  # r_G after, NaN where there is nobody to compare
    exposure: Floats  # [m] of these lists
    lists: Ints  # [m] how many lists hold the target
    limits: Ints  # [m]


def discount(length: int) -> Floats:
    """How much a place is seen: 1 / log2(1 + rank), rank from 1."""
    weights: Floats = 1 / np.log2(2 + np.arange(length))
    return weights


def day_seed(day: str, secret: bytes) -> int:
    """The key of the day's hash: nobody without the secret can tell tomorrow's order."""
    digest = blake2b(day.encode(), key=secret[:64], digest_size=8).digest()
    return int.from_bytes(digest, "big")


def exposure_ratio(exposure: Floats, merit: Floats, group: Flags) -> float:
    """r_G: the exposure per merit of the group over that of the others; NaN if one is empty."""
    own, others = merit[group].sum(), merit[~group].sum()
    shown = exposure[~group].sum()
    if own <= 0 or others <= 0 or shown <= 0:
        return float("nan")
    return float((exposure[group].sum() / own) / (shown / others))


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
    limits = _limits(targets.open_to, int((target >= 0).any(axis=1).sum()), policy)
    compared = min(int(targets.grassroots.sum()), int((~targets.grassroots).sum()))
    floors = policy.floors if compared >= policy.floor_least_groups else (0.0,)
    for floor in floors:
        shown = _rerank(target, score, source_tie, targets, limits, floor, seed, policy)
        if not shown.ratio < policy.floor_ratio:
            break
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
    adjusted = _adjusted(target, score, targets.grassroots, shown.floor)
    running = targets.past_exposure + shown.exposure
    preference = prefer(
        target, adjusted, source_tie, targets.tie, running, targets.merit, np.zeros(0), seed,
        _units(policy.tie_window), np.arange(len(target)),
    )  # fmt: skip
    ordered = np.take_along_axis(target, preference.astype(np.int64), axis=1)
    full = shown.lists >= shown.limits
    return cut(preference, (ordered >= 0) & ~full[ordered], policy.length)


def _rerank(
    target: Lists,
    score: Lists,
    source_tie: Ties,
    targets: Targets,
    limits: Ints,
    floor: float,
    seed: int,
    policy: Policy,
) -> Shown:
    adjusted = _adjusted(target, score, targets.grassroots, floor)
    running = targets.past_exposure.astype(np.float64, copy=True)
    seen = discount(policy.length)
    # Sources take turns in an order that changes by the day; each sees what was shown before it.
    turns = np.argsort(mix(source_tie ^ np.uint64(seed)), kind="stable")
    preference = prefer(
        target, adjusted, source_tie, targets.tie, running, targets.merit, seen, seed,
        _units(policy.tie_window), turns,
    )  # fmt: skip
    columns = capped(
        target, adjusted, preference, source_tie, targets.tie, limits, seed, policy.length
    )
    exposure, lists = exposures(target, columns, len(targets.merit))
    return Shown(
        columns=columns,
        floor=floor,
        ratio=exposure_ratio(exposure, targets.merit, targets.grassroots),
        exposure=exposure,
        lists=lists,
        limits=limits,
    )


def exposures(target: Lists, columns: Columns, size: int) -> tuple[Floats, Ints]:
    """[m] the exposure of each target in these lists, and how many lists hold it."""
    held = columns >= 0
    chosen = np.take_along_axis(target, np.maximum(columns, 0).astype(np.int64), axis=1)[held]
    weights = np.broadcast_to(discount(columns.shape[1]), columns.shape)[held]
    exposure, lists = np.zeros(size), np.zeros(size, np.int64)
    np.add.at(exposure, chosen, weights)
    np.add.at(lists, chosen, 1)
    return exposure, lists


def _adjusted(target: Lists, score: Lists, grassroots: Flags, floor: float) -> Ints:
    adjusted = score.astype(np.int64)
    adjusted[(target >= 0) & grassroots[target]] += _units(floor)
    return adjusted


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
    if target.size and int(target.max()) >= size:
        raise InvalidRequest("a candidate is outside the targets")
