"""Deferred acceptance, against the textbook's own loop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.matching.ordering import mix
from partnerships.matching.places import keep_places

SEED = 20240619


def textbook(wanted, wish, asked, quota, limits, lots):
    """Everybody asks for as many as it may have, the full refuse, until nobody is refused."""
    asks = [[place for place in range(len(row)) if asked[u][place]] for u, row in enumerate(wanted)]
    while True:
        held = {}
        for u, places in enumerate(asks):
            for place in places[: max(0, quota[u])]:
                held.setdefault(wanted[u][place], []).append((-wish[u][place], lots[u][place], u))
        refused = [
            (u, v)
            for v, holders in held.items()
            for _, _, u in sorted(holders)[max(0, limits[v]) :]
        ]
        if not refused:
            return [set(places[: max(0, quota[u])]) for u, places in enumerate(asks)]
        for u, v in refused:
            asks[u] = [place for place in asks[u] if wanted[u][place] != v]


@settings(max_examples=80, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    sources=st.integers(0, 30),
    size=st.integers(1, 20),
    length=st.integers(1, 6),
    steps=st.sampled_from([2, 10, 10**6]),
)
def test_the_same_as_the_textbook(seed, sources, size, length, steps):
    rng = np.random.default_rng(seed)
    depth = min(size, 2 * length)
    target = np.array([rng.permutation(size)[:depth] for _ in range(sources)], np.int32).reshape(
        sources, depth
    )
    target[np.arange(depth) >= rng.integers(0, depth + 1, sources)[:, None]] = -1
    score, bar = rng.integers(0, steps, (sources, depth)), rng.integers(0, steps, sources)
    value = score - bar[:, None]
    preference = np.array([rng.permutation(depth) for _ in range(sources)], np.int16).reshape(
        sources, depth
    )
    ties = rng.integers(0, 2**63, sources, np.uint64), rng.integers(0, 2**63, size, np.uint64)
    hard = rng.integers(0, 8, size)
    soft = np.minimum(hard, rng.integers(0, 8, size))
    kept = keep_places(
        target, score, bar, preference, *ties, soft=soft, hard=hard, seed=SEED, length=length
    )

    order = preference.astype(np.int64)
    wanted, wish = np.take_along_axis(target, order, 1), np.take_along_axis(value, order, 1)
    lots = mix(mix(ties[0] ^ np.uint64(SEED))[:, None] ^ ties[1][np.maximum(wanted, 0)]).tolist()
    kept_so_far = [set() for _ in range(sources)]
    limits, asked = soft, wanted >= 0
    while True:
        room = limits - np.bincount(
            [wanted[u, place] for u, places in enumerate(kept_so_far) for place in places],
            minlength=size,
        ).astype(int)
        more = textbook(
            wanted.tolist(), wish.tolist(), asked.tolist(),
            [length - len(places) for places in kept_so_far], room, lots,
        )  # fmt: skip
        kept_so_far = [one | two for one, two in zip(kept_so_far, more, strict=True)]
        if (limits >= hard).all():
            break
        limits = np.minimum(2 * np.maximum(limits, 1), hard)
        asked = [
            [wanted[u, place] >= 0 and place not in places for place in range(depth)]
            for u, places in enumerate(kept_so_far)
        ]
        asked = np.array(asked, bool).reshape(sources, depth)
    found = [set(np.flatnonzero(row).tolist()) for row in kept]
    assert found == kept_so_far


@pytest.mark.parametrize(("hard", "kept"), [(1, [1, 1]), (2, [2, 2])])
def test_a_soft_limit_gives_way_and_a_hard_one_does_not(hard, kept):
    # Two lists of two, and only two targets that one list each may have.
    target = np.array([[0, 1], [0, 1]], np.int32)
    found = keep_places(
        target, np.array([[9, 1], [5, 5]]), np.zeros(2, np.int64),
        np.array([[0, 1], [0, 1]], np.int16),
        np.array([1, 2], np.uint64), np.array([3, 4], np.uint64),
        soft=np.array([1, 1]), hard=np.full(2, hard), seed=SEED, length=2,
    )  # fmt: skip
    assert found.sum(axis=1).tolist() == kept
    if hard == 1:
        assert found.tolist() == [[True, False], [False, True]]
