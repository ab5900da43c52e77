"""Compiled loops over pairs of listings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import compiled, inlined
from partnerships.matching.components import (
    UNKNOWN,
    Floats,
    capacity,
    generation,
    language,
    needs_met,
    set_coverage,
    tree_match,
)
from partnerships.matching.pool import Columns

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Contributions = npt.NDArray[np.int64] | npt.NDArray[np.int32]

# A component is made of one fact or two: region of home and residence, needs of what u receives
# and what it gives. Each fact is known or unknown on its own.
FACTS = (
    "sector",
    "home",
    "residence",
    "partner_type",
    "receives",
    "gives",
    "generation",
    "language",
    "capacity",
)
SECTOR, HOME, RESIDENCE, TYPE, RECEIVES, GIVES, GENERATION, LANGUAGE, CAPACITY = range(9)

# The component that each fact belongs to, as positions in weights.COMPONENTS.
COMPONENT_OF = (0, 1, 1, 2, 3, 3, 4, 5, 6)

# Scores and contributions are whole numbers of 1e-9.
UNIT = 1e9


class Model(NamedTuple):
    """What a score depends on beside the two listings."""

    sector_closeness: npt.NDArray[np.int16]
    place_closeness: npt.NDArray[np.int16]
    sector_idf: npt.NDArray[np.float64]
    home_idf: npt.NDArray[np.float64]
    residence_idf: npt.NDArray[np.float64]
    needs_idf: npt.NDArray[np.float64]
    prior: npt.NDArray[np.float64]
    means: npt.NDArray[np.float64]  # [source is partner, target is partner, fact]
    weights: npt.NDArray[np.float64]  # [component]


@inlined
def pair_facts(model: Model, s: Columns, u: int, t: Columns, v: int, facts: Floats) -> None:
    """Fill facts[9] for the source u of the columns s and the target v of t."""
    a, b = s.listing[u], t.listing[v]
    facts[SECTOR] = tree_match(
        s, a.sectors, a.home, t, b.sectors, b.home, model.sector_idf, model.sector_closeness
    )
    facts[HOME] = tree_match(
        s, a.home, a.residence, t, b.home, b.residence, model.home_idf, model.place_closeness
    )
    facts[RESIDENCE] = tree_match(
        s, a.residence, a.end, t, b.residence, b.end, model.residence_idf, model.place_closeness
    )
    prior = model.prior[a.kind, b.kind]
    facts[TYPE] = UNKNOWN if np.isnan(prior) else prior
    facts[RECEIVES] = set_coverage(a.needs, b.offers, model.needs_idf)
    facts[GIVES] = set_coverage(b.needs, a.offers, model.needs_idf)
    facts[GENERATION] = generation(a.generations, b.generations, a.youth_led, b.mentors)
    facts[LANGUAGE] = language(s.languages[u], t.languages[v], a.interprets | b.interprets)
    if a.is_partner and not b.is_partner:
        facts[CAPACITY] = capacity(a.accepts, b.legal_status)
    else:
        facts[CAPACITY] = capacity(b.accepts, a.legal_status)


@inlined
def part(weight: float, value: float) -> int:
    """weight · value in whole 1e-9, halves up: the same bits wherever it is computed."""
    return int(np.floor(weight * value * UNIT + 0.5))


@inlined
def weigh(
    model: Model,
    s: Columns,
    u: int,
    t: Columns,
    v: int,
    facts: Floats,
    components: Floats,
    contributions: Contributions,
) -> tuple[int, int]:
    """Fill components[7] and contributions[7] from facts[9], the mean in place of an unknown one.

    Returns the score and the bits of the components of which a fact is known.
    """
    means = model.means[s.listing[u].is_partner, t.listing[v].is_partner]
    known = 0
    for f in range(9):
        if facts[f] == UNKNOWN:
            facts[f] = means[f]
        else:
            known |= 1 << COMPONENT_OF[f]
    w = model.weights
    components[0] = facts[SECTOR]
    components[1] = (facts[HOME] + facts[RESIDENCE]) / 2
    components[2] = facts[TYPE]
    components[3] = needs_met(facts[RECEIVES], facts[GIVES])
    components[4] = facts[GENERATION]
    components[5] = facts[LANGUAGE]
    components[6] = facts[CAPACITY]
    score = 0
    for i in range(7):
        # The halves of region are rounded apart, since the search adds them apart.
        contributions[i] = (
            part(w[1] / 2, facts[HOME]) + part(w[1] / 2, facts[RESIDENCE])
            if i == 1
            else part(w[i], components[i])
        )
        score += contributions[i]
    return score, known


class PairRoom(NamedTuple):
    """Where one pair is worked out."""

    facts: Floats  # [9]
    components: Floats  # [7]
    contributions: npt.NDArray[np.int64]  # [7]


def pair_room() -> PairRoom:
    return PairRoom(np.empty(len(FACTS)), np.empty(7), np.empty(7, np.int64))


@inlined
def score_pair(model: Model, s: Columns, u: int, t: Columns, v: int, room: PairRoom) -> int:
    pair_facts(model, s, u, t, v, room.facts)
    score, _ = weigh(model, s, u, t, v, room.facts, room.components, room.contributions)
    return score


class Lists(NamedTuple):
    """What is told of n lists of k; the last three may be empty where only the order is asked."""

    target: npt.NDArray[np.int32]  # [n, k], -1 where there are fewer
    score: npt.NDArray[np.int32]  # [n, k]
    contributions: npt.NDArray[np.int32]  # [n, k, 7]
    components: Floats  # [n, k, 7]
    known: npt.NDArray[np.uint8]  # [n, k]


@compiled
def describe(
    model: Model, s: Columns, t: Columns, first: int, end: int, lists: Lists, facts: Floats
) -> None:
    """Fill the rest of the lists first … end - 1 from their targets."""
    for u in range(first, end):
        for j in range(lists.target.shape[1]):
            v = lists.target[u, j]
            if v >= 0:
                pair_facts(model, s, u, t, v, facts)
                lists.score[u, j], lists.known[u, j] = weigh(
                    model, s, u, t, v, facts, lists.components[u, j], lists.contributions[u, j]
                )


@compiled
def sum_facts(
    model: Model,
    s: Columns,
    t: Columns,
    facts: Floats,
    sums: Floats,
    pairs: Counts,
    sources: Flags,
    targets: Flags,
) -> None:
    """Over all pairs: add up each fact in sums [9], the pairs that know it in pairs [9], and mark
    which sources [9, n] and targets [9, m] do.
    """
    for u in range(s.listing.size):
        for v in range(t.listing.size):
            if s.listing[u].tie != t.listing[v].tie:
                pair_facts(model, s, u, t, v, facts)
                for f in range(9):
                    if facts[f] != UNKNOWN:
                        sums[f] += facts[f]
                        pairs[f] += 1
                        sources[f, u] = True
                        targets[f, v] = True


@compiled
def mean_scores(
    model: Model, s: Columns, t: Columns, first: int, end: int, room: PairRoom, means: Floats
) -> None:
    """means[first:end]: the mean score over all sources, from 0 to 1; themselves apart."""
    for v in range(first, end):
        total, count = 0, 0
        for u in range(s.listing.size):
            if s.listing[u].tie != t.listing[v].tie:
                total += score_pair(model, s, u, t, v, room)
                count += 1
        means[v] = total / (max(count, 1) * UNIT)
