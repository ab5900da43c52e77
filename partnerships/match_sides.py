"""The listings of a run as arrays: what the engine reads of them, and what decides who meets whom.

Loads the compiled kernels, so only workers and commands import it.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from organizations.enums import Audience
from partnerships.match_arrays import Flags, Ids, positions
from partnerships.matching.errors import InvalidGate
from partnerships.matching.pool import Pool
from partnerships.matching.profiles import GROUP_KINDS, KINDS, WORD_BITS, Vocabulary

Words = npt.NDArray[np.uint64]

# Who sees whom, by circle: a listing's audience, or PARTNER for a verified partner, which
# everyone sees. A group's own people are members of the portal, never verified partners.
CIRCLES = (Audience.PUBLIC, Audience.MEMBERS, Audience.PARTNERS, Audience.IOM)
PARTNER = len(CIRCLES)
SEEN_BY_GROUPS = (True, True, False, False, True)
SEEN_BY_PARTNERS = (True, True, True, False, True)
MEETS = np.array([SEEN_BY_GROUPS] * PARTNER + [SEEN_BY_PARTNERS])

LED_BY = ("youth", "women", "refugees")

# What a run needs of a listing beside its profile.
FACTS = np.dtype(
    [
        ("id", np.int64),
        ("changed_at", np.int64),  # microseconds since EPOCH
        ("open_to", np.int32),
        ("circle", np.int8),
        ("is_open", np.bool_),
        ("needs_host", np.bool_),
        ("can_host", np.bool_),
        ("is_public_body", np.bool_),
        # Counted after a run, never scored.
        *((f"led_by_{who}", np.bool_) for who in LED_BY),
    ]
)
# PostgreSQL counts from here.
EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, eq=False)
class Side:
    """Organizations, or partners; ascending by id."""

    pool: Pool
    facts: npt.NDArray[np.void]  # [n] of FACTS
    states: Words  # [n, words] the countries that this body itself is part of
    hidden_from: Words  # the countries whose public bodies must never learn of it
    unmatched: Words  # further ones that it is not matched with

    def __len__(self) -> int:
        return len(self.facts)

    @property
    def ids(self) -> Ids:
        return self.facts["id"]

    @property
    def circle(self) -> npt.NDArray[np.uint8]:
        return self.facts["circle"].astype(np.uint8)

    @property
    def public(self) -> Flags:
        """Seen by everyone."""
        return (self.circle == CIRCLES.index(Audience.PUBLIC)) | (self.circle == PARTNER)

    @property
    def open_to(self) -> Ids:
        return self.facts["open_to"].astype(np.int64)

    @property
    def grassroots(self) -> Flags:
        return self.pool.columns.kind == KINDS.index(GROUP_KINDS[0])

    @property
    def everyone(self) -> Flags:
        return np.ones(len(self), np.bool_)

    def flags(self, name: str) -> Flags:
        flags: Flags = self.facts[name]
        return flags

    def positions(self, ids: Ids) -> Ids:
        """Where these ids stand, -1 for those that are not here."""
        return positions(self.ids, ids)

    def take(self, rows: Any) -> "Side":
        return Side(
            self.pool.take(rows),
            self.facts[rows],
            self.states[rows],
            self.hidden_from[rows],
            self.unmatched[rows],
        )

    def renewed(self, ids: Ids, new: "Side") -> "Side":
        """Without the listings of these ids, and with those of `new`, which are among them."""
        both = Side(
            Pool.stacked([self.pool, new.pool]),
            np.concatenate([self.facts, new.facts]),
            np.concatenate([self.states, new.states]),
            np.concatenate([self.hidden_from, new.hidden_from]),
            np.concatenate([self.unmatched, new.unmatched]),
        )
        staying = np.flatnonzero(~np.isin(self.ids, ids))
        rows = np.concatenate([staying, np.arange(len(self), len(both))])
        return both.take(rows[np.argsort(both.ids[rows], kind="stable")])


def side(
    pool: Pool,
    facts: npt.NDArray[np.void],
    *,
    states: Words,
    hidden_from: Words,
    unmatched: Words,
) -> Side:
    """A side whose pool is keyed by ids: those of partners below zero, so that no two are equal."""
    sign = np.where(pool.columns.is_partner, -1, 1)
    found = Side(replace(pool, keys=sign * facts["id"]), facts, states, hidden_from, unmatched)
    return found.take(np.argsort(found.ids, kind="stable"))


def country_words(vocabulary: Vocabulary) -> int:
    """How many 64-bit words a set of places takes."""
    return -(-len(vocabulary.places.index) // WORD_BITS)


def country_bits(
    vocabulary: Vocabulary, sets: Iterable[Collection[str]], *, of: Sequence[object] = ()
) -> Words:
    """A bit for each place of each set. Raises InvalidGate, which names whose set it is by `of`."""
    index = vocabulary.places.index
    known: dict[tuple[str, ...], bytes] = {}

    def bits(codes: tuple[str, ...]) -> bytes:
        for code in codes:
            if code not in index:
                whose = f" of {of[len(stored)]}" if of else ""
                raise InvalidGate(f"unknown place {code!r}{whose}")
        words = sum(1 << index[code] for code in set(codes))
        return words.to_bytes(8 * country_words(vocabulary), "little")

    stored: list[bytes] = []
    for codes in sets:
        key = tuple(codes)
        if key not in known:
            known[key] = bits(key)
        stored.append(known[key])
    return np.frombuffer(b"".join(stored), np.uint64).reshape(-1, country_words(vocabulary))


def spread(
    side: Side, vocabulary: Vocabulary, states: Mapping[int, Collection[str]]
) -> tuple[Ids, Words]:
    """The rows of the listings that `states` tells something of, and what."""
    ids = np.array(sorted(states), np.int64)
    rows = side.positions(ids)
    bits = country_bits(vocabulary, [sorted(states[pk]) for pk in ids.tolist()])
    return rows[rows >= 0], bits[rows >= 0]
