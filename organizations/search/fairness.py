"""A floor for grass-roots groups in the first ten results. Pure.

Among equally relevant listings the order rotates, so there chance alone decides. But a tier as such
may hold fewer grass-roots groups than the whole result: those with an office put more words into
names and tags. Where the tiers alone would leave them less than FLOOR of their share of the
result, the last of the first ten places go to the next grass-roots groups.
Exposure of a place: 1 / log2(place + 1), as in Singh and Joachims, "Fairness of Exposure in
Rankings", 2018.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

PLACES = 10
FLOOR = 0.9
EXPOSURE = tuple(1 / log2(place + 1) for place in range(1, PLACES + 1))


@dataclass(frozen=True, slots=True)
class TierSize:
    """How many listings a tier holds, and how many of them are grass-roots groups."""

    all: int
    grassroots: int


def expected_share(tiers: Sequence[TierSize]) -> float:
    """Return the share of the first places' exposure that grass-roots groups can expect, 0 to 1."""
    shares = _share_by_place(tiers)
    total = sum(EXPOSURE[: len(shares)])
    return sum(w * s for w, s in zip(EXPOSURE, shares, strict=False)) / total if total else 0.0


def reserved_places(tiers: Sequence[TierSize]) -> int:
    """Return how many of the last of the first places grass-roots groups are owed."""
    found, grassroots = sum(t.all for t in tiers), sum(t.grassroots for t in tiers)
    shares = _share_by_place(tiers)
    # With a single page of results everybody is on it already.
    if not grassroots or found <= PLACES:
        return 0
    owed = FLOOR * grassroots / found * sum(EXPOSURE)
    for reserved in range(PLACES):
        first = PLACES - reserved
        by_tier = sum(w * s for w, s in zip(EXPOSURE[:first], shares[:first], strict=True))
        if by_tier + sum(EXPOSURE[first:]) >= owed:
            return reserved
    return PLACES


def _share_by_place(tiers: Sequence[TierSize]) -> list[float]:
    """Return the share of grass-roots groups in the tier that fills each of the first places."""
    shares: list[float] = []
    for tier in tiers:
        if tier.all:
            room = min(tier.all, PLACES - len(shares))
            shares += [tier.grassroots / tier.all] * room
    return shares
