"""The smallest covers, held against all covers there are."""

from collections import Counter
from itertools import combinations
from random import Random

import numpy as np
import pytest

from partnerships import coalition_cover
from partnerships.coalition_cover import Problem, explain, greedy, smallest_sets


def problem(rows: list[str], **values: object) -> Problem:
    """Rows such as "1101"."""
    covers = np.array([[sign == "1" for sign in row] for row in rows], np.bool_)
    covers = covers.reshape(len(rows), len(rows[0]) if rows else 0)
    keys = [f"group-{n}" for n in range(len(rows))]
    return Problem(**{"covers": covers, "keys": keys} | values)  # type: ignore[arg-type]


def all_least(given: Problem) -> set[frozenset[int]]:
    """Every smallest set that covers what can be covered, by trying all."""
    apart = {frozenset(pair) for pair in given.apart}
    members = set(given.members)
    free = [
        n for n in range(len(given.covers))
        if n not in members and not any(frozenset((n, m)) in apart for m in members)
    ]  # fmt: skip
    reachable = given.covers[[*free, *members]].any(axis=0)
    for size in range(len(free) + 1):
        found = {
            frozenset(chosen) | members
            for chosen in combinations(free, size)
            if not any(frozenset(pair) in apart for pair in combinations(chosen, 2))
            and (given.covers[[*chosen, *members]].any(axis=0) == reachable).all()
        }
        if found:
            return found
    return set()


def drawn(seed: int, *, groups: int = 11, needs: int = 8, share: float = 0.3) -> Problem:
    chance = Random(seed)
    rows = [
        "".join("1" if chance.random() < share else "0" for _ in range(needs))
        for _ in range(groups)
    ]
    pairs = [tuple(chance.sample(range(groups), 2)) for _ in range(chance.choice((0, 0, 4)))]
    members = (chance.randrange(groups),) if chance.random() < 0.3 else ()
    return problem(rows, apart=pairs, members=members, rotation=bytes([seed % 256]))


@pytest.mark.parametrize("seed", range(150))
def test_every_set_is_one_of_the_smallest_there_are(seed: int) -> None:
    given = drawn(seed)
    wanted = all_least(given)
    found = smallest_sets(given)
    if not wanted or wanted == {frozenset()}:
        assert found.sets == ()
        return
    assert found.is_least
    assert found.worst_ratio == 1.0
    assert found.sets
    assert {frozenset(chosen) for chosen in found.sets} <= wanted
    assert len({frozenset(chosen) for chosen in found.sets}) == len(found.sets)
    for chosen in found.sets:
        assert chosen[: len(given.members)] == tuple(given.members)
        assert len(chosen) == found.size + len(given.members)


@pytest.mark.parametrize("seed", range(40))
def test_the_greedy_way_keeps_its_bound(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coalition_cover, "EXACT_CELLS", 0)
    given = drawn(seed, groups=14, needs=10)
    if given.apart or given.members:
        given = problem(["".join("01"[v] for v in row) for row in given.covers.astype(int)])
    least = len(next(iter(all_least(given))))
    found = smallest_sets(given)
    if not least:
        assert not found.sets
        return
    assert found.least <= least <= found.size
    assert found.size <= found.worst_ratio * least + 0.01
    harmonic = sum(1 / n for n in range(1, int(given.covers.sum(axis=1).max()) + 1))
    assert found.size <= harmonic * least
    for chosen in found.sets:
        assert given.covers[list(chosen)].any(axis=0).tolist() == given.covers.any(axis=0).tolist()


def test_a_trap_for_the_greedy_choice_is_solved_exactly() -> None:
    """It takes 8 + 4 + 2 where two rows of 7 do."""
    rows = ["11111110000000", "00000001111111", "11110001111000", "00001100000110",
            "00000010000001"]  # fmt: skip
    given = problem(rows)
    assert len(greedy(given.covers, np.arange(5))) == 3
    found = smallest_sets(given)
    assert (found.size, found.is_least, set(found.sets[0])) == (2, True, {0, 1})


