"""Upper bounds of H(cov(u→v), cov(v→u)) on a tree, for 32 sources u and every set of tags v."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import compiled
from partnerships.matching.components import CLOSEST, Closeness, Floats
from partnerships.matching.patterns import SHORT, TreePatterns
from partnerships.matching.pool import Columns

LANES = 32
UNITS = 30_000
# A coverage of 1 in the tables of the sources' tags.
FULL = 32_000

Bounds = npt.NDArray[np.int16]
Singles = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]


class TreeRoom(NamedTuple):
    """What 32 sources' tags are spread out in, code by code; used again for each batch."""

    spans: Rows  # [LANES, 2] where each source's tags stand
    means: Floats  # [LANES] in place of what is unknown
    slots: Bounds  # [SHORT, codes, LANES] share of the j-th tag · closeness to the code
    shares: Singles  # [codes, LANES] share of the code itself
    nearest: Singles  # [codes, LANES] closeness of the nearest tag
    base: Singles  # [LANES] the coverage of a source without tags
    total: Floats  # [LANES]
    code: Bounds  # [LANES] of one slot
    factor: Singles  # [LANES]
    reach: Singles  # [LANES]
    used: Rows  # [codes] those of any source
    closest: Bounds  # [codes] of one set: the closeness of its nearest tag
    there: Singles  # [LANES]
    back: Singles


def tree_room(codes: int) -> TreeRoom:
    return TreeRoom(
        spans=np.empty((LANES, 2), np.int64),
        means=np.empty(LANES),
        slots=np.empty((SHORT, codes, LANES), np.int16),
        shares=np.empty((codes, LANES), np.float32),
        nearest=np.empty((codes, LANES), np.float32),
        base=np.empty(LANES, np.float32),
        total=np.empty(LANES),
        code=np.empty(LANES, np.int16),
        factor=np.empty(LANES, np.float32),
        reach=np.empty(LANES, np.float32),
        used=np.empty(codes, np.int64),
        closest=np.empty(codes, np.int16),
        there=np.empty(LANES, np.float32),
        back=np.empty(LANES, np.float32),
    )


@compiled
def fill_tree(
    patterns: TreePatterns,
    s: Columns,
    idf: Floats,
    closeness: Closeness,
    weight: float,
    room: TreeRoom,
    out: Bounds,
) -> None:
    """out[pattern, lane]: weight · H, rounded up, in units of 1/30000 and under 3 too high (10
    with the slots' own rounding). `room` has the spans and means of the sources.
    """
    most = _spread(s, idf, closeness, room)
    factor = np.float32(2 * weight * UNITS / FULL)
    short, long = patterns.short_code.shape[0], patterns.long_start.size - 1
    if most <= SHORT:
        _short_sets(patterns, most, room.slots, room.nearest, factor, out)
    else:
        used = _used(room, idf.size)
        for pattern in range(short):
            code, share = patterns.short_code[pattern], patterns.short_share[pattern]
            _any_set(code, share, closeness, room, used, factor, out[pattern])
    if long:
        used = _used(room, idf.size)
        for i in range(long):
            start, end = patterns.long_start[i], patterns.long_start[i + 1]
            code, share = patterns.long_code[start:end], patterns.long_share[start:end]
            _any_set(code, share, closeness, room, used, factor, out[short + i])
    for pattern in range(short + long, patterns.size):
        for lane in range(LANES):
            out[pattern, lane] = np.int16(weight * room.means[lane] * UNITS + 2)


@compiled
def _spread(s: Columns, idf: Floats, closeness: Closeness, room: TreeRoom) -> int:
    """Fill the room from the sources' tags; returns the largest number of tags.

    With the slots, a coverage is a sum over slots of the largest entry among the tags of v.
    """
    size, most = idf.size, 0
    for a in range(size):
        for lane in range(LANES):
            room.shares[a, lane] = np.float32(0)
            room.nearest[a, lane] = np.float32(0)
    for lane in range(LANES):
        start, end = room.spans[lane, 0], room.spans[lane, 1]
        most = max(most, end - start)
        room.total[lane] = 0
        for e in range(start, end):
            room.total[lane] += s.halves[e] * idf[s.code[e]]
        # Without tags, both coverages are the mean, so that their harmonic mean is the mean too.
        room.base[lane] = np.float32(room.means[lane] * FULL if start == end else 0)
    for slot in range(max(1, most)):
        for lane in range(LANES):
            e = room.spans[lane, 0] + slot
            tagged = e < room.spans[lane, 1]
            room.code[lane] = s.code[e] if tagged else 0
            share = s.halves[e] * idf[s.code[e]] / room.total[lane] if tagged else 0.0
            if tagged:
                room.shares[s.code[e], lane] = np.float32(share)
            # As factors of closeness and as what stands alone, so that the loop below is plain.
            room.factor[lane] = np.float32(share * (FULL / CLOSEST))
            room.reach[lane] = np.float32(FULL / CLOSEST if tagged else 0)
        for b in range(size):
            near, nearest = closeness[b], room.nearest[b]
            for lane in range(LANES):
                value = np.float32(near[room.code[lane]])
                nearest[lane] = max(nearest[lane], np.float32(value * room.reach[lane]))
                if slot < SHORT:
                    room.slots[slot, b, lane] = np.int16(
                        np.int32(value * room.factor[lane] + np.float32(1))
                    )
    for lane in range(LANES):
        if room.spans[lane, 0] == room.spans[lane, 1]:
            for b in range(size):
                room.slots[0, b, lane] = np.int16(room.base[lane] + 1)
                room.nearest[b, lane] = room.base[lane]
    for slot in range(most, SHORT):
        for b in range(size if slot else 0):
            for lane in range(LANES):
                room.slots[slot, b, lane] = 0
    return most


