"""Answering a reader: criteria in, listings, totals and counts out, through her own eyes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_bidi
from pyroaring import BitMap

from organizations.enums import Kind
from organizations.search.fairness import PLACES, TierSize, reserved_places
from organizations.search.grammar import Query, parse
from organizations.search.index import DirectoryIndex, Found
from organizations.search.live import live_index
from organizations.search.meaning import Understood, read, understand
from organizations.search.orders import Order, Rotation
from organizations.viewers import Viewer

# A longer query is not taken apart word by word.
MOST_LEFT_OUT = 6
RELEVANCE, NEWEST, CONFIRMED, NAME = "relevance", "newest", "confirmed", "name"


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a reader asks for: words, chosen values by facet, and an order."""

    text: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sort: str = RELEVANCE


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A word that stands in the way, the text without it, and how many would fit that."""

    dropped: str
    rest: str
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The listings of one page by number, how many fit in all, and counts by facet and value.

    `understood` tells what the text was taken for. `without` gives for each used facet (and for
    "q") how many would fit if it were dropped, where nothing fits, and `without_words` the same
    for each single word. `pool` is all that the viewer
    may see, `found` what fits.
    """

    numbers: list[int]
    total: int
    counts: dict[str, dict[str, int]]
    understood: Understood
    without: dict[str, int]
    without_words: list[LeftOut]
    pool: BitMap
    found: BitMap
    index: DirectoryIndex


def search(
    criteria: Criteria,
    viewer: Viewer,
    *,
    offset: int = 0,
    limit: int = 20,
    count: Mapping[str, Sequence[str]] | None = None,
) -> Answer:
    """Answer `criteria` for `viewer`; `count` names the facet values to count."""
    index = live_index.current()
    pool = index.visible(viewer.audiences, viewer.state_countries, viewer.organization_ids)
    understood = read(criteria.text, index, pool)
    matching = understood.found.all
    tiers = tuple(index.narrowed(tier, criteria.chosen) for tier in understood.found.tiers)
    found = Found(tiers)
    total = sum(len(tier) for tier in tiers)
    return Answer(
        numbers=_page(index, found, criteria.sort, offset, limit),
        total=total,
        counts=index.counts(matching, criteria.chosen, count or {}),
        understood=understood,
        without={} if total else _without(index, pool, matching, criteria),
        without_words=[] if total else _without_words(index, pool, criteria),
        pool=pool,
        found=found.all,
        index=index,
    )


def _page(index: DirectoryIndex, found: Found, sort: str, offset: int, limit: int) -> list[int]:
    order = _order(index, sort)
    if sort != RELEVANCE:
        return index.page(Found((found.all,)), order, offset, limit)
    first = _first_places(index, found, order)
    rest = Found(tuple(tier - BitMap(first) for tier in found.tiers)) if first else found
    page = first[offset : offset + limit]
    return page + index.page(rest, order, max(0, offset - len(first)), limit - len(page))


def _first_places(index: DirectoryIndex, found: Found, order: Order) -> list[int]:
    """Return the first places where grass-roots groups are owed some of them, else nothing."""
    grassroots = index.having(f"kind:{Kind.GRASSROOTS}")
    reserved = reserved_places(
        [TierSize(len(tier), tier.intersection_cardinality(grassroots)) for tier in found.tiers]
    )
    if not reserved:
        return []
    first = index.page(found, order, 0, PLACES - reserved)
    owed = Found(tuple((tier & grassroots) - BitMap(first) for tier in found.tiers))
    return first + index.page(owed, order, 0, reserved)


def _order(index: DirectoryIndex, sort: str) -> Order:
    if sort == NEWEST:
        return index.by_published()
    if sort == CONFIRMED:
        return index.by_confirmed()
    if sort == NAME:
        return index.by_name(arabic_first=get_language_bidi())
    # Nobody outside knows the key, so nobody can choose a day or an address to come first.
    key = hashlib.sha256(f"search rotation {settings.SECRET_KEY}".encode()).digest()
    return Rotation.of(timezone.now().date(), key)


def _without(
    index: DirectoryIndex, pool: BitMap, matching: BitMap, criteria: Criteria
) -> dict[str, int]:
    chosen = criteria.chosen
    counts = {
        facet: len(index.narrowed(matching, chosen, but=facet))
        for facet, values in chosen.items()
        if values
    }
    if criteria.text:
        counts["q"] = len(index.narrowed(pool, chosen))
    return {facet: number for facet, number in counts.items() if number}


def _without_words(index: DirectoryIndex, pool: BitMap, criteria: Criteria) -> list[LeftOut]:
    """Return what leaving out one word or phrase would show; of one word there is no less."""
    query = parse(criteria.text)
    parts = [*query.groups, *((term,) for term in query.without)]
    if not 1 < len(parts) <= MOST_LEFT_OUT:
        return []
    found = []
    for at in range(len(parts)):
        groups = query.groups[:at] + query.groups[at + 1 :]
        place = at - len(query.groups)
        without = query.without if place < 0 else query.without[:place] + query.without[place + 1 :]
        rest = Query(groups, without)
        count = len(index.narrowed(understand(rest, index, pool).found.all, criteria.chosen))
        if count:
            dropped = query.groups[at : at + 1], query.without[place : place + 1] * (place >= 0)
            found.append(LeftOut(str(Query(*dropped)), str(rest), count))
    return found
