"""Who keeps a place that more lists ask for than may have it: deferred acceptance.

Gale & Shapley (1962) with many places on both sides: lists ask in their order, a full target
keeps those that it would be worst to take it from, and whoever is refused asks further. The
outcome does not depend on who asks first, and no list would rather have a target that would
rather be in it.
"""

from __future__ import annotations

import numpy as np

from partnerships.matching.compiled import compiled, inlined
from partnerships.matching.ordering import Columns, Flags, Ints, Lists, Ties, mix_one


def keep_places(
    target: Lists,
    value: Ints,
    preference: Columns,
    source_tie: Ties,
    target_tie: Ties,
    *,
    soft: Ints,
    hard: Ints,
    seed: int,
    length: int,
) -> Flags:
    """[n, depth] which candidates each list keeps, in the order of `preference`.

    A target is in no more than `soft` lists, and keeps those with the highest `value`, then the
    lot of the day. Lists that come out short of `length` ask again for what they were refused,
    up to twice as many, and so on up to `hard`: an even spread never means a short list.
    """
    order = preference.astype(np.int64)
    wanted = np.take_along_axis(target, order, axis=1)
    wish = np.take_along_axis(value, order, axis=1)
    quota = np.full(len(target), length, np.int64)
    asked = wanted >= 0
    kept = _accept(wanted, wish, asked, quota, soft, source_tie, target_tie, seed)
    limits = soft
    while (limits < hard).any():
        left = length - kept.sum(axis=1)
        refused = asked & ~kept & (left > 0)[:, None]
        if not refused.any():
            break
        limits = np.minimum(2 * np.maximum(limits, 1), hard)
        room = limits - np.bincount(wanted[kept], minlength=len(hard))
        kept |= _accept(wanted, wish, refused, left, room, source_tie, target_tie, seed)
    return kept


def _accept(
    wanted: Lists,
    wish: Ints,
    asked: Flags,
    quota: Ints,
    limits: Ints,
    source_tie: Ties,
    target_tie: Ties,
    seed: int,
) -> Flags:
    """One round of asking, to its end; each source keeps `quota` places, each target `limits`."""
    size = len(wanted)
    most = np.minimum(np.maximum(limits, 0), np.bincount(wanted[asked], minlength=len(limits)))
    start = np.concatenate([[0], np.cumsum(most)]).astype(np.int64)
    kept = np.zeros(wanted.shape, np.bool_)
    _ask(
        wanted, wish, asked, quota.copy(), start, source_tie, target_tie, np.uint64(seed), kept,
        np.zeros(size, np.int64), np.arange(size)[::-1].copy(), np.zeros(len(limits), np.int64),
        np.empty(start[-1], np.int64), np.empty(start[-1], np.int64),
    )  # fmt: skip
    return kept


@inlined
def _weaker(
    value: int,
    code: int,
    other_value: int,
    other: int,
    depth: int,
    source_tie: Ties,
    tie: np.uint64,
    seed: np.uint64,
) -> bool:
    """Whether a target would sooner give up the asking `code` (row · depth + place) than `other`.

    The lot of the day decides between equals.
    """
    if value != other_value:
        return value < other_value
    lot = mix_one(mix_one(source_tie[code // depth] ^ seed) ^ tie)
    return bool(lot > mix_one(mix_one(source_tie[other // depth] ^ seed) ^ tie))


@compiled
def _ask(
    wanted: Lists,
    wish: Ints,
    asked: Flags,
    quota: Ints,  # [n] places that are still open in each list
    start: Ints,  # [targets + 1] where the heap of each target begins
    source_tie: Ties,
    target_tie: Ties,
    seed: np.uint64,
    kept: Flags,
    following: Ints,  # [n] the place that each list asks for next
    waiting: Ints,  # [n] a stack of lists with places to fill
    count: Ints,  # [targets] how many each target keeps
    heap: Ints,  # what each target keeps, the weakest first
    heap_value: Ints,
) -> None:
    depth = wanted.shape[1]
    top = waiting.size
    while top > 0:
        u = waiting[top - 1]
        if quota[u] <= 0 or following[u] >= depth:
            top -= 1
            continue
        place = following[u]
        following[u] += 1
        if not asked[u, place]:
            continue
        v = wanted[u, place]
        tie, first, most = target_tie[v], start[v], start[v + 1] - start[v]
        code, value = u * depth + place, wish[u, place]
        if count[v] < most:
            i = count[v]
            count[v] += 1
            while i > 0:
                above = first + (i - 1) // 2
                if not _weaker(
                    value, code, heap_value[above], heap[above], depth, source_tie, tie, seed
                ):
                    break
                heap[first + i], heap_value[first + i] = heap[above], heap_value[above]
                i = (i - 1) // 2
        else:
            if most == 0 or _weaker(
                value, code, heap_value[first], heap[first], depth, source_tie, tie, seed
            ):
                continue
            given_up = heap[first]
            other = given_up // depth
            kept[other, given_up % depth] = False
            # A list with open places is on the stack already, or has nothing left to ask for.
            if quota[other] == 0 and following[other] < depth:
                waiting[top - 1] = other
                waiting[top] = u
                top += 1
            quota[other] += 1
            i = 0
            while 2 * i + 1 < most:
                child = first + 2 * i + 1
                if child + 1 < first + most and _weaker(
                    heap_value[child + 1],
                    heap[child + 1],
                    heap_value[child],
                    heap[child],
                    depth,
                    source_tie,
                    tie,
                    seed,
                ):
                    child += 1
                if _weaker(
                    value, code, heap_value[child], heap[child], depth, source_tie, tie, seed
                ):
                    break
                heap[first + i], heap_value[first + i] = heap[child], heap_value[child]
                i = child - first
        heap[first + i], heap_value[first + i] = code, value
        kept[u, place] = True
        quota[u] -= 1
