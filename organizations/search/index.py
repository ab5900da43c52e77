"""The directory's index in memory: who carries which tag or word, as compressed bitmaps. Pure.

PostgreSQL keeps the truth (see documents.py); this answers which listings fit, how many, and how
many each further choice would leave, without reading a row. Bitmaps: Lemire et al., "Roaring
bitmaps: implementation of an optimized software library", 2018.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from organizations.search.orders import ByKey, ByName, Keys, Order, first, letters
from organizations.search.tag_rows import TagRows

# Facets whose tokens are counted; a document's tokens read "facet:value".
FACETS = (
    "kind",
    "legal_status",
    "sector",
    "role",
    "heritage",
    "residence",
    "works_in",
    "generation",
    "leadership",
    "offers",
    "needs",
    "language",
    "level",
)
LAST = np.iinfo(np.int64).max
# Results up to this size are counted listing by listing; of larger ones the counts are kept, since
# most readers ask for them.
SMALL = 20_000
MOST_KEPT, MOST_FIRST = 64, 1_000


@dataclass(frozen=True, slots=True)
class Document:
    """What the index holds of one published listing.

    `tokens`: its facets and audience ("audience:public", "hidden_from:ER"); `name_words` and
    `words`: lexemes of its names and of its texts. Times are microseconds since 1970.
    """

    number: int
    tokens: Sequence[str]
    name_words: Sequence[str]
    words: Sequence[str]
    sort_name: str
    published: int
    confirmed: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """Matching listings in tiers, the most relevant first; no listing stands in two."""

    tiers: tuple[BitMap, ...]

    @property
    def all(self) -> BitMap:
        return BitMap.union(*self.tiers) if len(self.tiers) > 1 else self.tiers[0]


@dataclass
class DirectoryIndex:
    """Postings by token and word, and one sort key a listing and order."""

    postings: dict[str, BitMap] = field(default_factory=dict)
    names: dict[str, BitMap] = field(default_factory=dict)
    words: dict[str, BitMap] = field(default_factory=dict)
    everyone: BitMap = field(default_factory=BitMap)
    sort_names: dict[int, str] = field(default_factory=dict)
    tags: TagRows = field(default_factory=TagRows)
    _published: Keys = field(default_factory=lambda: np.full(0, LAST))
    _confirmed: Keys = field(default_factory=lambda: np.full(0, LAST))
    _letters: Keys = field(default_factory=lambda: np.full(0, LAST))
    _kept: dict[tuple[str, int], tuple[BitMap, Sequence[str], dict[str, int]]] = field(
        default_factory=dict
    )
    _kept_first: dict[tuple[str, int, int], tuple[BitMap, list[int]]] = field(default_factory=dict)

    # --- writing ---------------------------------------------------------------------------

    def put(self, documents: Iterable[Document], gone: Iterable[int] = ()) -> None:
        """Take in new and changed documents, and forget those that are `gone`."""
        documents = list(documents)
        leaving = BitMap([*gone, *(document.number for document in documents)]) & self.everyone
        if leaving:
            self._remove(leaving)
        if leaving or documents:
            self._kept.clear()
            self._kept_first.clear()
        if not documents:
            return
        self._grow(max(document.number for document in documents) + 1)
        fresh: tuple[dict[str, array[int]], ...] = tuple(
            defaultdict(lambda: array("I")) for _ in range(3)
        )
        for document in documents:
            for postings, keys in zip(
                fresh, (document.tokens, document.name_words, document.words), strict=True
            ):
                for key in keys:
                    postings[key].append(document.number)
            self.sort_names[document.number] = document.sort_name
            self._letters[document.number] = letters(document.sort_name)
            self._published[document.number] = -document.published
            self._confirmed[document.number] = (
                LAST if document.confirmed is None else -document.confirmed
            )
        for kept, added in zip((self.postings, self.names, self.words), fresh, strict=True):
            for key, numbers in added.items():
                if key in kept:
                    kept[key].update(numbers)
                else:
                    kept[key] = BitMap(numbers)
        self.everyone.update(document.number for document in documents)
        self.tags.put((document.number, document.tokens) for document in documents)

    def settle(self) -> None:
        """Give back the memory that growing took."""
        for kept in (self.postings, self.names, self.words):
            for numbers in kept.values():
                numbers.shrink_to_fit()

    def _remove(self, leaving: BitMap) -> None:
        for kept in (self.postings, self.names, self.words):
            for key in [key for key, numbers in kept.items() if numbers.intersect(leaving)]:
                kept[key] -= leaving
                if not kept[key]:
                    del kept[key]
        self.everyone -= leaving
        self.tags.remove(leaving)
        for number in leaving:
            del self.sort_names[number]

    def _grow(self, size: int) -> None:
        missing = size - len(self._published)
        if missing > 0:
            more = np.full(max(missing, len(self._published) // 4), LAST)
            self._published = np.concatenate([self._published, more])
            self._confirmed = np.concatenate([self._confirmed, more])
            self._letters = np.concatenate([self._letters, more])

    # --- reading ---------------------------------------------------------------------------

    def having(self, token: str) -> BitMap:
        """Return the listings that carry `token`."""
        return self.postings.get(token, _NOBODY)

    def any_of(self, tokens: Iterable[str]) -> BitMap:
        found = [self.postings[token] for token in tokens if token in self.postings]
        return BitMap.union(*found) if found else BitMap()

    def visible(
        self, audiences: Iterable[str], states: Iterable[str], own: Iterable[int]
    ) -> BitMap:
        """Return what a viewer of these audiences, who works for these states, may learn of.

        The same rule as OrganizationQuerySet.visible_to, on the published listings.
        """
        seen = self.any_of(f"audience:{audience}" for audience in audiences)
        seen -= self.any_of(f"hidden_from:{state}" for state in states)
        return seen | (BitMap(own) & self.everyone)

    def narrowed(
        self, start: BitMap, chosen: Mapping[str, Sequence[str]], *, but: str = ""
    ) -> BitMap:
        """Apply every facet's choice (OR within, AND across), except that of the facet `but`."""
        found = start
        for facet, values in chosen.items():
            if values and facet != but:
                found = found & self.any_of(f"{facet}:{value}" for value in values)
        return found

    def counts(
        self,
        start: BitMap,
        chosen: Mapping[str, Sequence[str]],
        values: Mapping[str, Sequence[str]],
    ) -> dict[str, dict[str, int]]:
        """Return, for each facet and value, how many listings that choice would show.

        A facet's counts ignore its own choice. `values` names what to count.
        """
        everything = self.narrowed(start, chosen)
        small = self.tags.counts(everything) if len(everything) <= SMALL else None
        counted = {}
        for facet, codes in values.items():
            if not chosen.get(facet):
                base, rows = everything, small
            else:
                base = self.narrowed(start, chosen, but=facet)
                rows = self.tags.counts(base) if len(base) <= SMALL else None
            if rows is not None:
                counted[facet] = {code: rows[f"{facet}:{code}"] for code in codes}
            else:
                counted[facet] = self._counts_of_many(facet, codes, base)
        return counted

    def _counts_of_many(self, facet: str, codes: Sequence[str], base: BitMap) -> dict[str, int]:
        kept = self._kept.get((facet, len(base)))
        if kept and kept[0] == base and kept[1] == codes:
            return kept[2]
        counts = {
            code: self.having(f"{facet}:{code}").intersection_cardinality(base) for code in codes
        }
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[facet, len(base)] = base.copy(), list(codes), counts
        return counts

    # --- order -----------------------------------------------------------------------------

    def page(self, found: Found, order: Order, offset: int, limit: int) -> list[int]:
        """Return `limit` listings from `offset` on: tier by tier, by `order` within a tier."""
        page: list[int] = []
        for tier in found.tiers:
            size = len(tier)
            if offset >= size:
                offset -= size
                continue
            page += self._first(tier, order, offset + limit - len(page))[offset:]
            offset = 0
            if len(page) >= limit:
                break
        return page[:limit]

    def _first(self, tier: BitMap, order: Order, many: int) -> list[int]:
        """Return the first `many` of a tier; those of large ones are kept like their counts."""
        key = order.name, many, len(tier)
        kept = self._kept_first.get(key)
        if kept and kept[0] == tier:
            return kept[1]
        numbers = np.frombuffer(tier.to_array(), dtype=np.uint32).astype(np.int64)
        found = first(numbers, order, many)
        if len(tier) > SMALL and many <= MOST_FIRST:
            if len(self._kept_first) >= MOST_KEPT:
                self._kept_first.clear()
            self._kept_first[key] = tier.copy(), found
        return found

    def by_published(self) -> Order:
        return ByKey(self._published, "published")

    def by_confirmed(self) -> Order:
        return ByKey(self._confirmed, "confirmed")

    def by_name(self, *, arabic_first: bool) -> Order:
        return ByName(self._letters, self.sort_names, arabic_first)


_NOBODY = BitMap()
