"""Compiled loops over pairs of listings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import borrowing, compiled
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


@borrowing
def pair_facts(model: Model, s: Columns, u: int, t: Columns, v: int, facts: Floats) -> None:
    """Fill facts[9] for the source u of the columns s and the target v of t."""
    facts[SECTOR] = tree_match(s.sectors, u, t.sectors, v, model.sector_idf, model.sector_closeness)
    facts[HOME] = tree_match(s.home, u, t.home, v, model.home_idf, model.place_closeness)
    facts[RESIDENCE] = tree_match(
        s.residence, u, t.residence, v, model.residence_idf, model.place_closeness
    )
    prior = model.prior[s.kind[u], t.kind[v]]
    facts[TYPE] = UNKNOWN if np.isnan(prior) else prior
    facts[RECEIVES] = set_coverage(s.needs[u], t.offers[v], model.needs_idf)
    facts[GIVES] = set_coverage(t.needs[v], s.offers[u], model.needs_idf)
    facts[GENERATION] = generation(s.generations[u], t.generations[v], s.youth_led[u], t.mentors[v])
    facts[LANGUAGE] = language(s.languages[u], t.languages[v], s.interprets[u] or t.interprets[v])
    if s.is_partner[u] and not t.is_partner[v]:
        facts[CAPACITY] = capacity(s.accepts[u], t.legal_status[v])
    else:
        facts[CAPACITY] = capacity(t.accepts[v], s.legal_status[u])


@compiled
def sampled_means(model: Model, s: Columns, t: Columns) -> tuple[Floats, Counts, Counts, Counts]:
    """Over all pairs: the sum of each fact, how many pairs, sources and targets know it."""
    facts = np.empty(9)
    sums, pairs = np.zeros(9), np.zeros(9, np.int64)
    known_sources = np.zeros((9, s.tie.size), np.bool_)
    known_targets = np.zeros((9, t.tie.size), np.bool_)
    for u in range(s.tie.size):
        for v in range(t.tie.size):
            if s.tie[u] == t.tie[v]:
                continue
            pair_facts(model, s, u, t, v, facts)
            for f in range(9):
                if facts[f] != UNKNOWN:
                    sums[f] += facts[f]
                    pairs[f] += 1
                    known_sources[f, u] = True
                    known_targets[f, v] = True
    return sums, pairs, known_sources.sum(axis=1), known_targets.sum(axis=1)


@borrowing
def part(weight: float, value: float) -> int:
    """weight · value in whole 1e-9, halves up: the same bits wherever it is computed."""
    return int(np.floor(weight * value * UNIT + 0.5))


@borrowing
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
    means = model.means[np.int64(s.is_partner[u]), np.int64(t.is_partner[v])]
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


@compiled
def describe(
    model: Model,
    s: Columns,
    t: Columns,
    sources: Counts,
    targets: npt.NDArray[np.int32],
    score: npt.NDArray[np.int32],
    known: npt.NDArray[np.uint8],
    components: Floats,
    contributions: npt.NDArray[np.int32],
) -> None:
    """Everything of the pairs (sources[i], targets[i, j]); a target of -1 is skipped."""
    facts = np.empty(9)
    for i in range(targets.shape[0]):
        for j in range(targets.shape[1]):
            v = targets[i, j]
            if v >= 0:
                pair_facts(model, s, sources[i], t, v, facts)
                score[i, j], known[i, j] = weigh(
                    model, s, sources[i], t, v, facts, components[i, j], contributions[i, j]
                )


@compiled
def mean_scores(model: Model, s: Columns, t: Columns) -> Floats:
    """[targets] the mean score over all sources, from 0 to 1; themselves apart."""
    facts, components, contributions = np.empty(9), np.empty(7), np.empty(7, np.int64)
    means = np.zeros(t.tie.size)
    for v in range(t.tie.size):
        total, count = 0, 0
        for u in range(s.tie.size):
            if s.tie[u] != t.tie[v]:
                pair_facts(model, s, u, t, v, facts)
                score, _ = weigh(model, s, u, t, v, facts, components, contributions)
                total += score
                count += 1
        means[v] = total / (max(count, 1) * UNIT)
    return means