@compiled
def _used(room: TreeRoom, size: int) -> int:
    """List the codes that any source has; returns how many."""
    count = 0
    for a in range(size):
        for lane in range(LANES):
            if room.shares[a, lane] > 0:
                room.used[count] = a
                count += 1
                break
    return count


@compiled
def _short_sets(
    patterns: TreePatterns,
    most: int,
    slots: Bounds,
    nearest: Singles,
    factor: np.float32,
    out: Bounds,
) -> None:
    """Sources and sets of at most four tags: straight runs of vector instructions."""
    slot0, slot1, slot2, slot3 = slots[0], slots[1], slots[2], slots[3]
    # A slot that no source fills is 0 everywhere: always reading its first row keeps it in cache.
    use1, use2, use3 = np.int64(most > 1), np.int64(most > 2), np.int64(most > 3)
    for pattern in range(patterns.short_code.shape[0]):
        code, share = patterns.short_code[pattern], patterns.short_share[pattern]
        i, j, k, m = code[0], code[1], code[2], code[3]
        p, q, r, z = share[0], share[1], share[2], share[3]
        near_i, near_j, near_k, near_m = nearest[i], nearest[j], nearest[k], nearest[m]
        ai, aj, ak, am = slot0[i], slot0[j], slot0[k], slot0[m]
        bi, bj, bk, bm = slot1[i * use1], slot1[j * use1], slot1[k * use1], slot1[m * use1]
        ci, cj, ck, cm = slot2[i * use2], slot2[j * use2], slot2[k * use2], slot2[m * use2]
        di, dj, dk, dm = slot3[i * use3], slot3[j * use3], slot3[k * use3], slot3[m * use3]
        row = out[pattern]
        # Two loops, so that the first is int16 alone and takes vectors of the full width.
        for lane in range(LANES):
            a = max(max(ai[lane], aj[lane]), max(ak[lane], am[lane]))
            b = max(max(bi[lane], bj[lane]), max(bk[lane], bm[lane]))
            c = max(max(ci[lane], cj[lane]), max(ck[lane], cm[lane]))
            d = max(max(di[lane], dj[lane]), max(dk[lane], dm[lane]))
            row[lane] = np.int16(np.int16(a + b) + np.int16(c + d))
        for lane in range(LANES):
            there = np.float32(row[lane])
            back = np.float32(p * near_i[lane] + q * near_j[lane]) + np.float32(
                r * near_k[lane] + z * near_m[lane]
            )
            row[lane] = np.int16(np.int32(factor * there * back / (there + back) + np.float32(2)))


@compiled
def _any_set(
    code: npt.NDArray[np.int16],
    share: Singles,
    closeness: Closeness,
    room: TreeRoom,
    used: int,
    factor: np.float32,
    row: Bounds,
) -> None:
    """Any number of tags, at a cost that does not grow with their product."""
    closest, there, back = room.closest, room.there, room.back
    size = closeness.shape[0]
    for a in range(size):
        closest[a] = 0
    for lane in range(there.size):
        there[lane] = room.base[lane]
        back[lane] = np.float32(0)
    for e in range(code.size):
        near, mine, part = closeness[code[e]], room.nearest[code[e]], share[e]
        for a in range(size):
            closest[a] = max(closest[a], near[a])
        for lane in range(there.size):
            back[lane] += part * mine[lane]
    for i in range(used):
        a = room.used[i]
        mine, part = room.shares[a], np.float32(closest[a] * (FULL / CLOSEST))
        for lane in range(there.size):
            there[lane] += part * mine[lane]
    for lane in range(there.size):
        x, y = there[lane], back[lane]
        row[lane] = np.int16(np.int32(factor * x * y / (x + y) + np.float32(2)))
