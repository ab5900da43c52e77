"""For 32 sources at once: an upper bound of each part of the score for every pattern.

A table is patterns × 32 sources of int16, in units of 1/30000 of the whole score: one row is one
cache line, and a candidate's bound for 32 sources is a sum of seven rows. Bounds are computed in
single precision and rounded up; how far above the exact part they can be is SLACK.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import borrowing, compiled
from partnerships.matching.components import (
    INTERPRETED,
    NO_LANGUAGE,
    SHARED_LANGUAGE,
    UNKNOWN,
    Closeness,
    Floats,
    capacity,
    generation,
)
from partnerships.matching.kernel import (
    CAPACITY,
    GENERATION,
    GIVES,
    HOME,
    LANGUAGE,
    RECEIVES,
    RESIDENCE,
    SECTOR,
    TYPE,
    Model,
)
from partnerships.matching.patterns import SHORT, Index, SetPatterns, TreePatterns
from partnerships.matching.pool import Columns, Tags

LANES = 32
UNITS = 30_000
# A coverage of 1 in the int16 tables of one source's tags.
FULL = 32_000
# The bound of a whole score is at most this many units above it: under 3 for each of the three
# trees, 7.5 for the rounding of their slots, 8 for needs, 4 for the rest.
SLACK = 40

Bounds = npt.NDArray[np.int16]
Singles = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]


class Tables(NamedTuple):
    """Each [patterns, LANES]. Those of needs are in half units, so that sums stay in int16."""

    sectors: Bounds
    home: Bounds
    residence: Bounds
    receives: Bounds
    gives: Bounds
    standing: Bounds  # partner type, capacity and generation
    language: Bounds


@compiled
def empty_tables(index: Index) -> Tables:
    return Tables(
        np.empty((index.sectors.size, LANES), np.int16),
        np.empty((index.home.size, LANES), np.int16),
        np.empty((index.residence.size, LANES), np.int16),
        np.empty((index.offers.start.size - 1, LANES), np.int16),
        np.empty((index.needs.start.size - 1, LANES), np.int16),
        np.empty((index.standing.size, LANES), np.int16),
        np.empty((index.interprets.size, LANES), np.int16),
    )


@compiled
def fill(model: Model, s: Columns, rows: Rows, index: Index, partners: int, tables: Tables) -> None:
    """Fill the tables for the sources `rows` (at most LANES; further lanes hold anything).

    `partners` is 1 where the targets are partners.
    """
    means = np.empty((LANES, 9))
    for lane in range(rows.size):
        means[lane] = model.means[np.int64(s.is_partner[rows[lane]]), partners]
    w = model.weights
    _tree(
        index.sectors, s.sectors, rows, model.sector_idf, model.sector_closeness, w[0],
        means[:, SECTOR], tables.sectors,
    )  # fmt: skip
    _tree(
        index.home, s.home, rows, model.home_idf, model.place_closeness, w[1] / 2,
        means[:, HOME], tables.home,
    )  # fmt: skip
    _tree(
        index.residence, s.residence, rows, model.residence_idf, model.place_closeness, w[1] / 2,
        means[:, RESIDENCE], tables.residence,
    )  # fmt: skip
    _exchange(model, s, rows, index.offers, w[3], means[:, RECEIVES], True, tables.receives)
    _exchange(model, s, rows, index.needs, w[3], means[:, GIVES], False, tables.gives)
    _standing(model, s, rows, index, partners, means, tables.standing)
    _language(s, rows, index, w[5], means[:, LANGUAGE], tables.language)


@compiled
def _tree(
    patterns: TreePatterns,
    tags: Tags,
    rows: Rows,
    idf: Floats,
    closeness: Closeness,
    weight: float,
    means: Floats,
    out: Bounds,
) -> None:
    """weight · H(cov(u→v), cov(v→u)) for every set of tags v, and the sources u."""
    size = idf.size
    # A source's tags fill slots: slot[j, b] is the share of its j-th tag times the closeness to
    # b, so a coverage is a sum over slots of the largest entry among the tags of v.
    slots = np.zeros((SHORT, size, LANES), np.int16)
    shares = np.zeros((size, LANES), np.float32)
    nearest = np.zeros((size, LANES), np.float32)
    base = np.zeros(LANES, np.float32)
    most = 0
    for lane in range(rows.size):
        start, end = tags.start[rows[lane]], tags.start[rows[lane] + 1]
        most = max(most, end - start)
        if start == end:
            # Both coverages at the mean, so that their harmonic mean is the mean too.
            base[lane] = np.float32(means[lane] * FULL)
            for b in range(size):
                slots[0, b, lane] = np.int16(means[lane] * FULL + 1)
                nearest[b, lane] = np.float32(means[lane] * FULL)
            continue
        total = 0.0
        for e in range(start, end):
            total += tags.halves[e] * idf[tags.code[e]]
        for e in range(start, end):
            a = tags.code[e]
            share = tags.halves[e] * idf[a] / total
            shares[a, lane] = np.float32(share)
            near = closeness[a]
            scale = share * FULL / 27720
            for b in range(size):
                nearest[b, lane] = max(nearest[b, lane], np.float32(near[b] * (FULL / 27720)))
            if e - start < SHORT:
                for b in range(size):
                    slots[e - start, b, lane] = np.int16(near[b] * scale + 1)
    scale = np.float32(2 * weight * UNITS / FULL)
    used = np.flatnonzero(shares.sum(axis=1))
    room = (
        np.empty(size, np.int16),
        np.empty(LANES, np.float32),
        np.empty(LANES, np.float32),
    )
    short, long = patterns.short_code.shape[0], patterns.long_start.size - 1
    if most <= SHORT:
        _short_tree(patterns, most, slots, nearest, scale, out)
    else:
        start = np.arange(short + 1) * SHORT
        code, share = patterns.short_code.ravel(), patterns.short_share.ravel()
        _long_tree(
            start, code, share, closeness, shares, used, nearest, base, scale, room, out[:short]
        )
    _long_tree(
        patterns.long_start, patterns.long_code, patterns.long_share, closeness, shares, used,
        nearest, base, scale, room, out[short : short + long],
    )  # fmt: skip
    for pattern in range(short + long, patterns.size):
        for lane in range(rows.size):
            out[pattern, lane] = np.int16(weight * means[lane] * UNITS + 2)


@borrowing
def _short_tree(
    patterns: TreePatterns,
    most: int,
    slots: Bounds,
    nearest: Singles,
    scale: np.float32,
    out: Bounds,
) -> None:
    """Sources and sets of at most four tags: one straight run of vector instructions a set."""
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
        # Two loops, so that the first has eight-byte vectors of nothing but int16.
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
            row[lane] = np.int16(np.int32(scale * there * back / (there + back) + np.float32(2)))


@borrowing
def _long_tree(
    start: Rows,
    code: npt.NDArray[np.int16],
    share: Singles,
    closeness: Closeness,
    shares: Singles,
    used: Rows,
    nearest: Singles,
    base: Singles,
    scale: np.float32,
    room: tuple[Bounds, Singles, Singles],
    out: Bounds,
) -> None:
    """Any number of tags, at a cost that does not grow with their product."""
    closest, there, back = room
    for pattern in range(start.size - 1):
        for a in range(closest.size):
            closest[a] = 0
        for lane in range(there.size):
            there[lane] = base[lane]
            back[lane] = np.float32(0)
        for e in range(start[pattern], start[pattern + 1]):
            near, mine, part = closeness[code[e]], nearest[code[e]], share[e]
            for a in range(closest.size):
                closest[a] = max(closest[a], near[a])
            for lane in range(there.size):
                back[lane] += part * mine[lane]
        for i in range(used.size):
            mine, part = shares[used[i]], np.float32(closest[used[i]] * (FULL / 27720))
            for lane in range(there.size):
                there[lane] += part * mine[lane]
        row = out[pattern]
        for lane in range(there.size):
            x, y = there[lane], back[lane]
            row[lane] = np.int16(np.int32(scale * x * y / (x + y) + np.float32(2)))


@compiled
def _exchange(
    model: Model,
    s: Columns,
    rows: Rows,
    patterns: SetPatterns,
    weight: float,
    means: Floats,
    receives: bool,
    out: Bounds,
) -> None:
    """weight · cov(N_u→O_v) for every set of offers, or weight · cov(N_v→O_u) for every set of
    needs, in half units. The two enter a harmonic mean and a maximum, which are homogeneous, so
    the weight may be multiplied in first.
    """
    size = model.needs_idf.size
    own = np.zeros((size, LANES), np.float32)
    base = np.zeros(LANES, np.float32)
    scale = weight * UNITS / 2
    for lane in range(rows.size):
        mask = s.needs[rows[lane]] if receives else s.offers[rows[lane]]
        if mask == 0:
            base[lane] = np.float32(scale * means[lane])
        total = 0.0
        for a in range(size):
            if mask >> np.uint64(a) & np.uint64(1):
                total += model.needs_idf[a]
        for a in range(size):
            if mask >> np.uint64(a) & np.uint64(1):
                own[a, lane] = np.float32(scale * (model.needs_idf[a] / total if receives else 1.0))
    _exchange_rows(patterns, own, base, receives, np.empty(LANES, np.float32), out)
    silent = patterns.start[0] == patterns.start[1]  # nothing stated sorts first
    if silent:
        for lane in range(rows.size):
            out[0, lane] = np.int16(scale * means[lane] + 2)


@borrowing
def _exchange_rows(
    patterns: SetPatterns,
    own: Singles,
    base: Singles,
    receives: bool,
    covered: Singles,
    out: Bounds,
) -> None:
    for pattern in range(patterns.start.size - 1):
        row = out[pattern]
        for lane in range(covered.size):
            covered[lane] = base[lane]
        for e in range(patterns.start[pattern], patterns.start[pattern + 1]):
            part = np.float32(1) if receives else patterns.share[e]
            mine = own[patterns.code[e]]
            for lane in range(covered.size):
                covered[lane] += part * mine[lane]
        for lane in range(covered.size):
            row[lane] = np.int16(np.int32(covered[lane] + np.float32(2)))


@compiled
def _standing(
    model: Model,
    s: Columns,
    rows: Rows,
    index: Index,
    partners: int,
    means: Floats,
    out: Bounds,
) -> None:
    """Partner type, capacity and generation, for the combinations that occur."""
    w = model.weights
    standings = np.empty((index.kind.size, LANES), np.int16)
    for i in range(index.kind.size):
        for lane in range(rows.size):
            u = rows[lane]
            prior = model.prior[s.kind[u], index.kind[i]]
            if np.isnan(prior):
                prior = means[lane, TYPE]
            if s.is_partner[u] and partners == 0:
                terms = capacity(s.accepts[u], index.legal_status[i])
            else:
                terms = capacity(index.accepts[i], s.legal_status[u])
            if terms == UNKNOWN:
                terms = means[lane, CAPACITY]
            standings[i, lane] = np.int16((w[2] * prior + w[6] * terms) * UNITS + 1)
    generations = np.empty((index.mentors.size, LANES), np.int16)
    for i in range(index.mentors.size):
        for lane in range(rows.size):
            u = rows[lane]
            fact = generation(
                s.generations[u], index.generations[i], s.youth_led[u], index.mentors[i]
            )
            if fact == UNKNOWN:
                fact = means[lane, GENERATION]
            generations[i, lane] = np.int16(w[4] * fact * UNITS + 1)
    for i in range(index.standing.size):
        one, other, row = standings[index.standing[i]], generations[index.generation[i]], out[i]
        for lane in range(row.size):
            row[lane] = np.int16(one[lane] + other[lane])


@compiled
def _language(
    s: Columns, rows: Rows, index: Index, weight: float, means: Floats, out: Bounds
) -> None:
    """For each language, what a target that speaks it is worth to a source; the largest counts."""
    size = index.languages.size
    worth = np.zeros((2, size + 1, LANES), np.int16)  # [target interprets, language or none, lane]
    for lane in range(rows.size):
        u = rows[lane]
        silent = not np.any(s.languages[u])
        for interprets in range(2):
            for code in range(size + 1):
                fact = means[lane]
                if code < size and s.languages[u, code >> 6] >> np.uint64(code & 63) & np.uint64(1):
                    fact = SHARED_LANGUAGE
                elif interprets or s.interprets[u]:
                    fact = INTERPRETED
                elif code < size and not silent:
                    fact = NO_LANGUAGE
                worth[interprets, code, lane] = np.int16(weight * fact * UNITS + 1)
    _language_rows(index.languages, index.interprets, worth, out)


@borrowing
def _language_rows(
    patterns: SetPatterns, interprets: npt.NDArray[np.bool_], worth: Bounds, out: Bounds
) -> None:
    for pattern in range(interprets.size):
        table, row = worth[np.int64(interprets[pattern])], out[pattern]
        start, end = patterns.start[pattern], patterns.start[pattern + 1]
        first = table[patterns.code[start] if start < end else patterns.size]
        for lane in range(row.size):
            row[lane] = first[lane]
        for e in range(start + 1, end):
            other = table[patterns.code[e]]
            for lane in range(row.size):
                row[lane] = max(row[lane], other[lane])
