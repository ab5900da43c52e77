"""Orders of a result, as sort keys: the smaller, the earlier. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
# Of so many listings a few hundred are looked at before all: enough to tell where the first end.
LARGE, LOOKED_AT, KEPT_OF_THEM = 20_000, 512, 8
LETTERS = 7


class Order(Protocol):
    """Sort keys by listing number; `settle` sorts those whose keys are the same.

    `name` tells one order from every other on the same listings.
    """

    @property
    def name(self) -> str: ...

    def __getitem__(self, numbers: NDArray[np.int64], /) -> Keys: ...

    def settle(self, numbers: list[int]) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class ByKey:
    """An order that the keys settle, and among the same keys the number."""

    keys: Keys
    name: str = ""

    def __getitem__(self, numbers: NDArray[np.int64], /) -> Keys:
        return self.keys[numbers]

    def settle(self, numbers: list[int]) -> list[int]:
        return sorted(numbers)


@dataclass(frozen=True, slots=True)
class Rotation:
    """A keyed hash as an order that no listing can foresee or keep: another one every day."""

    key: np.uint64

    @property
    def name(self) -> str:
        return f"rotation {self.key}"

    @classmethod
    def of(cls, day: date, secret: bytes) -> "Rotation":
        return cls(np.uint64(int.from_bytes(secret[:8]) ^ day.toordinal()))

    def __getitem__(self, numbers: NDArray[np.int64], /) -> Keys:
        # splitmix64's finalizer (Steele, Lea and Flood, 2014): every bit depends on every bit.
        x = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + self.key
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((x ^ (x >> np.uint64(31))) >> np.uint64(1)).astype(np.int64)

    def settle(self, numbers: list[int]) -> list[int]:
        return sorted(numbers)


@dataclass(frozen=True, slots=True)
class ByName:
    """By folded name, the reader's script first; the first letters are the key."""

    letters: Keys
    names: Mapping[int, str]
    arabic_first: bool

    @property
    def name(self) -> str:
        return "name, Arabic first" if self.arabic_first else "name"

    def __getitem__(self, numbers: NDArray[np.int64], /) -> Keys:
        keys = self.letters[numbers]
        return np.where(_starts_arabic(keys) == self.arabic_first, keys - _LATER, keys)

    def settle(self, numbers: list[int]) -> list[int]:
        return sorted(numbers, key=lambda number: (self.names[number], number))


def letters(name: str) -> int:
    """Return the first letters of a folded name as a number; the order of names is kept."""
    return int.from_bytes(name.encode()[:LETTERS].ljust(LETTERS, b"\0"))


# UTF-8 keeps the order of letters, and so the Arabic ones (U+0600 to U+06FF) stand together.
_LATER = 1 << (8 * LETTERS)
_ARABIC = letters("\u0600"), letters("\u0700")


def _starts_arabic(keys: Keys) -> NDArray[np.bool_]:
    return (keys >= _ARABIC[0]) & (keys < _ARABIC[1])


def first(numbers: NDArray[np.int64], order: Order, many: int) -> list[int]:
    """Return the first `many` of `numbers` by `order`."""
    keys = order[numbers]
    if many < len(numbers):
        kept = keys <= _limit(keys, many)
        numbers, keys = numbers[kept], keys[kept]
    ordered = np.argsort(keys, kind="stable")
    numbers, keys = numbers[ordered], keys[ordered]
    # Where neighbours have the same key, the order itself decides.
    bounds = [0, *(np.flatnonzero(np.diff(keys)) + 1).tolist(), len(numbers)]
    found: list[int] = []
    for start, end in pairwise(bounds):
        if len(found) >= many:
            break
        same = numbers[start:end].tolist()
        found += order.settle(same) if len(same) > 1 else same
    return found[:many]


def _limit(keys: Keys, many: int) -> int:
    """Return a key that the first `many` do not exceed, and few others."""
    if len(keys) > LARGE and many * 100 < len(keys):
        guess = np.sort(keys[:: len(keys) // LOOKED_AT])[KEPT_OF_THEM]
        if np.count_nonzero(keys <= guess) >= many:
            return int(guess)
    return int(np.partition(keys, many - 1)[many - 1])
