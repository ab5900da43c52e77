"""Whose lists a few targets would enter: whether one of them scores enough for a source.

Nearly every pair is out after its cheapest facts, with 1 for what is not yet looked at.
"""

from __future__ import annotations

import numpy as np

from partnerships.matching.compiled import compiled, inlined
from partnerships.matching.components import (
    UNKNOWN,
    capacity,
    generation,
    language,
    needs_met,
    set_coverage,
    tree_match,
)
from partnerships.matching.gate import may_meet
from partnerships.matching.kernel import (
    CAPACITY,
    GENERATION,
    GIVES,
    HOME,
    LANGUAGE,
    RECEIVES,
    SECTOR,
    TYPE,
    UNIT,
    Counts,
    Flags,
    Model,
    PairRoom,
    score_pair,
)
from partnerships.matching.pool import Columns
from partnerships.matching.search import Side

# Far above what rounding can do to a sum of nine parts, far below what decides anything.
MARGIN = 1e-6


@compiled
def mark_reached(
    side: Side, least: Counts, first: int, end: int, room: PairRoom, reached: Flags
) -> None:
    """reached[first:end]: whether a target that may meet the source scores `least` or more."""
    for u in range(first, end):
        for v in range(side.t.listing.size):
            if (
                may_meet(side.gate, u, v)
                and _could_reach(side.model, side.s, u, side.t, v, least[u] / UNIT - MARGIN)
                and score_pair(side.model, side.s, u, side.t, v, room) >= least[u]
            ):
                reached[u] = True
                break


@inlined
def _or_mean(fact: float, mean: float) -> float:
    return mean if fact == UNKNOWN else fact


@inlined
def _could_reach(model: Model, s: Columns, u: int, t: Columns, v: int, least: float) -> bool:
    a, b = s.listing[u], t.listing[v]
    w, means = model.weights, model.means[a.is_partner, b.is_partner]
    prior = model.prior[a.kind, b.kind]
    accepts, status = b.accepts, a.legal_status
    if a.is_partner and not b.is_partner:
        accepts, status = a.accepts, b.legal_status
    fact = generation(a.generations, b.generations, a.youth_led, b.mentors)
    spoken = language(s.languages[u], t.languages[v], a.interprets | b.interprets)
    bound = 1.0 - w[2] * (1.0 - (means[TYPE] if np.isnan(prior) else prior))
    bound -= w[4] * (1.0 - _or_mean(fact, means[GENERATION]))
    bound -= w[5] * (1.0 - _or_mean(spoken, means[LANGUAGE]))
    bound -= w[6] * (1.0 - _or_mean(capacity(accepts, status), means[CAPACITY]))
    if bound < least:
        return False
    fact = tree_match(
        s, a.sectors, a.home, t, b.sectors, b.home, model.sector_idf, model.sector_closeness
    )
    bound -= w[0] * (1.0 - _or_mean(fact, means[SECTOR]))
    if bound < least:
        return False
    receives = _or_mean(set_coverage(a.needs, b.offers, model.needs_idf), means[RECEIVES])
    gives = _or_mean(set_coverage(b.needs, a.offers, model.needs_idf), means[GIVES])
    bound -= w[3] * (1.0 - needs_met(receives, gives))
    if bound < least:
        return False
    fact = tree_match(
        s, a.home, a.residence, t, b.home, b.residence, model.home_idf, model.place_closeness
    )
    return bool(bound - w[1] / 2 * (1.0 - _or_mean(fact, means[HOME])) >= least)
