"""The smallest sets of groups that together cover what a call asks for. Pure.

Minimum set cover: requirements to cover, groups that each cover some. Three steps.

1. *Patterns.* Groups that cover the same are one pattern, and a pattern that covers less than
   another is left out: neither changes how small a set can be.
2. *How small.* The greedy choice of what covers most (Chvátal 1979) needs at most
   H(d) = 1 + 1/2 + … + 1/d times the least size, d being the most that one group covers. Restarts
   that choose among the nearly best find smaller sets, and different ones. The linear relaxation,
   rounded up, bounds the least size from below: where a set of that size was found, it is proven
   to be smallest. Elsewhere, up to EXACT_CELLS cells (patterns times requirements), HiGHS solves
   the integer programme. What it has not proven within NODES branches is told with both bounds.
3. *Who.* What a member must cover is what no other member does. Whoever covers that could take its
   place, with however few tags beside; among them a keyed hash decides, never size, age or name.
   Each further set prefers groups that no earlier one has.

The same input gives the same sets: one thread, a fixed seed, a limit on branches and not on time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import highspy
import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

EXACT_CELLS = 20_000
NODES = 200
SETS = 5
RESTARTS = 250
NEARLY = 0.7
TOLERANCE = 1e-6
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "random_seed": 1,
    "mip_max_nodes": NODES,
    # Sizes are whole: less than one apart is the same.
    "mip_abs_gap": 0.99,
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """`covers` [groups, requirements]; `keys` one a group; `rotation` what the hash is keyed with.

    `members` are in every set. `apart` are pairs of groups that are never in one set.
    """

    covers: Bools
    keys: Sequence[str]
    rotation: bytes = b""
    members: Sequence[int] = ()
    apart: Collection[tuple[int, int]] = ()

    def __post_init__(self) -> None:
        if self.covers.ndim != 2 or len(self.keys) != len(self.covers):
            raise ValueError(f"{len(self.keys)} keys for covers of the shape {self.covers.shape}")


@dataclass(frozen=True, slots=True)
class Solution:
    """`sets` of positions, `members` first, all of one size; none where nothing can be added.

    `impossible`: requirements that nobody covers; the sets cover all others. `size`: how many
    groups join the members. `least`: a proven lower bound of that; equal to it where `is_least`.
    `worst_ratio`: at most how many times the least size it is, 1.0 where proven.
    """

    sets: tuple[tuple[int, ...], ...]
    impossible: tuple[int, ...]
    size: int
    least: int
    worst_ratio: float

    @property
    def is_least(self) -> bool:
        return self.size == self.least


def smallest_sets(problem: Problem, *, most: int = SETS) -> Solution:
    """Return up to `most` sets of the smallest size that was found."""
    covers = problem.covers
    done = covers[list(problem.members)].any(axis=0)
    there = covers.any(axis=0)
    impossible = tuple(np.flatnonzero(~there & ~done).tolist())
    need = np.flatnonzero(there & ~done)
    free = np.ones(len(covers), np.bool_)
    free[list(problem.members)] = False
    apart = _apart(problem, free)
    wanted = covers[:, need] & free[:, None]
    coverable = wanted.any(axis=0)
    if not coverable.all():
        # Only those who cannot be together with a member cover it.
        impossible = tuple(sorted({*impossible, *need[~coverable].tolist()}))
        wanted = wanted[:, coverable]
    if not wanted.shape[1]:
        sets = (tuple(problem.members),) if problem.members else ()
        return Solution(sets, impossible, 0, 0, 1.0)
    order = _order(problem)
    patterns = _patterns(wanted, order, apart)
    place = {int(group): n for n, group in enumerate(patterns)}
    pairs = [(place[a], place[b]) for a, b in sorted(apart) if a in place and b in place]
    found, least = _best(wanted[patterns], pairs, _chance(problem.rotation))
    if not found:
        return Solution((), impossible, 0, least, 1.0)
    size = len(found[0])
    skeletons = [tuple(patterns[list(one)].tolist()) for one in found]
    filled = _sets(wanted, skeletons, apart, order, most)
    harmonic = sum(1 / n for n in range(1, int(wanted.sum(axis=1).max()) + 1))
    ratio = size / max(1, least)
    if not pairs:
        # Chvátal's bound knows no pairs that stay apart.
        ratio = min(harmonic, ratio)
    members = tuple(problem.members)
    return Solution(
        tuple(members + chosen for chosen in filled), impossible, size, least, round(ratio, 3)
    )


def explain(covers: Bools, chosen: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Return for each of the chosen what it covers, and what it alone of them covers."""
    rows = covers[list(chosen)]
    alone = rows.sum(axis=0) == 1
    return [(np.flatnonzero(row).tolist(), np.flatnonzero(row & alone).tolist()) for row in rows]


