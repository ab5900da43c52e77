"""Reference for bench.matching: a plain loop over pairs, with everything that can be prepared.

Sets, weights and closeness are looked up, nothing is parsed or encoded in the loop.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from partnerships.matching.kernel import FACTS
from partnerships.matching.priors import type_prior
from partnerships.matching.profiles import KINDS, Profile, Vocabulary
from partnerships.matching.statistics import IDF_UNIT, PoolStatistics
from partnerships.matching.taxonomy import Taxonomy
from partnerships.matching.weights import Weights

Shares = list[tuple[str, float]]


class Prepared(NamedTuple):
    profile: Profile
    sectors: Shares
    home: Shares
    residence: Shares
    needs: dict[str, float]
    generations: frozenset[str]


class Loop:
    def __init__(
        self, vocabulary: Vocabulary, statistics: PoolStatistics, weights: Weights
    ) -> None:
        self.weights = weights.values
        self.sector_wp = _table(vocabulary.sectors)
        self.place_wp = _table(vocabulary.places)
        self.idf = {
            "sectors": dict(zip(vocabulary.sectors.codes, statistics.sectors, strict=True)),
            "home": dict(zip(vocabulary.places.codes, statistics.home, strict=True)),
            "residence": dict(zip(vocabulary.places.codes, statistics.residence, strict=True)),
            "needs": dict(zip(vocabulary.supports, statistics.needs, strict=True)),
        }
        prior = type_prior()
        self.prior = {(a, b): prior[i, j] for i, a in enumerate(KINDS) for j, b in enumerate(KINDS)}
        self.means = {
            (s, t): dict(zip(FACTS, statistics.means[s][t], strict=True))
            for s in (False, True)
            for t in (False, True)
        }

    def prepare(self, p: Profile) -> Prepared:
        return Prepared(
            p,
            _shares(p.sectors, self.idf["sectors"]),
            _shares(dict.fromkeys(p.heritage | p.works_in, 1.0), self.idf["home"]),
            _shares(dict.fromkeys(p.residence, 1.0), self.idf["residence"]),
            dict(_shares(dict.fromkeys(p.needs, 1.0), self.idf["needs"])),
            p.made_of | p.serves,
        )

    def top(self, source: Prepared, targets: Sequence[Prepared], k: int) -> list[float]:
        return heapq.nlargest(
            k, (self.score(source, t) for t in targets if t.profile.key != source.profile.key)
        )

    def score(self, a: Prepared, b: Prepared) -> float:
        u, v = a.profile, b.profile
        means = self.means[u.is_partner, v.is_partner]
        sector = _match(a.sectors, b.sectors, self.sector_wp, means["sector"])
        home = _match(a.home, b.home, self.place_wp, means["home"])
        residence = _match(a.residence, b.residence, self.place_wp, means["residence"])
        prior = self.prior[u.kind, v.kind]
        r1 = _covered(a.needs, v.offers, means["receives"])
        r2 = _covered(b.needs, u.offers, means["gives"])
        if a.generations & b.generations:
            generation = 1.0
        elif u.youth_led and "mentoring" in v.offers:
            generation = 0.8
        else:
            generation = 0.3 if a.generations and b.generations else means["generation"]
        if u.languages & v.languages:
            language = 1.0
        elif "interpretation" in u.offers or "interpretation" in v.offers:
            language = 0.5
        else:
            language = 0.2 if u.languages and v.languages else means["language"]
        capacity = means["capacity"]
        if v.accepts == "informal":
            capacity = 1.0
        elif v.accepts and u.legal_status:
            capacity = 1.0 if u.legal_status == "registered" else 0.3
        w = self.weights
        return (
            w[0] * sector
            + w[1] * (home + residence) / 2
            + w[2] * (means["partner_type"] if math.isnan(prior) else prior)
            + w[3] * (_harmonic(r1, r2) + max(r1, r2)) / 2
            + w[4] * generation
            + w[5] * language
            + w[6] * capacity
        )


def _table(tree: Taxonomy) -> dict[str, dict[str, float]]:
    return {a: {b: tree.wp(a, b) for b in tree.codes} for a in tree.codes}


def _shares(tags: Mapping[str, float], idf: dict[str, int]) -> Shares:
    weights = {code: q * idf[code] / IDF_UNIT for code, q in tags.items()}
    total = sum(weights.values())
    return [(code, weight / total) for code, weight in weights.items()]


def _match(a: Shares, b: Shares, wp: dict[str, dict[str, float]], mean: float) -> float:
    if not a or not b:
        return mean
    return _harmonic(_coverage(a, b, wp), _coverage(b, a, wp))


def _coverage(a: Shares, b: Shares, wp: dict[str, dict[str, float]]) -> float:
    covered = 0.0
    for code, share in a:
        row = wp[code]
        covered += share * max(row[other] for other, _ in b)
    return covered


def _covered(needs: dict[str, float], offers: frozenset[str], mean: float) -> float:
    if not needs or not offers:
        return mean
    return sum(share for code, share in needs.items() if code in offers)


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0
