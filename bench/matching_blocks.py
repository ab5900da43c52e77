"""Reference for bench.matching: the same scores in NumPy, a block of sources at a time.

Every coverage is a matrix product of float32, as the closest tag to each code can be looked up
before; the formulas then go over whole blocks, and `argpartition` selects.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.components import (
    ACCEPTED,
    CLOSEST,
    INTERPRETED,
    MENTORED,
    NO_GENERATION,
    NO_LANGUAGE,
    NOT_ACCEPTED,
    SHARED_GENERATION,
    SHARED_LANGUAGE,
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
)
from partnerships.matching.pool import FACETS, Pool
from partnerships.matching.priors import type_prior
from partnerships.matching.profiles import ACCEPTS, LEGAL_STATUSES
from partnerships.matching.statistics import PoolStatistics
from partnerships.matching.weights import Weights

ROWS = 64  # a block of scores with 100,000 targets then takes 26 MB
Matrix = npt.NDArray[np.float32]


class Tree(NamedTuple):
    share: Matrix  # [n, codes] q·idf of each tag over the sum of the listing's
    nearest: Matrix  # [n, codes] how close the listing's closest tag is
    known: npt.NDArray[np.bool_]  # [n]


class Blocks:
    """One side of a channel, laid out for products."""

    def __init__(self, pool: Pool, statistics: PoolStatistics) -> None:
        words, listing = pool.vocabulary, pool.columns.listing
        trees = {"sectors": words.sectors, "home": words.places, "residence": words.places}
        self.pool, self.statistics = pool, statistics
        self.trees = [
            tree(pool, facet, trees[facet].closeness, getattr(statistics, facet))
            for facet in FACETS
        ]
        self.needs = bits(listing["needs"][:, None], len(words.supports))
        self.offers = bits(listing["offers"][:, None], len(words.supports))
        idf = np.array(statistics.needs, np.float32)
        total = self.needs @ idf
        self.need_share = self.needs * idf / np.maximum(total, 1)[:, None]
        self.generations = bits(listing["generations"][:, None], len(words.generations))
        self.languages = bits(pool.columns.languages, len(words.languages))


def tree(pool: Pool, facet: str, closeness: npt.NDArray[np.int16], idf: tuple[int, ...]) -> Tree:
    tags = pool.columns.tags(facet)
    rows = np.repeat(np.arange(len(pool)), np.diff(tags.start))
    share = np.zeros((len(pool), len(idf)), np.float32)
    share[rows, tags.code] = tags.halves * np.array(idf)[tags.code]
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1)
    nearest = np.zeros_like(share)
    np.maximum.at(nearest, rows, (closeness / CLOSEST).astype(np.float32)[tags.code])
    return Tree(share, nearest, np.diff(tags.start) > 0)


def bits(words: npt.NDArray[np.uint64], size: int) -> Matrix:
    at = np.arange(size)
    found = words[:, at // 64] >> (at % 64).astype(np.uint64) & np.uint64(1)
    dense: Matrix = found.astype(np.float32)
    return dense


def best(
    sources: Blocks, targets: Blocks, weights: Weights, k: int
) -> Iterator[tuple[npt.NDArray[np.int64], Matrix]]:
    """Block by block, the positions and scores of the best k of each source, best first."""
    for first in range(0, len(sources.pool), ROWS):
        scores = block(sources, slice(first, first + ROWS), targets, weights)
        found = np.argpartition(scores, -k, axis=1)[:, -k:]
        kept = np.take_along_axis(scores, found, axis=1)
        order = np.argsort(-kept, axis=1)
        yield np.take_along_axis(found, order, axis=1), np.take_along_axis(kept, order, axis=1)


def block(s: Blocks, rows: slice, t: Blocks, weights: Weights) -> Matrix:
    """[rows, targets] the score of every pair."""
    here, there = s.pool.columns.listing[rows], t.pool.columns.listing
    means = np.array(s.statistics.means[here["is_partner"][0]][there["is_partner"][0]], np.float32)
    w = np.array(weights.values, np.float32)
    scores = w[0] * match(s.trees[0], rows, t.trees[0], means[SECTOR])
    scores += w[1] / 2 * match(s.trees[1], rows, t.trees[1], means[HOME])
    scores += w[1] / 2 * match(s.trees[2], rows, t.trees[2], means[RESIDENCE])
    prior = type_prior().astype(np.float32)
    prior = np.where(np.isnan(prior), means[TYPE], prior)
    scores += w[2] * prior[here["kind"]][:, there["kind"]]

    receives = s.need_share[rows] @ t.offers.T
    receives[:, there["offers"] == 0] = means[RECEIVES]
    receives[here["needs"] == 0] = means[RECEIVES]
    gives = s.offers[rows] @ t.need_share.T
    gives[:, there["needs"] == 0] = means[GIVES]
    gives[here["offers"] == 0] = means[GIVES]
    scores += w[3] / 2 * (harmonic(receives, gives) + np.maximum(receives, gives))

    shared = s.generations[rows] @ t.generations.T > 0
    silent = (here["generations"] == 0)[:, None] | (there["generations"] == 0)
    mentored = (here["youth_led"] == 1)[:, None] & (there["mentors"] == 1)
    apart = np.where(silent, means[GENERATION], np.float32(NO_GENERATION))
    apart[mentored] = MENTORED
    scores += w[4] * np.where(shared, np.float32(SHARED_GENERATION), apart)

    shared = s.languages[rows] @ t.languages.T > 0
    spoken = [np.count_nonzero(side, axis=1) for side in (s.languages[rows], t.languages)]
    silent = (spoken[0] == 0)[:, None] | (spoken[1] == 0)
    interpreted = (here["interprets"] > 0)[:, None] | (there["interprets"] > 0)
    apart = np.where(silent, means[LANGUAGE], np.float32(NO_LANGUAGE))
    apart[interpreted] = INTERPRETED
    scores += w[5] * np.where(shared, np.float32(SHARED_LANGUAGE), apart)

    if here["is_partner"][0] and not there["is_partner"][0]:
        terms = accepted(means[CAPACITY])[here["accepts"]][:, there["legal_status"]]
    else:
        terms = accepted(means[CAPACITY]).T[here["legal_status"]][:, there["accepts"]]
    scores += w[6] * terms
    itself = s.pool.columns.tie[rows][:, None] == t.pool.columns.tie
    scores[itself] = -1
    found: Matrix = scores
    return found


def match(own: Tree, rows: slice, other: Tree, mean: float) -> Matrix:
    found = harmonic(
        own.share[rows] @ other.nearest.T,
        own.nearest[rows] @ other.share.T,
    )
    found[:, ~other.known] = mean
    found[~own.known[rows]] = mean
    return found


def harmonic(a: Matrix, b: Matrix) -> Matrix:
    found: Matrix = 2 * a * b / np.maximum(a + b, np.float32(1e-9))
    return found


def accepted(mean: float) -> Matrix:
    """[accepts, legal status]"""
    informal, registered = ACCEPTS.index("informal"), LEGAL_STATUSES.index("registered")
    table = np.full((len(ACCEPTS), len(LEGAL_STATUSES)), NOT_ACCEPTED, np.float32)
    table[:, registered] = ACCEPTED
    table[:, 0], table[0] = mean, mean
    table[informal] = ACCEPTED
    return table
