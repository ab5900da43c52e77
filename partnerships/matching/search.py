"""The exact best k of every source, 32 sources at a time.

1. Tables bound each part of the score for every pattern (tables.py).
2. One scan over the classes of targets adds seven rows a class. Whoever stays below the bar of
   all 32 sources, which is nearly everybody, is done with. Every 64th class comes first, so the
   bar is high when the scan begins.
3. What passes waits in a small buffer; the bar is the k-th best *lower* bound in it. Only what is
   left in the end is scored exactly, with the formulas themselves.

A class is left out only if its upper bound is below k lower bounds, so the answer is exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import borrowing, compiled
from partnerships.matching.components import Floats
from partnerships.matching.gate import GateArrays, may_meet
from partnerships.matching.kernel import UNIT, Model, pair_facts, weigh
from partnerships.matching.patterns import Index
from partnerships.matching.pool import Columns
from partnerships.matching.tables import LANES, SLACK, UNITS, Tables, empty_tables, fill

SEED_STRIDE = 64
BUFFER = 256
# Of an int16 the topmost bit, four times: whether any of four numbers is below 0.
SIGNS = np.uint64(0x8000_8000_8000_8000)


class Buffers(NamedTuple):
    """What each of the 32 sources has in hand."""

    row: npt.NDArray[np.int64]  # [LANES] the source
    bar: npt.NDArray[np.int16]  # [LANES] a bound up to here cannot be among the best k
    lower: npt.NDArray[np.int32]  # [LANES, k] the best lower bounds, descending, -1 if fewer
    held: npt.NDArray[np.int64]  # [LANES]
    upper: npt.NDArray[np.int32]  # [LANES, capacity]
    target: npt.NDArray[np.int32]
    score: npt.NDArray[np.int64]  # exact, or -1 while unknown
    tie: npt.NDArray[np.uint64]
    below: npt.NDArray[np.int16]  # [LANES] of the class at hand: bar - bound
    signs: npt.NDArray[np.uint64]  # the same memory, four numbers a word
    facts: Floats  # room for one pair
    components: Floats
    parts: npt.NDArray[np.int64]


class Side(NamedTuple):
    """Everything that scoring a pair reads, so that it travels as one."""

    model: Model
    s: Columns
    t: Columns
    gate: GateArrays
    matchable: npt.NDArray[np.bool_]  # [targets]


@compiled
def search(
    side: Side, index: Index, partners: int, rows: npt.NDArray[np.int64],
    found: npt.NDArray[np.int32],
) -> None:  # fmt: skip
    """Fill found[u] with the best targets of each source u in `rows`, best first."""
    k = found.shape[1]
    capacity = max(BUFFER, 4 * k)
    tables = empty_tables(index)
    below = np.empty(LANES, np.int16)
    hands = Buffers(
        np.zeros(LANES, np.int64),
        np.empty(LANES, np.int16),
        np.empty((LANES, k), np.int32),
        np.zeros(LANES, np.int64),
        np.empty((LANES, capacity), np.int32),
        np.empty((LANES, capacity), np.int32),
        np.empty((LANES, capacity), np.int64),
        np.empty((LANES, capacity), np.uint64),
        below,
        below.view(np.uint64),
        np.empty(9),
        np.empty(7),
        np.empty(7, np.int64),
    )
    for first in range(0, rows.size, LANES):
        batch = rows[first : first + LANES]
        fill(side.model, side.s, batch, index, partners, tables)
        hands.row[: batch.size] = batch
        hands.lower[:] = -1
        hands.held[:] = 0
        hands.bar[:] = 32767  # lanes without a source let nothing pass
        hands.bar[: batch.size] = -1
        _scan(side, index, tables, hands)
        for lane in range(batch.size):
            _score_exactly(side, hands, lane)
            for place in range(hands.held[lane]):
                found[batch[lane], place] = hands.target[lane, place]


@borrowing
def _scan(side: Side, index: Index, tables: Tables, hands: Buffers) -> None:
    classes, bar, below, words = index.classes, hands.bar, hands.below, hands.signs
    for seeding in (True, False):
        for c in range(0, classes.shape[0], SEED_STRIDE if seeding else 1):
            if not seeding and c % SEED_STRIDE == 0:
                continue
            row = classes[c]
            sector, home, residence = (
                tables.sectors[row[0]],
                tables.home[row[1]],
                tables.residence[row[2]],
            )
            receives, gives = tables.receives[row[3]], tables.gives[row[4]]
            standing, language = tables.standing[row[5]], tables.language[row[6]]
            for lane in range(LANES):
                # needs_met in int16, from above: H is concave, so three of its tangents bound it.
                a, b = receives[lane], gives[lane]
                low, both = min(a, b), np.int16(a + b)
                mean = min(
                    min(np.int16(both >> 1), np.int16(low + np.int16(both >> 3))),
                    np.int16(low + low),
                )
                needs = np.int16(mean + np.int16(both - low))
                bound = np.int16(
                    np.int16(
                        np.int16(sector[lane] + home[lane])
                        + np.int16(residence[lane] + standing[lane])
                    )
                    + np.int16(language[lane] + needs)
                )
                below[lane] = np.int16(bar[lane] - bound)
            any_below = (
                (words[0] | words[1])
                | (words[2] | words[3])
                | (words[4] | words[5])
                | (words[6] | words[7])
            )
            if any_below & SIGNS:
                for lane in range(LANES):
                    if below[lane] < 0:
                        _take(side, index, tables, hands, lane, c)


@borrowing
def _take(side: Side, index: Index, tables: Tables, hands: Buffers, lane: int, c: int) -> None:
    """Put a class's members that may meet the source in hand, if its bound still passes."""
    row = index.classes[c]
    a = np.int64(tables.receives[row[3], lane])
    b = np.int64(tables.gives[row[4], lane])
    upper = (
        np.int64(tables.sectors[row[0], lane])
        + tables.home[row[1], lane]
        + tables.residence[row[2], lane]
        + tables.standing[row[5], lane]
        + tables.language[row[6], lane]
        + (2 * a * b // (a + b) + 1 + max(a, b))
    )
    if upper <= hands.bar[lane]:
        return
    u = hands.row[lane]
    start, end = index.member_start[c], index.member_start[c + 1]
    own = side.s.tie[u]
    # Members are sorted by tie; the circle is entered at the source's own.
    low, high = start, end
    while low < high:
        middle = (low + high) // 2
        if side.t.tie[index.member[middle]] < own:
            low = middle + 1
        else:
            high = middle
    taken = 0
    for step in range(end - start):
        at = low + step
        v = index.member[at if at < end else at - (end - start)]
        if side.matchable[v] and may_meet(side.gate, u, v):
            _hold(side, hands, lane, upper, v)
            taken += 1
            if taken == hands.lower.shape[1]:
                break


@borrowing
def _hold(side: Side, hands: Buffers, lane: int, upper: int, v: int) -> None:
    if hands.held[lane] == hands.upper.shape[1]:
        _make_room(side, hands, lane)
    at = hands.held[lane]
    hands.upper[lane, at] = upper
    hands.target[lane, at] = v
    hands.score[lane, at] = -1
    hands.tie[lane, at] = side.t.tie[v] - side.s.tie[hands.row[lane]]
    hands.held[lane] = at + 1
    _raise_bar(hands, lane, max(0, upper - SLACK))


@borrowing
def _raise_bar(hands: Buffers, lane: int, bound: int) -> None:
    lower = hands.lower[lane]
    place = lower.size - 1
    if bound <= lower[place]:
        return
    while place > 0 and lower[place - 1] < bound:
        lower[place] = lower[place - 1]
        place -= 1
    lower[place] = bound
    # An equal bound may still win by its tie.
    hands.bar[lane] = max(np.int64(hands.bar[lane]), np.int64(lower[lower.size - 1]) - 1)


@borrowing
def _make_room(side: Side, hands: Buffers, lane: int) -> None:
    kept = 0
    for i in range(hands.held[lane]):
        if hands.upper[lane, i] > hands.bar[lane]:
            _move(hands, lane, i, kept)
            kept += 1
    hands.held[lane] = kept
    if kept > hands.upper.shape[1] // 2:
        _score_exactly(side, hands, lane)


@borrowing
def _move(hands: Buffers, lane: int, origin: int, place: int) -> None:
    hands.upper[lane, place] = hands.upper[lane, origin]
    hands.target[lane, place] = hands.target[lane, origin]
    hands.score[lane, place] = hands.score[lane, origin]
    hands.tie[lane, place] = hands.tie[lane, origin]


@borrowing
def _score_exactly(side: Side, hands: Buffers, lane: int) -> None:
    """Keep the best k by exact score and tie, in order, with exact lower bounds."""
    k = hands.lower.shape[1]
    kept = 0
    for i in range(hands.held[lane]):
        if hands.upper[lane, i] <= hands.bar[lane]:
            continue
        upper, v, tie = hands.upper[lane, i], hands.target[lane, i], hands.tie[lane, i]
        score = hands.score[lane, i]
        if score < 0:
            u = hands.row[lane]
            pair_facts(side.model, side.s, u, side.t, v, hands.facts)
            score, _ = weigh(
                side.model, side.s, u, side.t, v, hands.facts, hands.components, hands.parts
            )
        place = kept
        while place > 0 and (
            score > hands.score[lane, place - 1]
            or (score == hands.score[lane, place - 1] and tie < hands.tie[lane, place - 1])
        ):
            place -= 1
        if place == k:
            continue
        for later in range(min(kept, k - 1), place, -1):
            _move(hands, lane, later - 1, later)
        hands.upper[lane, place] = upper
        hands.target[lane, place] = v
        hands.score[lane, place] = score
        hands.tie[lane, place] = tie
        kept = min(kept + 1, k)
    hands.held[lane] = kept
    hands.lower[lane] = -1
    for i in range(kept):
        _raise_bar(hands, lane, int(hands.score[lane, i]) * UNITS // int(UNIT))