def greedy(
    wanted: Bools,
    order: Ints,
    apart: Collection[tuple[int, int]] = (),
    chance: np.random.Generator | None = None,
) -> list[int]:
    """Choose what covers most of the rest, the first of `order` among equals, and prune.

    With `chance`, any of those that cover nearly most may be chosen. Empty where pairs that stay
    apart leave something uncovered.
    """
    rest = np.ones(wanted.shape[1], np.bool_)
    allowed = np.ones(len(wanted), np.bool_)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    narrow = wanted.astype(np.float32)
    chosen: list[int] = []
    while rest.any():
        gain = (narrow @ rest.astype(np.float32)) * allowed
        most = gain.max()
        if not most:
            return []
        near = np.flatnonzero(gain >= (most if chance is None else NEARLY * most))
        best = int(near[rank[near].argmin()] if chance is None else chance.choice(near))
        chosen.append(best)
        rest &= ~wanted[best]
        allowed[[b if a == best else a for a, b in apart if best in (a, b)]] = False
    # What was chosen early may be covered by those who came later.
    for one in list(chosen):
        others = [other for other in chosen if other != one]
        if others and wanted[others].any(axis=0).all():
            chosen = others
    return chosen


def _apart(problem: Problem, free: Bools) -> frozenset[tuple[int, int]]:
    """Close to the search whoever stays apart from a member; return the pairs of the others."""
    pairs = set()
    members = set(problem.members)
    for a, b in problem.apart:
        if a in members or b in members:
            free[[a, b]] = False
        else:
            pairs.add((min(a, b), max(a, b)))
    return frozenset((a, b) for a, b in pairs if free[a] and free[b])


def _order(problem: Problem) -> Ints:
    """All groups in the order of the day."""
    key = blake2b(problem.rotation, digest_size=32).digest()
    drawn = [blake2b(k.encode(), digest_size=8, key=key).digest() for k in problem.keys]
    return np.array(sorted(range(len(drawn)), key=lambda i: (drawn[i], problem.keys[i])), np.int64)


def _chance(rotation: bytes) -> np.random.Generator:
    """Chance that is the same for the same call and day."""
    return np.random.default_rng(list(blake2b(rotation, digest_size=16).digest()))


def _patterns(wanted: Bools, order: Ints, apart: Collection[tuple[int, int]]) -> Ints:
    """Return one group for each pattern that no other contains; whoever stays apart from somebody
    stands for itself."""
    alone = np.zeros(len(wanted), np.bool_)
    for a, b in apart:
        alone[[a, b]] = True
    alone &= wanted.any(axis=1)
    useful = order[wanted[order].any(axis=1) & ~alone[order]]
    rows = np.packbits(wanted[useful], axis=1)
    _, firsts = np.unique(rows, axis=0, return_index=True)
    kinds = useful[np.sort(firsts)]
    # The broadest first: nothing is contained in what is smaller.
    kinds = kinds[np.argsort(-wanted[kinds].sum(axis=1), kind="stable")]
    kept: list[int] = []
    block = np.zeros((0, wanted.shape[1]), np.bool_)
    for kind in kinds.tolist():
        row = wanted[kind]
        if not len(block) or not (block[:, row].all(axis=1)).any():
            kept.append(kind)
            block = wanted[kept]
    return np.array([*kept, *np.flatnonzero(alone).tolist()], np.int64)


