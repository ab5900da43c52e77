"""Which stored row a row of a document means: a text that was bettered keeps its row."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Stored = TypeVar("Stored")
Wanted = TypeVar("Wanted")


def paired(
    stored: Iterable[Stored],
    wanted: Sequence[Wanted],
    *,
    stored_key: Callable[[Stored], Hashable],
    wanted_key: Callable[[Wanted], Hashable],
) -> tuple[list[tuple[Wanted, Stored | None]], list[Stored]]:
    """Return what is wanted, in order, each with its stored row or None, and the rows left over.

    The same key is the same row. What has no like is taken for the other left over, in order: its
    text was changed.
    """
    by_key: dict[Hashable, list[Stored]] = defaultdict(list)
    rows = list(stored)
    for row in rows:
        by_key[stored_key(row)].append(row)
    found: list[Stored | None] = [
        by_key[key].pop(0) if by_key[key := wanted_key(one)] else None for one in wanted
    ]
    taken = {id(row) for row in found}
    left = [row for row in rows if id(row) not in taken]
    pairs = [
        (one, row if row is not None else (left.pop(0) if left else None))
        for one, row in zip(wanted, found, strict=True)
    ]
    return pairs, left
