"""The exact best k of every source, 32 sources at a time.

1. Tables bound each part of the score for every pattern (tables.py).
2. One scan over the classes of targets adds seven rows a class. Whoever stays below the bar of
   all 32 sources, which is nearly everybody, is done with.
3. What passes waits in a small buffer; the bar is the k-th best *lower* bound in it. Only what is
   left in the end is scored exactly, with the formulas themselves.

A class is left out only if its upper bound is below k lower bounds, so the answer is exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import compiled, inlined
from partnerships.matching.gate import GateArrays, may_meet
from partnerships.matching.kernel import (
    UNIT,
    Lists,
    Model,
    PairRoom,
    describe,
    pair_room,
    score_pair,
)
from partnerships.matching.patterns import Classes, Patterns
from partnerships.matching.pool import Columns
from partnerships.matching.tables import SLACK, Room, Tables, fill
from partnerships.matching.tree_tables import LANES, UNITS

BUFFER = 256
NO_BAR, CLOSED = -1, 32767
# Of an int16 the topmost bit, four times: whether any of four numbers is below 0.
SIGNS = np.uint64(0x8000_8000_8000_8000)

ENTRY = np.dtype(
    [
        ("score", np.int64),  # exact, or -1 while unknown
        ("tie", np.uint64),
        ("target", np.int32),
        ("upper", np.int32),
    ]
)


class Side(NamedTuple):
    """Everything that scoring a pair reads, so that it travels as one."""

    model: Model
    s: Columns
    t: Columns
    gate: GateArrays


class Hands(NamedTuple):
    """What each of the 32 sources has in hand."""

    row: npt.NDArray[np.int64]  # [LANES] the source
    bar: npt.NDArray[np.int16]  # [LANES] a bound up to here cannot be among the best k
    lower: npt.NDArray[np.int32]  # [LANES, k] the best lower bounds, descending, -1 if fewer
    held: npt.NDArray[np.int64]  # [LANES] how many entries
    entry: npt.NDArray[np.void]  # [LANES, room] of ENTRY
    below: npt.NDArray[np.int16]  # [LANES] of the class at hand: bar - bound
    signs: npt.NDArray[np.uint64]  # the same memory, four numbers a word
    pair: PairRoom


def new_hands(k: int) -> Hands:
    below = np.empty(LANES, np.int16)
    return Hands(
        row=np.zeros(LANES, np.int64),
        bar=np.empty(LANES, np.int16),
        lower=np.empty((LANES, k), np.int32),
        held=np.zeros(LANES, np.int64),
        entry=np.empty((LANES, max(BUFFER, 4 * k)), ENTRY),
        below=below,
        signs=below.view(np.uint64),
        pair=pair_room(),
    )


@compiled
def search(
    side: Side,
    patterns: Patterns,
    classes: Classes,
    partners: int,
    rows: npt.NDArray[np.int64],
    room: Room,
    tables: Tables,
    hands: Hands,
    lists: Lists,
) -> None:
    """Fill the lists of the sources `rows`, best first."""
    for first in range(0, rows.size, LANES):
        count = min(LANES, rows.size - first)
        _begin(hands, rows[first : first + count])
        fill(side.model, side.s, hands.row, patterns, partners, room, tables)
        reached = 0
        while reached < classes.pattern.shape[0]:
            reached = _scan(side, classes, tables, hands, reached)
            for lane in range(count):
                _make_room(side, hands, lane)
        for lane in range(count):
            _finish(side, hands, lane, lists)


@compiled
def search_few(
    side: Side,
    rows: npt.NDArray[np.int64],
    hands: Hands,
    lists: Lists,
) -> None:
    """The same without bounds, for fewer targets than tables are worth (at most BUFFER)."""
    for first in range(0, rows.size, LANES):
        count = min(LANES, rows.size - first)
        _begin(hands, rows[first : first + count])
        for lane in range(count):
            for v in range(side.t.listing.size):
                _offer(side, hands, lane, CLOSED, v)
            _finish(side, hands, lane, lists)


@compiled
def _begin(hands: Hands, batch: npt.NDArray[np.int64]) -> None:
    """Empty hands for up to 32 sources. A lane left over repeats the last one, behind a bar that
    lets nothing pass.
    """
    for lane in range(LANES):
        hands.row[lane] = batch[min(lane, batch.size - 1)]
        hands.bar[lane] = NO_BAR if lane < batch.size else CLOSED
        hands.held[lane] = 0
        for place in range(hands.lower.shape[1]):
            hands.lower[lane, place] = -1


@compiled
def _scan(side: Side, classes: Classes, tables: Tables, hands: Hands, first: int) -> int:
    """Go on from class `first` until somebody's hands are full, or to the end; returns where."""
    bar, below, signs = hands.bar, hands.below, hands.signs
    most = hands.entry.shape[1] - hands.lower.shape[1]
    end, full = int(classes.pattern.shape[0]), False
    for c in range(first, end):
        row = classes.pattern[c]
        sector, home = tables.sectors[row[0]], tables.home[row[1]]
        residence = tables.residence[row[2]]
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
                    np.int16(sector[lane] + home[lane]) + np.int16(residence[lane] + standing[lane])
                )
                + np.int16(language[lane] + needs)
            )
            below[lane] = np.int16(bar[lane] - bound)
        any_below = (
            (signs[0] | signs[1])
            | (signs[2] | signs[3])
            | (signs[4] | signs[5])
            | (signs[6] | signs[7])
        )
        if any_below & SIGNS:
            for lane in range(LANES):
                if below[lane] < 0:
                    # The same with the harmonic mean itself.
                    x, y = np.int64(receives[lane]), np.int64(gives[lane])
                    upper = (
                        np.int64(sector[lane])
                        + home[lane]
                        + residence[lane]
                        + standing[lane]
                        + language[lane]
                        + (2 * x * y // (x + y) + 1 + max(x, y))
                    )
                    if upper > bar[lane]:
                        _take(side, classes, hands, lane, upper, c)
                        full = full or hands.held[lane] > most
            if full:
                return c + 1
    return end


@compiled
def _take(side: Side, classes: Classes, hands: Hands, lane: int, upper: int, c: int) -> None:
    """Take a class's members in hand that may meet the source, at most k."""
    start, end = classes.start[c], classes.start[c + 1]
    own = np.uint64(side.gate.source[hands.row[lane], 3])
    # Members are sorted by tie; the circle is entered at the source's own.
    low, high = start, end
    while low < high and end - start > 1:
        middle = (low + high) // 2
        if np.uint64(side.gate.target[classes.member[middle], 3]) < own:
            low = middle + 1
        else:
            high = middle
    taken = 0
    for step in range(end - start):
        at = low + step
        v = classes.member[at if at < end else at - (end - start)]
        if _offer(side, hands, lane, upper, v):
            _raise_bar(hands, lane, max(0, upper - SLACK))
            taken += 1
            if taken == hands.lower.shape[1]:
                break


@inlined
def _offer(side: Side, hands: Hands, lane: int, upper: int, v: int) -> bool:
    """Take a target in hand if it may meet the source."""
    u = hands.row[lane]
    if not may_meet(side.gate, u, v):
        return False
    entry = hands.entry[lane, hands.held[lane]]
    entry.score, entry.target, entry.upper = -1, v, upper
    entry.tie = np.uint64(side.gate.target[v, 3]) - np.uint64(side.gate.source[u, 3])
    hands.held[lane] += 1
    return True


@compiled
def _raise_bar(hands: Hands, lane: int, bound: int) -> None:
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


@compiled
def _make_room(side: Side, hands: Hands, lane: int) -> None:
    """Drop what is below the bar by now; where near-ties still fill the hands, score them."""
    kept, entries = 0, hands.entry[lane]
    for i in range(hands.held[lane]):
        if entries[i].upper > hands.bar[lane]:
            entries[kept] = entries[i]
            kept += 1
    hands.held[lane] = kept
    if kept > entries.size // 2:
        _score_exactly(side, hands, lane)


@compiled
def _finish(side: Side, hands: Hands, lane: int, lists: Lists) -> None:
    _score_exactly(side, hands, lane)
    u = hands.row[lane]
    for place in range(hands.held[lane]):
        lists.target[u, place] = hands.entry[lane, place].target
        lists.score[u, place] = hands.entry[lane, place].score
    if lists.known.size:
        describe(side.model, side.s, side.t, u, u + 1, lists, hands.pair.facts)


@compiled
def _score_exactly(side: Side, hands: Hands, lane: int) -> None:
    """Keep the best k by exact score and tie, in order, with exact lower bounds."""
    k, u, entries = hands.lower.shape[1], hands.row[lane], hands.entry[lane]
    kept = 0
    for i in range(hands.held[lane]):
        upper, v, tie = entries[i].upper, entries[i].target, entries[i].tie
        score = entries[i].score
        if upper <= hands.bar[lane]:
            continue
        if score < 0:
            score = score_pair(side.model, side.s, u, side.t, v, hands.pair)
        place = kept
        while place > 0 and (
            score > entries[place - 1].score
            or (score == entries[place - 1].score and tie < entries[place - 1].tie)
        ):
            place -= 1
        if place == k:
            continue
        for later in range(min(kept, k - 1), place, -1):
            entries[later] = entries[later - 1]
        entry = entries[place]
        entry.score, entry.tie, entry.target, entry.upper = score, tie, v, upper
        kept = min(kept + 1, k)
    hands.held[lane] = kept
    for place in range(k):
        hands.lower[lane, place] = -1
    for i in range(kept):
        _raise_bar(hands, lane, entries[i].score * UNITS // np.int64(UNIT))
