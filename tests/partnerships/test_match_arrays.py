"""Arrays that travel between tasks."""

import numpy as np

from partnerships.match_arrays import Lists, pack, positions, take, unpack


def lists(sources: list[int]) -> Lists:
    size = len(sources)
    return Lists(
        sources=np.array(sources, np.int64),
        targets=np.arange(size * 3, dtype=np.int64).reshape(size, 3),
        rank_before=np.ones((size, 3), np.int16),
        adjustment=np.zeros((size, 3), np.int8),
        open_cutoff=np.zeros(size, np.int32),
        closed_cutoff=np.zeros(size, np.int32),
    )


def test_there_and_back() -> None:
    stored = pack({"public": lists([5, 9]), "host": lists([])})
    found = unpack(Lists, memoryview(stored))
    assert list(found) == ["public", "host"]
    assert found["public"].sources.tolist() == [5, 9]
    assert found["public"].targets.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert found["host"].targets.shape == (0, 3)
    assert unpack(Lists, pack({})) == {}


def test_take() -> None:
    both = lists([5, 9, 7])
    assert take(both, np.array([True, False, True])).sources.tolist() == [5, 7]
    assert take(both, np.array([2, 0])).targets.tolist() == [[6, 7, 8], [0, 1, 2]]


def test_positions() -> None:
    ascending = np.array([3, 5, 9])
    assert positions(ascending, np.array([[9, 4], [-1, 3], [10, 5]])).tolist() == [
        [2, -1],
        [-1, 0],
        [-1, 1],
    ]
    assert positions(np.zeros(0, np.int64), np.array([1, 2])).tolist() == [-1, -1]


def test_positions_of_a_few_of_many_and_of_sparse_ids() -> None:
    rng = np.random.default_rng(1)
    for most in (1_500, 10**9):
        ascending = np.unique(rng.integers(0, most, 1_000))
        asked = np.concatenate([ascending[::7], rng.integers(-1, most + 5, 300)])
        for ids in (asked, asked[:3], asked[-3:]):
            place = {pk: i for i, pk in enumerate(ascending.tolist())}
            assert positions(ascending, ids).tolist() == [place.get(pk, -1) for pk in ids.tolist()]
