"""The formulas once more, as a plain double loop over sets and floats.

Written from the design alone, without the engine's encoding, its whole numbers or its kernels,
so that agreeing means something. Slow on purpose; what repeats for equal tags is remembered.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from partnerships.matching.profiles import Profile

PRIOR_UNKNOWN = ("", "unknown")


class Reference:
    """Scores pairs of `profiles`; idf and means are counted over `public` ones."""

    def __init__(
        self,
        *,
        sectors: Mapping[str, str | None],
        places: Mapping[str, str | None],
        supports: Sequence[str],
        public: Sequence[Profile],
        prior: Callable[[str, str], float],
        weights: Mapping[str, float],
        means: Callable[[bool, bool], Mapping[str, float]],
    ) -> None:
        self.sector_wp = wu_palmer(sectors)
        self.place_wp = wu_palmer(places)
        self.prior, self.weights, self.means = prior, weights, means
        self.idf = {
            "sectors": idf(sectors, [set(p.sectors) for p in public]),
            "home": idf(places, [p.heritage | p.works_in for p in public]),
            "residence": idf(places, [p.residence for p in public]),
            "needs": idf(supports, [p.needs for p in public]),
        }
        self.tree = cache(self._tree)
        self.flat = cache(self._flat)

    def _cov(self, own: frozenset, others: frozenset, facet: str, wp: Callable) -> float:
        weights = self.idf[facet]
        total = sum(q * weights[a] for a, q in own)
        return sum(q * weights[a] * max(wp(a, b) for b, _ in others) for a, q in own) / total

    def _tree(self, own: frozenset, others: frozenset, facet: str) -> float | None:
        if not own or not others:
            return None
        wp = self.sector_wp if facet == "sectors" else self.place_wp
        return harmonic(self._cov(own, others, facet, wp), self._cov(others, own, facet, wp))

    def _flat(self, needs: frozenset, offers: frozenset) -> float | None:
        if not needs or not offers:
            return None
        weights = self.idf["needs"]
        return sum(weights[a] for a in needs & offers) / sum(weights[a] for a in needs)

    def facts(self, u: Profile, v: Profile) -> dict[str, float | None]:
        home_u, home_v = u.heritage | u.works_in, v.heritage | v.works_in
        prior = None
        if u.kind not in PRIOR_UNKNOWN and v.kind not in PRIOR_UNKNOWN:
            prior = self.prior(u.kind, v.kind)
        return {
            "sector": self.tree(
                frozenset(u.sectors.items()), frozenset(v.sectors.items()), "sectors"
            ),
            "home": self.tree(even(home_u), even(home_v), "home"),
            "residence": self.tree(even(u.residence), even(v.residence), "residence"),
            "partner_type": prior,
            "receives": self.flat(u.needs, v.offers),
            "gives": self.flat(v.needs, u.offers),
            "generation": generation(u, v),
            "language": language(u, v),
            "capacity": capacity(u, v),
        }

    def components(self, u: Profile, v: Profile) -> dict[str, float]:
        means = self.means(u.is_partner, v.is_partner)
        f = {
            name: means[name] if value is None else value
            for name, value in self.facts(u, v).items()
        }
        r1, r2 = f["receives"], f["gives"]
        return {
            "sector": f["sector"],
            "region": (f["home"] + f["residence"]) / 2,
            "partner_type": f["partner_type"],
            "needs": 0.5 * harmonic(r1, r2) + 0.5 * max(r1, r2),
            "generation": f["generation"],
            "language": f["language"],
            "capacity": f["capacity"],
        }

    def score(self, u: Profile, v: Profile) -> float:
        return math.fsum(
            self.weights[name] * value for name, value in self.components(u, v).items()
        )

    def top(
        self,
        u: Profile,
        targets: Sequence[Profile],
        k: int,
        allowed: Callable[[Profile, Profile], bool] = lambda u, v: True,
    ) -> list[float]:
        """The k best scores, best first."""
        scores = [self.score(u, v) for v in targets if v.key != u.key and allowed(u, v)]
        return sorted(scores, reverse=True)[:k]


def wu_palmer(parents: Mapping[str, str | None]) -> Callable[[str, str], float]:
    several = sum(not parent for parent in parents.values()) > 1

    def path(code: str) -> list[str]:
        up = [code]
        while parents[up[-1]]:
            up.append(str(parents[up[-1]]))
        return (["*"] if several else []) + up[::-1]

    @cache
    def wp(a: str, b: str) -> float:
        one, other = path(a), path(b)
        depth = sum(x == y for x, y in zip(one, other, strict=False))
        return 2 * depth / (len(one) + len(other))

    return wp


def idf(codes: Iterable[str], listings: Sequence[Iterable[str]]) -> dict[str, float]:
    counts = Counter(code for listing in listings for code in set(listing))
    known = sum(1 for listing in listings if set(listing))
    plain = {code: 1 + math.log((known + 1) / (counts[code] + 1)) for code in codes}
    used = [plain[code] for code in plain if counts[code]]
    cap = float(np.percentile(used, 95)) if used else math.inf
    # The engine keeps idf in whole millionths: part of the definition, not of the encoding.
    return {code: round(min(value, cap), 6) for code, value in plain.items()}


def harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0


def even(codes: Iterable[str]) -> frozenset:
    return frozenset((code, 1) for code in codes)


def generation(u: Profile, v: Profile) -> float | None:
    own, others = u.made_of | u.serves, v.made_of | v.serves
    if own & others:
        return 1.0
    if u.youth_led is True and "mentoring" in v.offers:
        return 0.8
    return 0.3 if own and others else None


def language(u: Profile, v: Profile) -> float | None:
    own = {tag.split("-")[0] for tag in u.languages}
    others = {tag.split("-")[0] for tag in v.languages}
    if own & others:
        return 1.0
    if "interpretation" in u.offers or "interpretation" in v.offers:
        return 0.5
    return 0.2 if own and others else None


def capacity(u: Profile, v: Profile) -> float | None:
    partner_reads_group = u.is_partner and not v.is_partner
    accepts, legal = (
        (u.accepts, v.legal_status) if partner_reads_group else (v.accepts, u.legal_status)
    )
    if accepts == "informal":
        return 1.0
    if accepts == "registered" and legal in ("none", "in_formation", "registered"):
        return 1.0 if legal == "registered" else 0.3
    return None
