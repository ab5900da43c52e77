"""The scores of one listing with all of a side, exactly, in a few milliseconds.

Each part of a score depends on what two listings say of one facet, and far fewer things are said
than there are listings. So every part is worked out once for each thing that is said, with the
formulas themselves, and a listing's score is a sum of seven numbers looked up. What is said is
sorted once (`sort_facets`) and serves every question until the listings change.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import compiled
from partnerships.matching.components import (
    CLOSEST,
    UNKNOWN,
    Closeness,
    Floats,
    capacity,
    generation,
    harmonic,
    language,
    needs_met,
    set_coverage,
)
from partnerships.matching.errors import InvalidRequest
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
    part,
)
from partnerships.matching.patterns import distinct, tag_words
from partnerships.matching.pool import FACETS, Columns, Pool, Tags
from partnerships.matching.statistics import PoolStatistics, model
from partnerships.matching.weights import Weights

Scores = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]


class Facets(NamedTuple):
    """What the listings of a side say: for each facet, one listing for each thing said."""

    said: npt.NDArray[np.int32]  # [n, 8] which of them each listing says, in the order below
    sectors: Tags  # of the trees, the sets of tags themselves
    home: Tags
    residence: Tags
    needs: Rows
    offers: Rows
    standing: Rows  # kind, what it accepts, legal status
    generation: Rows  # generations, led by youth, mentors
    language: Rows  # languages, interprets


class Worth(NamedTuple):
    """What each thing said is worth to one listing: parts of the score, coverages for needs."""

    sectors: Scores
    home: Scores
    residence: Scores
    needs: Floats
    offers: Floats
    standing: Scores
    generation: Scores
    language: Scores


def sort_facets(pool: Pool) -> Facets:
    """Sort what a side says; all of it groups, or all of it partners."""
    columns, listing = pool.columns, pool.columns.listing
    if columns.is_partner.any() and not columns.is_partner.all():
        raise InvalidRequest("a side is either groups or partners")
    told = (
        tuple(tag_words(columns.tags("sectors"))),
        tuple(tag_words(columns.tags("home"))),
        tuple(tag_words(columns.tags("residence"))),
        (listing["needs"],),
        (listing["offers"],),
        (listing["kind"], listing["accepts"], listing["legal_status"]),
        (listing["generations"], listing["youth_led"], listing["mentors"]),
        (*columns.languages.T, listing["interprets"]),
    )
    said = np.empty((len(pool), len(told)), np.int32)
    somebody = []
    for facet, words in enumerate(told):
        things, said[:, facet] = distinct(*words)
        one = np.empty(things.shape[1], np.int64)
        one[said[:, facet]] = np.arange(len(pool))
        somebody.append(one)
    sectors, home, residence = (
        pool.take(somebody[at]).columns.tags(name) for at, name in enumerate(FACETS)
    )
    return Facets(said, sectors, home, residence, *somebody[len(FACETS) :])


def scores_with_all(
    one: Pool,
    many: Pool,
    facets: Facets,
    *,
    is_source: bool,
    weights: Weights,
    statistics: PoolStatistics,
) -> Scores:
    """[many] the score in whole 1e-9, the same as `top_k` gives, of every pair with `one`, which is
    the source or the target of all of them. Who may meet whom is asked elsewhere.
    """
    if len(one) != 1:
        raise InvalidRequest(f"one listing is asked for, {len(one)} were given")
    if one.vocabulary != many.vocabulary:
        raise InvalidRequest("the pools were encoded with different vocabularies")
    if len(facets.said) != len(many):
        raise InvalidRequest("the facets are of another side")
    plain = model(one.vocabulary, statistics, weights)
    worth = _worth(facets)
    scores = np.empty(len(many), np.int32)
    if not scores.size:
        return scores
    # Not by `is_partner`, which looks at all of them.
    at = int(one.columns.listing["is_partner"][0]), int(many.columns.listing["is_partner"][0])
    means, w = plain.means[at if is_source else at[::-1]], plain.weights
    for name, weight, mean, idf, closeness in (
        ("sectors", w[0], SECTOR, plain.sector_idf, plain.sector_closeness),
        ("home", w[1] / 2, HOME, plain.home_idf, plain.place_closeness),
        ("residence", w[1] / 2, RESIDENCE, plain.residence_idf, plain.place_closeness),
    ):
        _weigh_tree(
            one.columns.tags(name), getattr(facets, name), idf, closeness, weight, means[mean],
            np.empty(idf.size, np.int16), getattr(worth, name),
        )  # fmt: skip
    _weigh_needs(plain, one.columns, many.columns, facets, is_source, worth)
    _weigh_rest(plain, one.columns, many.columns, facets, is_source, worth)
    _add_up(plain, facets.said, worth, scores)
    return scores


def _worth(facets: Facets) -> Worth:
    def parts(things: Rows) -> Scores:
        return np.empty(things.size, np.int32)

    return Worth(
        sectors=parts(facets.sectors.start[1:]),
        home=parts(facets.home.start[1:]),
        residence=parts(facets.residence.start[1:]),
        needs=np.empty(facets.needs.size),
        offers=np.empty(facets.offers.size),
        standing=parts(facets.standing),
        generation=parts(facets.generation),
        language=parts(facets.language),
    )


@compiled
def _weigh_tree(
    own: Tags,
    sets: Tags,
    idf: Floats,
    closeness: Closeness,
    weight: float,
    mean: float,
    nearest: npt.NDArray[np.int16],
    parts: Scores,
) -> None:
    """weight · H(cov, cov) of the one's tags with each set: the same from either side.

    As `tree_match`, but what does not depend on the set is done once. The sums are of whole
    numbers, so that their order changes no bit.
    """
    total = 0.0
    for code in range(nearest.size):
        nearest[code] = 0
        for j in range(own.code.size):
            nearest[code] = max(nearest[code], closeness[code, own.code[j]])
    for j in range(own.code.size):
        total += own.halves[j] * idf[own.code[j]]
    for p in range(parts.size):
        start, end = sets.start[p], sets.start[p + 1]
        if start == end or own.code.size == 0:
            parts[p] = part(weight, mean)
            continue
        covered, whole, back = 0.0, 0.0, 0.0
        for i in range(start, end):
            worth = sets.halves[i] * idf[sets.code[i]]
            covered += worth * nearest[sets.code[i]]
            whole += worth
        for j in range(own.code.size):
            best = np.int16(0)
            for i in range(start, end):
                best = max(best, closeness[own.code[j], sets.code[i]])
            back += own.halves[j] * idf[own.code[j]] * best
        fact = harmonic(covered / (whole * CLOSEST), back / (total * CLOSEST))
        parts[p] = part(weight, fact)


@compiled
def _weigh_needs(
    model: Model, one: Columns, many: Columns, facets: Facets, is_source: bool, worth: Worth
) -> None:
    """What each set of needs finds in the one's offers, and the one's needs in each of offers."""
    a = one.listing[0]
    if is_source:
        means = model.means[a.is_partner, many.listing[0].is_partner]
    else:
        means = model.means[many.listing[0].is_partner, a.is_partner]
    # Seen from the source: what it receives, and what it gives.
    for_needs, for_offers = means[RECEIVES], means[GIVES]
    if is_source:
        for_needs, for_offers = means[GIVES], means[RECEIVES]
    for p in range(facets.needs.size):
        fact = set_coverage(many.listing[facets.needs[p]].needs, a.offers, model.needs_idf)
        worth.needs[p] = for_needs if fact == UNKNOWN else fact
    for p in range(facets.offers.size):
        fact = set_coverage(a.needs, many.listing[facets.offers[p]].offers, model.needs_idf)
        worth.offers[p] = for_offers if fact == UNKNOWN else fact


@compiled
def _weigh_rest(
    model: Model, one: Columns, many: Columns, facets: Facets, is_source: bool, worth: Worth
) -> None:
    w = model.weights
    here = one.listing[0]
    for p in range(facets.standing.size):
        there = many.listing[facets.standing[p]]
        s, t = (here, there) if is_source else (there, here)
        prior, means = model.prior[s.kind, t.kind], model.means[s.is_partner, t.is_partner]
        if s.is_partner and not t.is_partner:
            fact = capacity(s.accepts, t.legal_status)
        else:
            fact = capacity(t.accepts, s.legal_status)
        worth.standing[p] = part(w[2], means[TYPE] if np.isnan(prior) else prior) + part(
            w[6], means[CAPACITY] if fact == UNKNOWN else fact
        )
    for p in range(facets.generation.size):
        there = many.listing[facets.generation[p]]
        s, t = (here, there) if is_source else (there, here)
        fact = generation(s.generations, t.generations, s.youth_led, t.mentors)
        mean = model.means[s.is_partner, t.is_partner, GENERATION]
        worth.generation[p] = part(w[4], mean if fact == UNKNOWN else fact)
    for p in range(facets.language.size):
        v = facets.language[p]
        there = many.listing[v]
        s, t = (here, there) if is_source else (there, here)
        fact = language(one.languages[0], many.languages[v], s.interprets | t.interprets)
        mean = model.means[s.is_partner, t.is_partner, LANGUAGE]
        worth.language[p] = part(w[5], mean if fact == UNKNOWN else fact)


@compiled
def _add_up(model: Model, said: npt.NDArray[np.int32], worth: Worth, scores: Scores) -> None:
    weight = model.weights[3]
    for v in range(scores.size):
        row = said[v]
        scores[v] = (
            worth.sectors[row[0]]
            + worth.home[row[1]]
            + worth.residence[row[2]]
            + part(weight, needs_met(worth.needs[row[3]], worth.offers[row[4]]))
            + worth.standing[row[5]]
            + worth.generation[row[6]]
            + worth.language[row[7]]
        )
