"""Counting listing by listing, as counting in sets would."""

import random
from collections import Counter

from pyroaring import BitMap

from organizations.search.tag_rows import TagRows


def test_counts_after_many_changes() -> None:
    chance = random.Random(2)
    rows = TagRows()
    kept: dict[int, list[str]] = {}
    for _ in range(60):
        changed = {
            number: [f"t{tag}" for tag in chance.sample(range(30), chance.randrange(6))]
            for number in chance.sample(range(200), 15)
        }
        rows.put(changed.items())
        kept |= changed
        gone = chance.sample(sorted(kept), 3)
        rows.remove(gone)
        for number in gone:
            del kept[number]
        found = chance.sample(sorted(kept), len(kept) // 2)
        counts = rows.counts(BitMap(found))
        expected = Counter(tag for number in found for tag in kept[number])
        assert {f"t{tag}": counts[f"t{tag}"] for tag in range(30)} == {
            f"t{tag}": expected[f"t{tag}"] for tag in range(30)
        }


def test_waste_is_dropped() -> None:
    rows = TagRows()
    for _ in range(100):
        rows.put([(1, ["a", "b"]), (2, ["b"])])
    assert rows._used <= 2 * 3
    assert rows.counts(BitMap([1, 2]))["b"] == 2


def test_nothing_counts_nothing() -> None:
    assert TagRows().counts(BitMap())["a"] == 0
