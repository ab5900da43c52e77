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
    UNKNOWN,
    Floats,
    capacity,
    generation,
    language,
    needs_met,
    set_coverage,
    tree_match,
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
from partnerships.matching.pool import Columns, Pool
from partnerships.matching.statistics import PoolStatistics, model
from partnerships.matching.weights import Weights

Scores = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]


class Facets(NamedTuple):
    """What the listings of a side say: for each facet, one listing for each thing said."""

    said: npt.NDArray[np.int32]  # [n, 8] which of them each listing says, in the order below
    sectors: Rows
    home: Rows
    residence: Rows
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
    return Facets(said, *somebody)


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
    if scores.size:
        _weigh_trees(plain, one.columns, many.columns, facets, worth)
        _weigh_needs(plain, one.columns, many.columns, facets, is_source, worth)
        _weigh_rest(plain, one.columns, many.columns, facets, is_source, worth)
        _add_up(plain, facets.said, worth, scores)
    return scores


def _worth(facets: Facets) -> Worth:
    def parts(somebody: Rows) -> Scores:
        return np.empty(somebody.size, np.int32)

    return Worth(
        sectors=parts(facets.sectors),
        home=parts(facets.home),
        residence=parts(facets.residence),
        needs=np.empty(facets.needs.size),
        offers=np.empty(facets.offers.size),
        standing=parts(facets.standing),
        generation=parts(facets.generation),
        language=parts(facets.language),
    )


@compiled
def _weigh_trees(model: Model, one: Columns, many: Columns, facets: Facets, worth: Worth) -> None:
    """Sectors and places: the same from either side, but for the mean of what is unknown."""
    a, w = one.listing[0], model.weights
    for p in range(facets.sectors.size):
        b = many.listing[facets.sectors[p]]
        fact = tree_match(
            one, a.sectors, a.home, many, b.sectors, b.home,
            model.sector_idf, model.sector_closeness,
        )  # fmt: skip
        worth.sectors[p] = part(w[0], fact) if fact != UNKNOWN else -1
    for p in range(facets.home.size):
        b = many.listing[facets.home[p]]
        fact = tree_match(
            one, a.home, a.residence, many, b.home, b.residence,
            model.home_idf, model.place_closeness,
        )  # fmt: skip
        worth.home[p] = part(w[1] / 2, fact) if fact != UNKNOWN else -1
    for p in range(facets.residence.size):
        b = many.listing[facets.residence[p]]
        fact = tree_match(
            one, a.residence, a.end, many, b.residence, b.end,
            model.residence_idf, model.place_closeness,
        )  # fmt: skip
        worth.residence[p] = part(w[1] / 2, fact) if fact != UNKNOWN else -1


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
    # Now that source and target are told apart: the mean where a tree was not told.
    there = many.listing[0]
    s, t = (here, there) if is_source else (there, here)
    means = model.means[s.is_partner, t.is_partner]
    _fill_in(worth.sectors, part(w[0], means[SECTOR]))
    _fill_in(worth.home, part(w[1] / 2, means[HOME]))
    _fill_in(worth.residence, part(w[1] / 2, means[RESIDENCE]))


@compiled
def _fill_in(parts: Scores, mean: int) -> None:
    for p in range(parts.size):
        if parts[p] < 0:
            parts[p] = mean


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
