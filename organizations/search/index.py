"""The directory's index in memory: who carries which tag or word, as compressed bitmaps. Pure.

PostgreSQL keeps the truth (see documents.py); this answers which listings fit, how many, and how
many each further choice would leave, without reading a row. Bitmaps: Lemire et al., "Roaring
bitmaps: implementation of an optimized software library", 2018.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Keys = NDArray[np.int64]


class Order(Protocol):
    """Sort keys by listing number: the smaller, the earlier."""

    def __getitem__(self, numbers: NDArray[np.int64], /) -> Keys: ...


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
    published: Keys = field(default_factory=lambda: np.full(0, LAST))
    confirmed: Keys = field(default_factory=lambda: np.full(0, LAST))
    _name_ranks: dict[bool, Keys] = field(default_factory=dict)

    # --- writing ---------------------------------------------------------------------------

    def put(self, documents: Iterable[Document], gone: Iterable[int] = ()) -> None:
        """Take in new and changed documents, and forget those that are `gone`."""
        documents = list(documents)
        leaving = BitMap([*gone, *(document.number for document in documents)]) & self.everyone
        if leaving:
            self._remove(leaving)
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
            self.published[document.number] = -document.published
            self.confirmed[document.number] = (
                LAST if document.confirmed is None else -document.confirmed
            )
        for kept, added in zip((self.postings, self.names, self.words), fresh, strict=True):
            for key, numbers in added.items():
                if key in kept:
                    kept[key].update(numbers)
                else:
                    kept[key] = BitMap(numbers)
        self.everyone.update(document.number for document in documents)
        self._name_ranks.clear()

    def _remove(self, leaving: BitMap) -> None:
        for kept in (self.postings, self.names, self.words):
            for key in [key for key, numbers in kept.items() if numbers.intersect(leaving)]:
                kept[key] -= leaving
                if not kept[key]:
                    del kept[key]
        self.everyone -= leaving
        for number in leaving:
            del self.sort_names[number]
        self._name_ranks.clear()

    def _grow(self, size: int) -> None:
        missing = size - len(self.published)
        if missing > 0:
            more = np.full(max(missing, len(self.published) // 4), LAST)
            self.published = np.concatenate([self.published, more])
            self.confirmed = np.concatenate([self.confirmed, more])

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
        counted = {}
        for facet, codes in values.items():
            base = self.narrowed(start, chosen, but=facet) if chosen.get(facet) else everything
            counted[facet] = {
                code: self.having(f"{facet}:{code}").intersection_cardinality(base) if base else 0
                for code in codes
            }
        return counted

    # --- order -----------------------------------------------------------------------------

    def page(self, found: Found, order: Order, offset: int, limit: int) -> list[int]:
        """Return `limit` listings from `offset` on: tier by tier, by `order` within a tier."""
        page: list[int] = []
        for tier in found.tiers:
            size = len(tier)
            if offset >= size:
                offset -= size
                continue
            numbers = np.frombuffer(tier.to_array(), dtype=np.uint32).astype(np.int64)
            page += _smallest(numbers, order[numbers], offset + limit - len(page))[offset:]
            offset = 0
            if len(page) >= limit:
                break
        return page[:limit]

    def rotation(self, day: date, secret: bytes) -> "Rotation":
        """Return an order that no listing can foresee or keep: another one every day."""
        return Rotation(np.uint64(int.from_bytes(secret[:8]) ^ day.toordinal()))

    def by_name(self, *, arabic_first: bool) -> Keys:
        """Return each listing's place among the names, the reader's script first."""
        if arabic_first not in self._name_ranks:
            ordered = sorted(
                self.sort_names,
                key=lambda number: (
                    _is_arabic(self.sort_names[number]) != arabic_first,
                    self.sort_names[number],
                    number,
                ),
            )
            ranks = np.full(len(self.published), LAST)
            ranks[np.array(ordered, dtype=np.int64)] = np.arange(len(ordered))
            self._name_ranks[arabic_first] = ranks
        return self._name_ranks[arabic_first]


@dataclass(frozen=True, slots=True)
class Rotation:
    """A keyed hash as an order: `rotation[numbers]` gives the keys of these listings."""

    key: np.uint64

    def __getitem__(self, numbers: NDArray[np.int64], /) -> Keys:
        # splitmix64's finalizer (Steele, Lea and Flood, 2014): every bit depends on every bit.
        x = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + self.key
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((x ^ (x >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)


_NOBODY = BitMap()


def _is_arabic(text: str) -> bool:
    return any("\u0600" <= c <= "\u06ff" for c in text[:12])


def _smallest(numbers: NDArray[np.int64], keys: Keys, many: int) -> list[int]:
    """Return the `many` numbers with the smallest keys, in order; ties by number."""
    if many < len(numbers):
        limit = np.partition(keys, many - 1)[many - 1]
        kept = keys <= limit
        numbers, keys = numbers[kept], keys[kept]
    return [int(number) for number in numbers[np.lexsort((numbers, keys))][:many]]
