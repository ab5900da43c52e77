"""For 32 sources at once: an upper bound of each part of the score for every pattern.

A table is patterns × 32 sources of int16, in units of 1/30000 of the whole score: one row is one
cache line, and a candidate's bound for 32 sources is a sum of seven rows. Bounds are computed in
single precision and rounded up; how far above the exact part they can be is SLACK.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from partnerships.matching.compiled import compiled
from partnerships.matching.components import (
    INTERPRETED,
    NO_LANGUAGE,
    SHARED_LANGUAGE,
    UNKNOWN,
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
from partnerships.matching.patterns import Patterns, SetPatterns
from partnerships.matching.pool import Columns
from partnerships.matching.tree_tables import (
    LANES,
    UNITS,
    Bounds,
    Rows,
    Singles,
    TreeRoom,
    fill_tree,
    tree_room,
)

# The bound of a whole score is at most this many units above it: 3 for each of the three trees,
# 7.5 for the rounding of their slots, 8 for needs, 4 for the rest.
SLACK = 40


class Tables(NamedTuple):
    """Each [patterns, LANES]. Those of needs are in half units, so that sums stay in int16."""

    sectors: Bounds
    home: Bounds
    residence: Bounds
    receives: Bounds
    gives: Bounds
    standing: Bounds  # partner type, capacity and generation
    language: Bounds


class Room(NamedTuple):
    """What the tables are made in; used again for each batch."""

    tree: TreeRoom
    own: Singles  # [support types, LANES]
    base: Singles  # [LANES]
    covered: Singles  # [LANES]
    standings: Bounds  # [standings, LANES]
    generations: Bounds  # [generation patterns, LANES]
    worth: Bounds  # [2, languages + 1, LANES]


def new_tables(patterns: Patterns) -> Tables:
    sizes = (
        patterns.sectors.size,
        patterns.home.size,
        patterns.residence.size,
        patterns.offers.start.size - 1,
        patterns.needs.start.size - 1,
        len(patterns.pairs),
        patterns.interprets.size,
    )
    return Tables(*(np.empty((size, LANES), np.int16) for size in sizes))


def new_room(model: Model, patterns: Patterns) -> Room:
    return Room(
        tree=tree_room(max(model.sector_idf.size, model.home_idf.size)),
        own=np.empty((model.needs_idf.size, LANES), np.float32),
        base=np.empty(LANES, np.float32),
        covered=np.empty(LANES, np.float32),
        standings=np.empty((len(patterns.standings), LANES), np.int16),
        generations=np.empty((len(patterns.generations), LANES), np.int16),
        worth=np.empty((2, patterns.languages.size + 1, LANES), np.int16),
    )


@compiled
def fill(
    model: Model,
    s: Columns,
    rows: Rows,
    patterns: Patterns,
    partners: int,
    room: Room,
    tables: Tables,
) -> None:
    """Fill the tables for the 32 sources `rows`; `partners` is 1 where the targets are such."""
    w, tree = model.weights, room.tree
    for lane in range(LANES):
        listing = s.listing[rows[lane]]
        tree.spans[lane, 0], tree.spans[lane, 1] = listing.sectors, listing.home
        tree.means[lane] = model.means[listing.is_partner, partners, SECTOR]
    fill_tree(
        patterns.sectors, s, model.sector_idf, model.sector_closeness, w[0], tree, tables.sectors
    )
    for lane in range(LANES):
        listing = s.listing[rows[lane]]
        tree.spans[lane, 0], tree.spans[lane, 1] = listing.home, listing.residence
        tree.means[lane] = model.means[listing.is_partner, partners, HOME]
    fill_tree(patterns.home, s, model.home_idf, model.place_closeness, w[1] / 2, tree, tables.home)
    for lane in range(LANES):
        listing = s.listing[rows[lane]]
        tree.spans[lane, 0], tree.spans[lane, 1] = listing.residence, listing.end
        tree.means[lane] = model.means[listing.is_partner, partners, RESIDENCE]
    fill_tree(
        patterns.residence, s, model.residence_idf, model.place_closeness, w[1] / 2, tree,
        tables.residence,
    )  # fmt: skip
    _exchange(model, s, rows, partners, True, patterns.offers, room, tables.receives)
    _exchange(model, s, rows, partners, False, patterns.needs, room, tables.gives)
    _standing(model, s, rows, partners, patterns, room, tables.standing)
    _language(model, s, rows, partners, patterns, room.worth, tables.language)


@compiled
def _exchange(
    model: Model,
    s: Columns,
    rows: Rows,
    partners: int,
    receives: bool,
    patterns: SetPatterns,
    room: Room,
    out: Bounds,
) -> None:
    """weight · cov(N_u→O_v) for every set of offers, or weight · cov(N_v→O_u) for every set of
    needs, in half units. The two enter a harmonic mean and a maximum, which are homogeneous, so
    the weight may be multiplied in first.
    """
    own, base, covered = room.own, room.base, room.covered
    scale = model.weights[3] * UNITS / 2
    for lane in range(LANES):
        listing = s.listing[rows[lane]]
        mask = listing.needs if receives else listing.offers
        mean = model.means[listing.is_partner, partners, RECEIVES if receives else GIVES]
        base[lane] = np.float32(0 if mask else scale * mean)
        total = 0.0
        for a in range(own.shape[0]):
            own[a, lane] = np.float32(mask >> np.uint64(a) & np.uint64(1))
            total += own[a, lane] * model.needs_idf[a]
        for a in range(own.shape[0]):
            share = model.needs_idf[a] / max(total, 1.0) if receives else 1.0
            own[a, lane] *= np.float32(scale * share)
    for pattern in range(patterns.start.size - 1):
        row = out[pattern]
        start, end = patterns.start[pattern], patterns.start[pattern + 1]
        for lane in range(covered.size):
            covered[lane] = base[lane]
        for e in range(start, end):
            part = np.float32(1) if receives else patterns.share[e]
            mine = own[patterns.code[e]]
            for lane in range(covered.size):
                covered[lane] += part * mine[lane]
        if start == end:
            for lane in range(LANES):
                is_partner = s.listing[rows[lane]].is_partner
                mean = model.means[is_partner, partners, RECEIVES if receives else GIVES]
                covered[lane] = np.float32(scale * mean)
        for lane in range(covered.size):
            row[lane] = np.int16(np.int32(covered[lane] + np.float32(2)))


@compiled
def _standing(
    model: Model,
    s: Columns,
    rows: Rows,
    partners: int,
    patterns: Patterns,
    room: Room,
    out: Bounds,
) -> None:
    """Partner type, capacity and generation, for the combinations that occur."""
    w = model.weights
    for i in range(patterns.standings.shape[0]):
        row = patterns.standings[i]
        for lane in range(LANES):
            listing = s.listing[rows[lane]]
            means = model.means[listing.is_partner, partners]
            prior = model.prior[listing.kind, row[0]]
            if np.isnan(prior):
                prior = means[TYPE]
            if listing.is_partner and not partners:
                terms = capacity(listing.accepts, row[2])
            else:
                terms = capacity(row[1], listing.legal_status)
            if terms == UNKNOWN:
                terms = means[CAPACITY]
            room.standings[i, lane] = np.int16((w[2] * prior + w[6] * terms) * UNITS + 1)
    for i in range(patterns.generations.shape[0]):
        others, mentors = patterns.generations[i, 0], patterns.generations[i, 1] > 0
        for lane in range(LANES):
            listing = s.listing[rows[lane]]
            fact = generation(listing.generations, others, listing.youth_led, mentors)
            if fact == UNKNOWN:
                fact = model.means[listing.is_partner, partners, GENERATION]
            room.generations[i, lane] = np.int16(w[4] * fact * UNITS + 1)
    for i in range(patterns.pairs.shape[0]):
        one, other = room.standings[patterns.pairs[i, 0]], room.generations[patterns.pairs[i, 1]]
        for lane in range(LANES):
            out[i, lane] = np.int16(one[lane] + other[lane])


@compiled
def _language(
    model: Model,
    s: Columns,
    rows: Rows,
    partners: int,
    patterns: Patterns,
    worth: Bounds,
    out: Bounds,
) -> None:
    """For each language, what a target that speaks it is worth to a source; the largest counts.

    `worth` [target interprets, language or none, lane].
    """
    languages = patterns.languages
    for lane in range(LANES):
        u = rows[lane]
        listing, silent = s.listing[u], True
        for word in range(s.languages.shape[1]):
            silent = silent and s.languages[u, word] == 0
        for interprets in range(2):
            for code in range(languages.size + 1):
                fact = model.means[listing.is_partner, partners, LANGUAGE]
                if code < languages.size and (
                    s.languages[u, code >> 6] >> np.uint64(code & 63) & np.uint64(1)
                ):
                    fact = SHARED_LANGUAGE
                elif interprets or listing.interprets:
                    fact = INTERPRETED
                elif code < languages.size and not silent:
                    fact = NO_LANGUAGE
                worth[interprets, code, lane] = np.int16(model.weights[5] * fact * UNITS + 1)
    for pattern in range(patterns.interprets.size):
        table, row = worth[np.int64(patterns.interprets[pattern])], out[pattern]
        start, end = languages.start[pattern], languages.start[pattern + 1]
        first = table[languages.code[start] if start < end else languages.size]
        for lane in range(row.size):
            row[lane] = first[lane]
        for e in range(start + 1, end):
            other = table[languages.code[e]]
            for lane in range(row.size):
                row[lane] = max(row[lane], other[lane])
