"""Each listing's tokens, listing by listing: counts a small result quicker than bitmaps do. Pure.

Bitmaps count a token in the whole directory at once, but ask each of a thousand tokens; here the
work is as small as the result.
"""

import threading
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap


class TagRows:
    """The tokens of all listings in one array; a changed listing's old row stays as waste.

    Threads of one process read while another takes changes in: the lock keeps rows whole.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: dict[str, int] = {}
        self._tags = np.zeros(0, np.uint16)
        self._used = 0
        self._waste = 0
        self._starts = np.zeros(0, np.int64)
        self._sizes = np.zeros(0, np.int64)

    def put(self, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Take in the tokens of new and changed listings."""
        with self._lock:
            self._put(rows)

    def _put(self, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        fresh = array("H")
        for number, tokens in rows:
            if number >= len(self._starts):
                self._make_room(number + 1)
            self._waste += int(self._sizes[number])
            self._starts[number] = self._used + len(fresh)
            self._sizes[number] = len(tokens)
            fresh.extend([self._ids.setdefault(token, len(self._ids)) for token in tokens])
        needed = self._used + len(fresh)
        if needed > len(self._tags):
            self._tags = np.concatenate([self._tags, _room(self._tags, needed)])
        self._tags[self._used : needed] = np.frombuffer(fresh, np.uint16)
        self._used = needed
        if self._waste * 2 > self._used:
            self._tidy()

    def remove(self, numbers: Iterable[int]) -> None:
        with self._lock:
            for number in numbers:
                self._waste += int(self._sizes[number])
                self._sizes[number] = 0

    def counts(self, found: BitMap) -> "TagCounts":
        """Return how many listings of `found` carry each token."""
        numbers = np.frombuffer(found.to_array(), np.uint32).astype(np.int64)
        with self._lock:
            tags = self._tags[self._places(numbers)]
        return TagCounts(self._ids, np.bincount(tags, minlength=len(self._ids)))

    def _places(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where the tokens of these listings stand, row after row."""
        sizes = self._sizes[numbers]
        ends = np.cumsum(sizes)
        shifts = self._starts[numbers] - (ends - sizes)
        return np.arange(ends[-1] if len(ends) else 0) + np.repeat(shifts, sizes)

    def _make_room(self, size: int) -> None:
        self._starts = np.concatenate([self._starts, _room(self._starts, size)])
        self._sizes = np.concatenate([self._sizes, _room(self._sizes, size)])

    def _tidy(self) -> None:
        """Drop the waste."""
        kept = np.flatnonzero(self._sizes)
        self._tags = self._tags[self._places(kept)]
        sizes = self._sizes[kept]
        self._starts[kept] = np.cumsum(sizes) - sizes
        self._used, self._waste = len(self._tags), 0


class TagCounts:
    """How many listings of one result carry a token."""

    def __init__(self, ids: dict[str, int], numbers: NDArray[np.int64]) -> None:
        self._ids, self._numbers = ids, numbers.tolist()

    def __getitem__(self, token: str) -> int:
        place = self._ids.get(token)
        return self._numbers[place] if place is not None and place < len(self._numbers) else 0


def _room(numbers: NDArray[Any], size: int) -> NDArray[Any]:
    """Return what `numbers` lack to hold `size`, and some more."""
    return np.zeros(size + size // 4 - len(numbers), numbers.dtype)