def _best(
    rows: Bools, pairs: Sequence[tuple[int, int]], chance: np.random.Generator
) -> tuple[list[tuple[int, ...]], int]:
    """Return different sets of the smallest size that was found, and a lower bound of it.

    The two are equal where it is proven that nothing smaller is there.
    """
    order = np.arange(len(rows))
    tries = [greedy(rows, order, pairs)]
    tries += [greedy(rows, order, pairs, chance) for _ in range(RESTARTS)]
    bound, _ = _solve(rows, pairs, [], whole=False)
    least = int(np.ceil(bound - TOLERANCE))
    sizes = [len(one) for one in tries if one]
    if (not sizes or min(sizes) > least) and rows.size <= EXACT_CELLS:
        start = min((one for one in tries if one), key=len, default=[])
        value, found = _solve(rows, pairs, start, whole=True)
        tries.insert(0, found.tolist() if found is not None else [])
        least = max(least, int(np.ceil(value - TOLERANCE)))
        sizes = [len(one) for one in tries if one]
    if not sizes:
        return [], least
    smallest = [tuple(sorted(one)) for one in tries if len(one) == min(sizes)]
    return list(dict.fromkeys(smallest)), least


def _solve(
    rows: Bools, pairs: Sequence[tuple[int, int]], start: Sequence[int], *, whole: bool
) -> tuple[float, Ints | None]:
    """Cover every column with few rows: (a lower bound of how many, the rows that were chosen).

    None where no choice was found. Not `whole`: the linear relaxation, whose rows mean nothing.
    `start` is a choice that is known already.
    """
    model = highspy.Highs()
    for option, value in OPTIONS.items():
        model.setOptionValue(option, value)
    count, columns = rows.shape
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = count, columns + len(pairs)
    programme.col_cost_ = np.ones(count)
    programme.col_lower_, programme.col_upper_ = np.zeros(count), np.ones(count)
    no_bound = highspy.kHighsInf
    programme.row_lower_ = np.concatenate([np.ones(columns), np.full(len(pairs), -no_bound)])
    programme.row_upper_ = np.concatenate([np.full(columns, no_bound), np.ones(len(pairs))])
    entries = [np.flatnonzero(column) for column in rows.T] + [np.array(pair) for pair in pairs]
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.cumsum([0, *(len(entry) for entry in entries)])
    programme.a_matrix_.index_ = np.concatenate(entries)
    programme.a_matrix_.value_ = np.ones(len(programme.a_matrix_.index_))
    if whole:
        programme.integrality_ = [highspy.HighsVarType.kInteger] * count
    model.passModel(programme)
    if start:
        known = highspy.HighsSolution()
        known.col_value = np.isin(np.arange(count), start).astype(float).tolist()
        model.setSolution(known)
    model.run()
    status, info = model.getModelStatus(), model.getInfo()
    if not whole:
        # Where pairs that stay apart leave no cover, nothing is a bound.
        is_optimal = status == highspy.HighsModelStatus.kOptimal
        return (float(info.objective_function_value) if is_optimal else 0.0), None
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return 0.0, None
    chosen = np.flatnonzero(np.array(model.getSolution().col_value) > 0.5)
    is_optimal = status == highspy.HighsModelStatus.kOptimal
    return (float(len(chosen)) if is_optimal else float(info.mip_dual_bound)), chosen


def _sets(
    wanted: Bools,
    skeletons: Sequence[tuple[int, ...]],
    apart: frozenset[tuple[int, int]],
    order: Ints,
    most: int,
) -> list[tuple[int, ...]]:
    """Fill the places of one smallest set after the other with whoever is next in order."""
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    found: dict[tuple[int, ...], None] = {}
    used: set[int] = set()
    for turn in range(2 * most):
        chosen = _filled(wanted, skeletons[turn % len(skeletons)], used, apart, rank)
        found.setdefault(chosen)
        used.update(chosen)
        if len(found) == most:
            break
    return list(found)


def _filled(
    wanted: Bools,
    skeleton: Sequence[int],
    used: set[int],
    apart: frozenset[tuple[int, int]],
    rank: Ints,
) -> tuple[int, ...]:
    """Give each place to the first in order of those who cover what no other place does."""
    chosen = list(skeleton)
    taken = np.isin(np.arange(len(wanted)), list(used))
    for place in range(len(chosen)):
        others = chosen[:place] + chosen[place + 1 :]
        private = ~wanted[others].any(axis=0) if others else np.ones(wanted.shape[1], np.bool_)
        fits: Bools = np.asarray(wanted[:, private].all(axis=1) & wanted.any(axis=1))
        fits[others] = False
        fits[[b if a in others else a for a, b in apart if a in others or b in others]] = False
        able = np.flatnonzero(fits)
        chosen[place] = int(able[np.lexsort((rank[able], taken[able]))[0]])
    return tuple(sorted(chosen, key=lambda group: int(rank[group])))
