"""What is counted over the whole pool, frozen into a value: idf, and means for what is unknown.

Only publicly visible listings are counted, so nobody's score moves because of a hidden one. A
full run computes the value once; every block of it, and every listing that changes before the
next, is scored with that same value and so gets the same bits.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from partnerships.matching.errors import InvalidRequest, InvalidStatistics
from partnerships.matching.kernel import FACTS, Model, sum_facts
from partnerships.matching.pool import Pool, Tags
from partnerships.matching.priors import type_prior
from partnerships.matching.profiles import Vocabulary
from partnerships.matching.weights import Weights

IDF_UNIT = 1_000_000
IDF_CAP_PERCENTILE = 95
# Below this many listings that know a fact, on either side, a mean would say little.
LEAST_KNOWN = 30
NEUTRAL = 0.5
# Means are taken over all pairs of at most this many listings a side, those whose keys have the
# smallest hashes: a fixed sample that does not depend on order and hardly moves with an edit.
SAMPLE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolStatistics:
    """idf in whole 1e-6, in the order of the vocabulary; means[source][target][fact] with 0 for
    a group, 1 for a partner and the facts as `kernel.FACTS`.
    """

    listings: int
    sectors: tuple[int, ...]
    home: tuple[int, ...]
    residence: tuple[int, ...]
    needs: tuple[int, ...]
    means: tuple[tuple[tuple[float, ...], ...], ...]

    def __post_init__(self) -> None:
        # NaN is above and below nothing, so each check is of what must be true.
        for name in ("sectors", "home", "residence", "needs"):
            if not all(IDF_UNIT <= value < math.inf for value in getattr(self, name)):
                raise InvalidStatistics(f"an idf of {name} is not a number from 1 on")
        if np.shape(self.means) != (2, 2, len(FACTS)):
            raise InvalidStatistics(f"the means have the shape {np.shape(self.means)}")
        if not all(0 <= mean <= 1 for sides in self.means for row in sides for mean in row):
            raise InvalidStatistics("a mean is not a number from 0 to 1")

    def to_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def from_json(cls, text: str) -> PoolStatistics:
        return cls(**{name: _tuples(value) for name, value in json.loads(text).items()})


def measure(pool: Pool, public: npt.NDArray[np.bool_] | None = None) -> PoolStatistics:
    """Count over the listings where `public` is true (all, if it is not given)."""
    shown = pool if public is None else pool.take(np.asarray(public, np.bool_))
    vocabulary, columns = pool.vocabulary, shown.columns
    masks = columns.listing["needs"]
    needs = np.array(
        [np.count_nonzero(masks >> np.uint64(i) & np.uint64(1)) for i in _codes(vocabulary)]
    )
    statistics = PoolStatistics(
        listings=len(shown),
        sectors=_tag_idf(columns.tags("sectors"), len(vocabulary.sectors)),
        home=_tag_idf(columns.tags("home"), len(vocabulary.places)),
        residence=_tag_idf(columns.tags("residence"), len(vocabulary.places)),
        needs=_idf(needs, int(np.count_nonzero(masks))),
        means=(((NEUTRAL,) * len(FACTS),) * 2,) * 2,
    )
    sides = [sample(shown.take(columns.is_partner == side)) for side in (0, 1)]
    plain = model(vocabulary, statistics, Weights.partners())
    means = tuple(tuple(_means(plain, source, target) for target in sides) for source in sides)
    return PoolStatistics(
        **{name: getattr(statistics, name) for name in statistics.__slots__ if name != "means"},
        means=means,
    )


def sample(pool: Pool) -> Pool:
    """The listings whose keys have the smallest hashes, in that order: all of a small pool."""
    return pool.take(np.argsort(pool.columns.tie, kind="stable")[:SAMPLE])


def model(vocabulary: Vocabulary, statistics: PoolStatistics, weights: Weights) -> Model:
    """Everything but the listings that a score depends on, as arrays for the kernels."""
    sizes = (len(vocabulary.sectors), len(vocabulary.places), len(vocabulary.supports))
    if sizes != (len(statistics.sectors), len(statistics.home), len(statistics.needs)):
        raise InvalidRequest("these statistics were counted with another vocabulary")
    return Model(
        sector_closeness=vocabulary.sectors.closeness,
        place_closeness=vocabulary.places.closeness,
        sector_idf=np.array(statistics.sectors, np.float64),
        home_idf=np.array(statistics.home, np.float64),
        residence_idf=np.array(statistics.residence, np.float64),
        needs_idf=np.array(statistics.needs, np.float64),
        prior=type_prior(),
        means=np.array(statistics.means, np.float64).reshape(2, 2, len(FACTS)),
        weights=np.array(weights.values, np.float64),
    )


def _codes(vocabulary: Vocabulary) -> range:
    return range(len(vocabulary.supports))


def _tag_idf(tags: Tags, size: int) -> tuple[int, ...]:
    # A listing has a code once, so counting tags counts listings.
    known = int((np.diff(tags.start) > 0).sum())
    return _idf(np.bincount(tags.code.astype(np.int64), minlength=size), known)


def _idf(counts: npt.NDArray[np.int64], known: int) -> tuple[int, ...]:
    """idf_a = 1 + ln((n + 1) / (n_a + 1)) over the n listings that state this fact at all,
    capped at the 95th percentile of the codes in use, in whole 1e-6.
    """
    idf = 1 + np.log((known + 1) / (counts + 1))
    used = idf[counts > 0]
    if used.size:
        idf = np.minimum(idf, np.percentile(used, IDF_CAP_PERCENTILE))
    return tuple(int(value) for value in np.rint(idf * IDF_UNIT))


def _means(plain: Model, source: Pool, target: Pool) -> tuple[float, ...]:
    sums, pairs = np.zeros(len(FACTS)), np.zeros(len(FACTS), np.int64)
    known = [np.zeros((len(FACTS), len(side)), np.bool_) for side in (source, target)]
    sum_facts(plain, source.columns, target.columns, np.empty(len(FACTS)), sums, pairs, *known)
    fewest = np.min([side.sum(axis=1) for side in known], axis=0)
    means = np.where(fewest >= LEAST_KNOWN, sums / np.maximum(pairs, 1), NEUTRAL)
    return tuple(round(mean, 9) for mean in means.tolist())


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
