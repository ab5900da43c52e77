"""Every pair of listings that may be one group, without comparing each with each. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from organizations.duplicates.keys import MOST_SHARING, keys_of
from organizations.duplicates.scoring import REVIEW, Facts, Likeness, likeness

# Whoever shares one rare word of several is not alike yet; whoever shares one of these may be.
_STRONG = ("n:", "d:", "i:", "a:", "b:", "e:", "j:")


def pairs(facts: Mapping[int, Facts]) -> Iterator[tuple[int, int, Likeness]]:
    """Yield the pairs that are worth a look, the smaller number first."""
    numbers = np.array(sorted(facts), dtype=np.int64)
    for one, other in _blocked(numbers, facts):
        found = likeness(facts[one], facts[other])
        if found.score >= REVIEW:
            yield one, other, found


def _blocked(numbers: NDArray[np.int64], facts: Mapping[int, Facts]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share a key which says something, or two that say a little."""
    strong: defaultdict[str, list[int]] = defaultdict(list)
    weak: defaultdict[str, list[int]] = defaultdict(list)
    for at, number in enumerate(numbers.tolist()):
        for key in keys_of(facts[number]):
            (strong if key.startswith(_STRONG) else weak)[key].append(at)
    single = np.array([_is_short(facts[number]) for number in numbers.tolist()], dtype=bool)
    size = len(numbers)
    sure = np.unique(_codes(strong.values(), size))
    loose, often = np.unique_counts(_codes(weak.values(), size))
    # A name of one or two words has no second key to share.
    kept = (often > 1) | single[loose // max(size, 1)] | single[loose % max(size, 1)]
    for code in np.union1d(sure, loose[kept]).tolist():
        yield int(numbers[code // size]), int(numbers[code % size])


def _is_short(facts: Facts) -> bool:
    return any(len(name.words) <= 2 for name in facts.names)


def _codes(blocks: Iterable[list[int]], size: int) -> NDArray[np.int64]:
    """Return all pairs within each block as numbers: place of the one times size plus the other."""
    found: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
    for block in blocks:
        if 1 < len(block) <= MOST_SHARING:
            members = np.array(block, dtype=np.int64)
            left, right = np.triu_indices(len(members), 1)
            found.append(members[left] * size + members[right])
    return np.concatenate(found)
