"""The order in which a list wants its candidates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import compiled

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ties = npt.NDArray[np.uint64]
Lists = npt.NDArray[np.int32]
Columns = npt.NDArray[np.int16]
# Scores with λ: whole 1e-9, which fit into 32 bits up to 2.1.
Values = npt.NDArray[np.int32] | npt.NDArray[np.int64]


def cut(preference: Columns, open_: Flags, length: int) -> Columns:
    """The first `length` open columns of each row, in order."""
    columns = np.full((len(preference), length), -1, np.int16)
    _cut(preference, open_, columns)
    return columns


def lifted(target: Lists, score: Values, favoured: Flags, step: int) -> Values:
    """The scores, with `step` added where the target is favoured."""
    if not step:
        return score
    values = np.empty_like(score)
    _lift(target, score, favoured, step, values)
    return values


@compiled
def _cut(preference: Columns, open_: Flags, columns: Columns) -> None:
    for u in range(preference.shape[0]):
        count = 0
        for place in range(preference.shape[1]):
            if count == columns.shape[1]:
                break
            if open_[u, place]:
                columns[u, count] = preference[u, place]
                count += 1


@compiled
def _lift(target: Lists, score: Values, favoured: Flags, step: int, values: Values) -> None:
    for u in range(target.shape[0]):
        for column in range(target.shape[1]):
            v = target[u, column]
            values[u, column] = score[u, column]
            if v >= 0 and favoured[v]:
                values[u, column] += step


def mix(value: Ties) -> Ties:
    """Scramble 64 bits (the finalizer of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


mix_one = compiled(mix)


@compiled
def _fill_preference(
    target: Lists,
    adjusted: Values,
    source_tie: Ties,
    target_tie: Ties,
    running: Floats,
    merit: Floats,
    seen: Floats,
    seed: np.uint64,
    window: int,
    turns: Ints,
    lots: Ties,
    load: Floats,
    preference: Columns,
) -> None:
    depth = target.shape[1]
    for turn in range(turns.size):
        u = turns[turn]
        own = mix_one(source_tie[u] ^ seed)
        row, count = preference[u], 0
        for column in range(depth):
            row[column] = column
            v = target[u, column]
            if v >= 0:
                count = column + 1
                lots[column] = mix_one(own ^ target_tie[v])
                load[column] = running[v] / max(merit[v], 1e-9)
        for i in range(1, count):  # by adjusted score; the candidates are nearly in that order
            moved, j = row[i], i
            while j > 0 and adjusted[u, row[j - 1]] < adjusted[u, moved]:
                row[j] = row[j - 1]
                j -= 1
            row[j] = moved
        start = 0
        while start < count:  # one window of near-ties after the other
            end = start + 1
            least = adjusted[u, row[start]] - window
            while end < count and adjusted[u, row[end]] >= least:
                moved, j = row[end], end
                while j > start and (
                    load[row[j - 1]] > load[moved]
                    or (load[row[j - 1]] == load[moved] and lots[row[j - 1]] > lots[moved])
                ):
                    row[j] = row[j - 1]
                    j -= 1
                row[j] = moved
                end += 1
            start = end
        for place in range(min(count, seen.size)):
            running[target[u, row[place]]] += seen[place]


def prefer(
    target: Lists,
    adjusted: Values,
    source_tie: Ties,
    target_tie: Ties,
    running: Floats,
    merit: Floats,
    seen: Floats,
    seed: int,
    window: int,
    turns: Ints,
) -> Columns:
    """[n, depth] the candidates' columns in the order that each list wants them; of the rows in
    `turns`, one after the other.

    With `seen` [length] not empty, the exposure that a list gives is added to `running` before
    the next takes its turn.
    """
    preference = np.empty(target.shape, np.int16)
    depth = target.shape[1]
    _fill_preference(
        target, adjusted, source_tie, target_tie, running, merit, seen, np.uint64(seed), window,
        turns, np.empty(depth, np.uint64), np.empty(depth), preference,
    )  # fmt: skip
    return preference
