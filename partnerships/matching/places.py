"""Who keeps a place that more lists ask for than may have it: deferred acceptance.

Gale & Shapley (1962) with many places on both sides: lists ask in their order, a full target
keeps those that it would be worst to take it from, and whoever is refused asks further. The
outcome does not depend on who asks first, and no list would rather have a target that would
rather be in it.
"""

from __future__ import annotations

import numpy as np

from partnerships.matching.compiled import compiled, inlined
from partnerships.matching.ordering import Columns, Flags, Ints, Lists, Ties, Values, mix_one


def keep_places(
    target: Lists,
    score: Values,
    bar: Values,
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

    A target is in no more than `soft` lists, and keeps those where its `score` stands highest
    above the list's `bar`, then the lot of the day. Lists that come out short of `length` ask again
    for what they were refused, up to twice as many, and so on up to `hard`: an even spread never
    means a short list.
    """
    size = len(target)
    kept, asked = np.zeros(target.shape, np.bool_), np.empty(target.shape, np.bool_)
    left, held = np.full(size, length, np.int64), np.zeros(len(hard), np.int64)
    limits = soft
    while True:
        asking = np.zeros(len(hard), np.int64)
        _mark_asked(target, preference, kept, left, asked, asking)
        # Nobody keeps more than ask for it: all heaps together are no longer than that.
        most = np.minimum(np.maximum(limits - held, 0), asking)
        start = np.concatenate([[0], np.cumsum(most)]).astype(np.int64)
        count = np.zeros(len(hard), np.int64)
        _ask(
            target, score, bar, preference, asked, left, start, source_tie, target_tie,
            np.uint64(seed), kept, np.zeros(size, np.int64), np.arange(size)[::-1].copy(), count,
            np.empty(start[-1], np.int32), np.empty(start[-1], score.dtype),
        )  # fmt: skip
        held += count
        if not (limits < hard).any() or not _any_refused(target, preference, kept, left):
            return kept
        limits = np.minimum(2 * np.maximum(limits, 1), hard)


@compiled
def _mark_asked(
    target: Lists, preference: Columns, kept: Flags, left: Ints, asked: Flags, asking: Ints
) -> None:
    """Which candidates lists with open places have not got yet, and how many ask for each."""
    for u in range(target.shape[0]):
        for place in range(target.shape[1]):
            v = target[u, preference[u, place]]
            asked[u, place] = left[u] > 0 and v >= 0 and not kept[u, place]
            if asked[u, place]:
                asking[v] += 1


@compiled
def _any_refused(target: Lists, preference: Columns, kept: Flags, left: Ints) -> bool:
    for u in range(target.shape[0]):
        if left[u] > 0:
            for place in range(target.shape[1]):
                if not kept[u, place] and target[u, preference[u, place]] >= 0:
                    return True
    return False


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
    target: Lists,
    score: Values,
    bar: Values,
    preference: Columns,
    asked: Flags,  # in the order of preference, as `kept`
    quota: Ints,  # [n] places that are still open in each list
    start: Ints,  # [targets + 1] where the heap of each target begins
    source_tie: Ties,
    target_tie: Ties,
    seed: np.uint64,
    kept: Flags,
    following: Ints,  # [n] the place that each list asks for next
    waiting: Ints,  # [n] a stack of lists with places to fill
    count: Ints,  # [targets] how many each target keeps
    heap: Lists,  # what each target keeps, the weakest first: row · depth + place
    heap_value: Values,
) -> None:
    depth = target.shape[1]
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
        column = preference[u, place]
        v = target[u, column]
        tie, first, most = target_tie[v], start[v], start[v + 1] - start[v]
        code, value = u * depth + place, np.int64(score[u, column]) - bar[u]
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