def test_what_nobody_covers_is_said_and_the_rest_covered() -> None:
    found = smallest_sets(problem(["1000", "0100"]))
    assert found.impossible == (2, 3)
    assert set(found.sets[0]) == {0, 1}


def test_nothing_asked_or_nobody_there_is_no_set() -> None:
    assert smallest_sets(problem([])).sets == ()
    assert smallest_sets(problem(["", ""])).sets == ()
    nobody = smallest_sets(problem(["000"]))
    assert (nobody.sets, nobody.impossible) == ((), (0, 1, 2))


def test_members_that_cover_everything_need_nobody() -> None:
    found = smallest_sets(problem(["11", "10"], members=(0,)))
    assert (found.sets, found.size, found.is_least) == (((0,),), 0, True)


def test_those_that_stay_apart_are_never_together() -> None:
    found = smallest_sets(problem(["110", "001", "011"], apart=[(0, 1)]))
    assert found.sets == ((0, 2),) or found.sets == ((2, 0),)
    # With a member that keeps away whoever covers the rest, the rest is impossible.
    found = smallest_sets(problem(["110", "001"], members=(0,), apart=[(0, 1)]))
    assert (found.sets, found.impossible) == (((0,),), (2,))
    # Both alone cover something, and nobody else does: there is no set of all.
    assert smallest_sets(problem(["10", "01"], apart=[(0, 1)])).sets == ()


def test_the_same_input_gives_the_same_sets_in_any_order_of_rows() -> None:
    chance = Random(5)
    given = drawn(77, groups=60, needs=12, share=0.25)
    named = [[given.keys[n] for n in chosen] for chosen in smallest_sets(given).sets]
    assert named == [[given.keys[n] for n in chosen] for chosen in smallest_sets(given).sets]
    order = list(range(60))
    chance.shuffle(order)
    shuffled = Problem(
        covers=given.covers[order],
        keys=[given.keys[n] for n in order],
        rotation=given.rotation,
        members=[order.index(n) for n in given.members],
        apart=[(order.index(a), order.index(b)) for a, b in given.apart],
    )
    again = smallest_sets(shuffled)
    assert [set(named[0])] == [{shuffled.keys[n] for n in again.sets[0]}]


def test_equals_come_first_equally_often() -> None:
    """Ten groups that cover the same, beside one that is needed: each gets its turn."""
    rows = ["1100"] * 10 + ["0011"]
    first: Counter[int] = Counter()
    for day in range(1_000):
        found = smallest_sets(problem(rows, rotation=str(day).encode()), most=1)
        first.update(n for n in found.sets[0] if n != 10)
    assert sum(first.values()) == 1_000
    assert min(first.values()) > 60
    assert max(first.values()) < 145


def test_who_has_fewer_tags_has_its_turn_where_they_are_enough() -> None:
    """A broad group covers more than the place asks for; that is no reason to prefer it."""
    rows = ["1100", "1000", "0111"]
    first: Counter[int] = Counter()
    for day in range(400):
        found = smallest_sets(problem(rows, rotation=str(day).encode()), most=1)
        first.update(found.sets[0])
    assert first[2] == 400
    assert 140 < first[1] < 260


def test_further_sets_prefer_groups_that_no_earlier_one_has() -> None:
    rows = ["1100"] * 4 + ["0011"] * 4
    found = smallest_sets(problem(rows), most=4)
    assert len(found.sets) == 4
    assert sorted(n for chosen in found.sets for n in chosen) == list(range(8))


def test_who_covers_what_and_what_nobody_else_does() -> None:
    given = problem(["1100", "0110", "0001"])
    assert explain(given.covers, (0, 1, 2)) == [([0, 1], [0]), ([1, 2], [2]), ([3], [3])]
