"""Random listings of any density for the engine's tests."""

from __future__ import annotations

import random
from collections.abc import Sequence

from partnerships.matching.profiles import (
    ACCEPTS,
    GROUP_KINDS,
    LEGAL_STATUSES,
    PARTNER_TYPES,
    Profile,
    Vocabulary,
)
from partnerships.matching.taxonomy import Taxonomy

SECTORS: dict[str, str | None] = {
    **dict.fromkeys(("education", "health", "economy", "culture", "rights"), None),
    **{f"education-{i}": "education" for i in range(4)},
    **{f"health-{i}": "health" for i in range(3)},
    **{f"economy-{i}": "economy" for i in range(5)},
    **{f"culture-{i}": "culture" for i in range(2)},
}
PLACES: dict[str, str | None] = {
    "001": None,
    "019": "001",
    "150": "001",
    "002": "001",
    "419": "019",
    "021": "019",
    "005": "419",
    "029": "419",
    "155": "150",
    "039": "150",
    "202": "002",
    "014": "202",
    "VE": "005",
    "CO": "005",
    "HT": "029",
    "CU": "029",
    "US": "021",
    "CA": "021",
    "FR": "155",
    "DE": "155",
    "ES": "039",
    "PT": "039",
    "SO": "014",
    "KE": "014",
}
SUPPORTS = (
    "equipment",
    "fiscal_hosting",
    "funding",
    "interpretation",
    "mentoring",
    "policy_access",
    "training",
    "volunteers",
)
GENERATIONS = ("first", "second", "third")
LANGUAGES = ("ar", "en", "es", "fr", "pt-BR", "so")


def vocabulary() -> Vocabulary:
    return Vocabulary(
        sectors=Taxonomy(SECTORS),
        places=Taxonomy(PLACES),
        supports=SUPPORTS,
        generations=GENERATIONS,
        languages=LANGUAGES,
    )


def profiles(
    size: int, *, seed: int, density: float, partners: bool = False, first: int = 0
) -> list[Profile]:
    """`density` is the chance of each fact to be stated at all, and of each further tag."""
    rng = random.Random(seed)

    def stated() -> bool:
        return rng.random() < density

    def some(codes: Sequence[str], most: int) -> frozenset[str]:
        if not stated():
            return frozenset()
        count = 1 + sum(stated() for _ in range(most - 1))
        return frozenset(rng.sample(codes, count))

    def one(codes: Sequence[str]) -> str:
        return rng.choice(codes) if stated() else ""

    sectors, places = sorted(SECTORS), sorted(PLACES)
    return [
        Profile(
            key=first + i,
            is_partner=partners,
            kind=one(PARTNER_TYPES if partners else GROUP_KINDS),
            sectors={code: rng.choice((1, 0.5)) for code in sorted(some(sectors, 4))},
            heritage=some(places, 2),
            residence=some(places, 2),
            works_in=some(places, 3),
            made_of=some(GENERATIONS, 2),
            serves=some(GENERATIONS, 2),
            youth_led=rng.choice((True, False)) if stated() else None,
            offers=some(SUPPORTS, 4),
            needs=some(SUPPORTS, 4),
            languages=some(LANGUAGES, 3),
            legal_status="" if partners else one(LEGAL_STATUSES[1:]),
            accepts=one(ACCEPTS[1:]),
        )
        for i in range(size)
    ]
