"""Listings as columns of numbers: what the kernels read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

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


class Tags(NamedTuple):
    """Sets of codes of n listings, one after the other: listing i has start[i]:start[i + 1]."""

    start: npt.NDArray[np.int64]  # [n + 1]
    code: npt.NDArray[np.int16]  # [total], ascending within a listing
    halves: npt.NDArray[np.int8]  # [total]


class Columns(NamedTuple):
    """Everything the formulas read, n listings long."""

    is_partner: npt.NDArray[np.bool_]
    kind: npt.NDArray[np.int8]
    sectors: Tags
    home: Tags  # heritage and works in: where the work is for
    residence: Tags
    needs: npt.NDArray[np.uint64]
    offers: npt.NDArray[np.uint64]
    generations: npt.NDArray[np.uint64]  # made of or served
    languages: npt.NDArray[np.uint64]  # [n, words]
    youth_led: npt.NDArray[np.int8]  # 1, 0, -1 unknown
    mentors: npt.NDArray[np.bool_]
    interprets: npt.NDArray[np.bool_]
    legal_status: npt.NDArray[np.int8]
    accepts: npt.NDArray[np.int8]
    tie: npt.NDArray[np.uint64]  # a hash of the key


@dataclass(frozen=True, eq=False)
class Pool:
    """Encoded listings in the order they were given; `take` gives a part, `concat` joins two."""

    vocabulary: Vocabulary
    keys: tuple[Key, ...]
    columns: Columns

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def position(self) -> dict[Key, int]:
        return {key: i for i, key in enumerate(self.keys)}

    def take(self, indices: npt.ArrayLike) -> Pool:
        """The listings at these positions (or where a boolean mask is true), in that order."""
        chosen = np.asarray(indices)
        chosen = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen.astype(np.int64)
        columns = Columns._make(
            take_tags(column, chosen) if isinstance(column, Tags) else column[chosen]
            for column in self.columns
        )
        return Pool(self.vocabulary, tuple(self.keys[i] for i in chosen.tolist()), columns)

    @staticmethod
    def concat(pools: Sequence[Pool]) -> Pool:
        if not pools:
            raise InvalidRequest("nothing to join")
        if any(pool.vocabulary != pools[0].vocabulary for pool in pools):
            raise InvalidRequest("the pools were encoded with different vocabularies")
        keys = tuple(key for pool in pools for key in pool.keys)
        _refuse_repeated(keys)
        columns = Columns._make(
            join_tags(column) if isinstance(column[0], Tags) else np.concatenate(column)
            for column in zip(*(pool.columns for pool in pools), strict=True)
        )
        return Pool(pools[0].vocabulary, keys, columns)


def encode(profiles: Iterable[Profile], vocabulary: Vocabulary) -> Pool:
    """Turn profiles into columns. Each row depends on its own profile alone.

    Raises UnknownCode for a code outside the vocabulary, InvalidProfile for a sector weight
    other than 1 or .5 and for a key that comes twice.
    """
    listed = list(profiles)
    keys = tuple(profile.key for profile in listed)
    _refuse_repeated(keys)
    size, words = len(listed), vocabulary.language_words
    sectors: list[dict[int, int]] = []
    home: list[dict[int, int]] = []
    residence: list[dict[int, int]] = []
    columns = Columns(
        is_partner=np.zeros(size, np.bool_),
        kind=np.zeros(size, np.int8),
        sectors=join_tags([]),
        home=join_tags([]),
        residence=join_tags([]),
        needs=np.zeros(size, np.uint64),
        offers=np.zeros(size, np.uint64),
        generations=np.zeros(size, np.uint64),
        languages=np.zeros((size, words), np.uint64),
        youth_led=np.zeros(size, np.int8),
        mentors=np.zeros(size, np.bool_),
        interprets=np.zeros(size, np.bool_),
        legal_status=np.zeros(size, np.int8),
        accepts=np.zeros(size, np.int8),
        tie=np.zeros(size, np.uint64),
    )
    for i, profile in enumerate(listed):
        read = _Reader(profile.key)
        columns.is_partner[i] = profile.is_partner
        columns.kind[i] = read.one("kind", profile.kind, _KINDS)
        sectors.append(read.weighted("sector", profile.sectors, vocabulary.sectors.index))
        places = vocabulary.places.index
        home.append(read.plain("place", profile.heritage | profile.works_in, places))
        residence.append(read.plain("place", profile.residence, places))
        columns.needs[i] = read.bits("support type", profile.needs, vocabulary.supports)
        columns.offers[i] = read.bits("support type", profile.offers, vocabulary.supports)
        columns.generations[i] = read.bits(
            "generation", profile.made_of | profile.serves, vocabulary.generations
        )
        spoken = {primary_subtag(tag) for tag in profile.languages}
        bits = read.bits("language", spoken, vocabulary.languages)
        for word in range(words):
            columns.languages[i, word] = bits >> (WORD_BITS * word) & _WORD
        columns.youth_led[i] = -1 if profile.youth_led is None else profile.youth_led
        columns.mentors[i] = MENTORING in profile.offers
        columns.interprets[i] = INTERPRETATION in profile.offers
        columns.legal_status[i] = read.one("legal status", profile.legal_status, _LEGAL_STATUSES)
        columns.accepts[i] = read.one("accepts", profile.accepts, _ACCEPTS)
        columns.tie[i] = _tie(profile.key)
    return Pool(
        vocabulary,
        keys,
        columns._replace(sectors=_tags(sectors), home=_tags(home), residence=_tags(residence)),
    )


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


def _refuse_repeated(keys: Sequence[Key]) -> None:
    if len(set(keys)) != len(keys):
        repeated = next(key for i, key in enumerate(keys) if key in keys[:i])
        raise InvalidProfile(f"the key {repeated!r} comes twice")


def _tie(key: Key) -> int:
    """A hash that is the same in every process; 5 and "5" are two keys."""
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest(), "big")


def _tags(listings: Sequence[Mapping[int, int]]) -> Tags:
    start = np.zeros(len(listings) + 1, np.int64)
    np.cumsum([len(listing) for listing in listings], out=start[1:])
    ordered = [sorted(listing.items()) for listing in listings]
    pairs = np.array([pair for listing in ordered for pair in listing], np.int64).reshape(-1, 2)
    return Tags(start, pairs[:, 0].astype(np.int16), pairs[:, 1].astype(np.int8))


def take_tags(tags: Tags, chosen: npt.NDArray[np.int64]) -> Tags:
    lengths = tags.start[chosen + 1] - tags.start[chosen]
    start = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    within = np.arange(start[-1]) - np.repeat(start[:-1], lengths)
    positions = np.repeat(tags.start[chosen], lengths) + within
    return Tags(start, tags.code[positions], tags.halves[positions])


def join_tags(parts: Sequence[Tags]) -> Tags:
    lengths = np.concatenate([np.zeros(0, np.int64), *(np.diff(part.start) for part in parts)])
    return Tags(
        np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        np.concatenate([np.zeros(0, np.int16), *(part.code for part in parts)]),
        np.concatenate([np.zeros(0, np.int8), *(part.halves for part in parts)]),
    )


_KINDS = {code: i for i, code in enumerate(KINDS)}
_LEGAL_STATUSES = {code: i for i, code in enumerate(LEGAL_STATUSES)}
_ACCEPTS = {code: i for i, code in enumerate(ACCEPTS)}
_WORD = (1 << WORD_BITS) - 1
