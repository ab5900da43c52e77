"""Fictional listings for the benchmarks: sizes of the real code lists, skewed like real tags."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from partnerships.matching.profiles import (
    ACCEPTS,
    GROUP_KINDS,
    LEGAL_STATUSES,
    PARTNER_TYPES,
    Profile,
    Vocabulary,
)
from partnerships.matching.taxonomy import Taxonomy

SUPPORTS = (
    "emergency_relief", "equipment", "fiscal_hosting", "formalisation", "funding",
    "interpretation", "introductions", "jobs", "market_access", "mentoring", "policy_access",
    "research", "space", "technical_expertise", "training", "visibility", "volunteers",
)  # fmt: skip
GENERATIONS = ("first", "one_and_a_half", "second", "third")
LANGUAGES = tuple(f"l{i:02}" for i in range(40))


def sectors() -> dict[str, str | None]:
    """Seven plain sectors with two under each: about twenty codes on two levels."""
    top = {f"s{i}": None for i in range(7)}
    return {**top, **{f"s{i}-{j}": f"s{i}" for i in range(7) for j in range(2)}}


def places() -> dict[str, str | None]:
    """World, 5 regions, 20 sub-regions and 240 countries: the shape of M49."""
    tree: dict[str, str | None] = {"world": None}
    tree |= {f"region{i}": "world" for i in range(5)}
    tree |= {f"sub{i}": f"region{i % 5}" for i in range(20)}
    return tree | {f"c{i:03}": f"sub{i % 20}" for i in range(240)}


def vocabulary() -> Vocabulary:
    return Vocabulary(
        sectors=Taxonomy(sectors()),
        places=Taxonomy(places()),
        supports=SUPPORTS,
        generations=GENERATIONS,
        languages=LANGUAGES,
    )


class Listings:
    """Makes listings; a few codes are common and most are rare (weights 1, 1/2, 1/3, …)."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.countries = [code for code in places() if code.startswith("c")]
        self.regions = [code for code in places() if code.startswith("sub")]
        self.sectors = sorted(sectors())

    def groups(self, size: int) -> Iterator[Profile]:
        return (self._group(i) for i in range(size))

    def partners(self, size: int, first: int) -> Iterator[Profile]:
        return (self._partner(first + i) for i in range(size))

    def _some(self, codes: Sequence[str], least: int, most: int) -> frozenset[str]:
        """Between `least` and `most` codes, the first of the list far more often."""
        count = self.rng.randint(least, most)
        chosen: set[str] = set()
        while len(chosen) < count:
            chosen.add(codes[int(len(codes) ** self.rng.random()) - 1])
        return frozenset(chosen)

    def _sectors(self) -> dict[str, float]:
        chosen = sorted(self._some(self.sectors, 1, 4))
        self.rng.shuffle(chosen)
        return {code: 1 if i < 2 else 0.5 for i, code in enumerate(chosen)}

    def _maybe(self, chance: float, codes: Sequence[str], most: int) -> frozenset[str]:
        return self._some(codes, 1, most) if self.rng.random() < chance else frozenset()

    def _group(self, key: int) -> Profile:
        rng = self.rng
        return Profile(
            key=key,
            kind=rng.choice(GROUP_KINDS),
            sectors=self._sectors(),
            heritage=self._some(self.countries, 1, 2),
            residence=self._some(self.countries[::-1], 1, 2),
            works_in=self._maybe(0.5, self.countries + self.regions, 2),
            made_of=self._maybe(0.8, GENERATIONS, 2),
            serves=self._maybe(0.6, GENERATIONS, 2),
            youth_led=rng.choice((True, False, None)),
            offers=self._maybe(0.85, SUPPORTS, 4),
            needs=self._maybe(0.9, SUPPORTS[::-1], 4),
            languages=self._maybe(0.95, LANGUAGES, 3),
            legal_status=rng.choice(LEGAL_STATUSES),
            accepts="informal",
        )

    def _partner(self, key: int) -> Profile:
        rng = self.rng
        return Profile(
            key=key,
            is_partner=True,
            kind=rng.choice(PARTNER_TYPES),
            sectors=self._sectors(),
            residence=self._some(self.countries[::-1], 1, 1),
            works_in=self._some(self.countries + self.regions, 1, 3),
            serves=self._maybe(0.4, GENERATIONS, 3),
            offers=self._maybe(0.95, SUPPORTS[::-1], 4),
            needs=self._maybe(0.5, SUPPORTS, 2),
            languages=self._maybe(0.95, LANGUAGES, 3),
            accepts=rng.choice(ACCEPTS),
        )
