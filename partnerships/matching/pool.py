"""Listings as columns of numbers: what the kernels read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.errors import InvalidProfile, InvalidRequest, UnknownCode
from partnerships.matching.profiles import (
    ACCEPTS,
    INTERPRETATION,
    KINDS,
    LEGAL_STATUSES,
    MENTORING,
    WORD_BITS,
    Profile,
    Vocabulary,
    primary_subtag,
)

Key = int | str

# A tag's weight in halves, so that it is a whole number.
HALVES = {1: 2, 0.5: 1}


# One listing in one cache line. Its tags stand in `code` and `halves` one facet after the other:
# sectors from `sectors` to `home`, and so on to `end`.
LISTING = np.dtype(
    [
        ("tie", np.uint64),  # a hash of the key
        ("needs", np.uint64),
        ("offers", np.uint64),
        ("generations", np.uint64),  # made of or served
        ("sectors", np.int32),
        ("home", np.int32),  # heritage and works in: where the work is for
        ("residence", np.int32),
        ("end", np.int32),
        ("is_partner", np.int8),
        ("kind", np.int8),
        ("youth_led", np.int8),  # 1, 0, -1 unknown
        ("mentors", np.int8),
        ("interprets", np.int8),
        ("legal_status", np.int8),
        ("accepts", np.int8),
    ],
    align=True,
)
FACETS = ("sectors", "home", "residence")
_ENDS = {"sectors": "home", "home": "residence", "residence": "end"}


class Tags(NamedTuple):
    """One facet of n listings: listing i has start[i]:start[i + 1]."""

    start: npt.NDArray[np.int64]  # [n + 1]
    code: npt.NDArray[np.int16]  # [total], ascending within a listing
    halves: npt.NDArray[np.int8]  # [total]


class Columns(NamedTuple):
    """Everything the formulas read, n listings long."""

    listing: npt.NDArray[np.void]  # [n] of LISTING
    code: npt.NDArray[np.int16]
    halves: npt.NDArray[np.int8]
    languages: npt.NDArray[np.uint64]  # [n, words]

    @property
    def tie(self) -> npt.NDArray[np.uint64]:
        return self.listing["tie"]

    @property
    def kind(self) -> npt.NDArray[np.int8]:
        return self.listing["kind"]

    @property
    def is_partner(self) -> npt.NDArray[np.bool_]:
        return self.listing["is_partner"] > 0

    def tags(self, facet: str) -> Tags:
        start = self.listing[facet].astype(np.int64)
        positions, offsets = ranges(start, self.tag_counts(facet).astype(np.int64))
        return Tags(offsets, self.code[positions], self.halves[positions])

    def tag_counts(self, facet: str) -> npt.NDArray[np.int32]:
        """[n] how many tags of this facet a listing has."""
        counts: npt.NDArray[np.int32] = self.listing[_ENDS[facet]] - self.listing[facet]
        return counts


@dataclass(frozen=True, eq=False)
class Pool:
    """Encoded listings in the order they were given; `take` gives a part, `concat` joins two."""

    vocabulary: Vocabulary
    keys: npt.NDArray[Any]  # of Key
    columns: Columns
    # What the engine makes of this pool as targets, by statistics.
    sorted: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def position(self) -> dict[Key, int]:
        return {key: i for i, key in enumerate(self.keys.tolist())}

    def take(self, indices: npt.ArrayLike) -> Pool:
        """The listings at these positions (or where a boolean mask is true), in that order."""
        chosen = np.asarray(indices)
        chosen = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen.astype(np.int64)
        listing = self.columns.listing[chosen]
        first = listing["sectors"].astype(np.int64)
        positions, offsets = ranges(first, listing["end"].astype(np.int64) - first)
        for name in (*FACETS, "end"):
            listing[name] += (offsets[:-1] - first).astype(np.int32)
        columns = Columns(
            listing,
            self.columns.code[positions],
            self.columns.halves[positions],
            self.columns.languages[chosen],
        )
        return Pool(self.vocabulary, self.keys[chosen], columns)

    @staticmethod
    def concat(pools: Sequence[Pool]) -> Pool:
        joined = Pool.stacked(pools)
        _refuse_repeated(joined.keys)
        return joined

    @staticmethod
    def stacked(pools: Sequence[Pool]) -> Pool:
        """The same for whoever takes listings that are in there twice out again."""
        if not pools:
            raise InvalidRequest("nothing to join")
        if any(pool.vocabulary != pools[0].vocabulary for pool in pools):
            raise InvalidRequest("the pools were encoded with different vocabularies")
        keys = np.concatenate([pool.keys for pool in pools])
        columns = Columns._make(
            np.concatenate(column) for column in zip(*(pool.columns for pool in pools), strict=True)
        )
        first = 0
        tags = 0
        for pool in pools:
            for name in (*FACETS, "end"):
                columns.listing[name][first : first + len(pool)] += tags
            first += len(pool)
            tags += pool.columns.code.size
        return Pool(pools[0].vocabulary, keys, columns)


def encode(profiles: Iterable[Profile], vocabulary: Vocabulary) -> Pool:
    """Turn profiles into columns, one after the other: a generator is never held as a whole.

    Each row depends on its own profile alone. Raises UnknownCode for a code outside the
    vocabulary, InvalidProfile for a sector weight other than 1 or .5 and for a key that comes
    twice.
    """
    keys: list[Key] = []
    listings: list[tuple[int, ...]] = []
    languages: list[int] = []
    code: list[int] = []
    halves: list[int] = []
    places = vocabulary.places.index
    for profile in profiles:
        read = _Reader(profile.key)
        bounds = []
        for tags in (
            read.weighted("sector", profile.sectors, vocabulary.sectors.index),
            read.plain("place", profile.heritage | profile.works_in, places),
            read.plain("place", profile.residence, places),
        ):
            bounds.append(len(code))
            for position, half in sorted(tags.items()):
                code.append(position)
                halves.append(half)
        keys.append(profile.key)
        spoken = {primary_subtag(tag) for tag in profile.languages}
        languages.append(read.bits("language", spoken, vocabulary.languages))
        listings.append(
            (
                _tie(profile.key),
                read.bits("support type", profile.needs, vocabulary.supports),
                read.bits("support type", profile.offers, vocabulary.supports),
                read.bits("generation", profile.made_of | profile.serves, vocabulary.generations),
                *bounds,
                len(code),
                profile.is_partner,
                read.one("kind", profile.kind, _KINDS),
                -1 if profile.youth_led is None else profile.youth_led,
                MENTORING in profile.offers,
                INTERPRETATION in profile.offers,
                read.one("legal status", profile.legal_status, _LEGAL_STATUSES),
                read.one("accepts", profile.accepts, _ACCEPTS),
            )
        )
    listed = np.empty(len(keys), object)
    listed[:] = keys
    _refuse_repeated(listed)
    words = [WORD_BITS * word for word in range(vocabulary.language_words)]
    columns = Columns(
        np.array(listings, LISTING),
        np.array(code, np.int16),
        np.array(halves, np.int8),
        np.array(
            [[bits >> word & _WORD for word in words] for bits in languages], np.uint64
        ).reshape(len(keys), len(words)),
    )
    return Pool(vocabulary, listed, columns)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the codes of one profile into numbers, and knows whose they are when one is wrong."""

    key: Key

    def index(self, field: str, code: str, index: Mapping[str, int]) -> int:
        try:
            return index[code]
        except KeyError:
            raise UnknownCode(field, code, self.key) from None

    def one(self, field: str, code: str, index: Mapping[str, int]) -> int:
        return self.index(field, "" if code == "unknown" else code, index)

    def bits(self, field: str, codes: Iterable[str], index: Mapping[str, int]) -> int:
        return sum(1 << self.index(field, code, index) for code in codes)

    def plain(self, field: str, codes: Iterable[str], index: Mapping[str, int]) -> dict[int, int]:
        return {self.index(field, code, index): HALVES[1] for code in codes}

    def weighted(
        self, field: str, codes: Mapping[str, float], index: Mapping[str, int]
    ) -> dict[int, int]:
        try:
            return {self.index(field, code, index): HALVES[q] for code, q in codes.items()}
        except KeyError:
            raise InvalidProfile(
                f"a {field} of the profile {self.key!r} has a weight other than 1 or 0.5"
            ) from None


def _refuse_repeated(given: npt.NDArray[Any]) -> None:
    keys = given.tolist()
    if len(set(keys)) != len(keys):
        repeated = next(key for i, key in enumerate(keys) if key in keys[:i])
        raise InvalidProfile(f"the key {repeated!r} comes twice")


def _tie(key: Key) -> int:
    """A hash that is the same in every process; 5 and "5" are two keys."""
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest(), "big")


def ranges(
    start: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The positions start[i] … start[i] + lengths[i] - 1 of all i, and where each i begins."""
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    positions = np.arange(offsets[-1]) + np.repeat(start - offsets[:-1], lengths)
    return positions, offsets


_KINDS = {code: i for i, code in enumerate(KINDS)}
_LEGAL_STATUSES = {code: i for i, code in enumerate(LEGAL_STATUSES)}
_ACCEPTS = {code: i for i, code in enumerate(ACCEPTS)}
_WORD = (1 << WORD_BITS) - 1
