"""The search behind bounds against scoring every pair, to the last bit and in the same order."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.matching.engine import FEW, describe_lists, rank
from partnerships.matching.gate import Gate, grant
from partnerships.matching.patterns import SHORT, sort_targets
from partnerships.matching.pool import encode
from partnerships.matching.profiles import Profile
from partnerships.matching.statistics import measure
from partnerships.matching.weights import COMPONENTS, Weights

from .pools import PLACES, SECTORS, profiles, vocabulary

V = vocabulary()


def brute(sources, targets, *, weights, statistics, k, allowed=None):
    """Score all pairs, then sort each row by score and by the circle of ties."""
    everyone = np.tile(np.arange(len(targets), dtype=np.int32), (len(sources), 1))
    scores = describe_lists(
        sources, targets, everyone, weights=weights, statistics=statistics
    ).score.astype(np.int64)
    ties = targets.columns.tie[None, :] - sources.columns.tie[:, None]
    free = ties != 0 if allowed is None else allowed & (ties != 0)
    scores[~free] = -1
    order = np.lexsort((ties, -scores), axis=1)[:, :k]
    kept = np.take_along_axis(scores, order, axis=1)
    width = ((0, 0), (0, k - kept.shape[1]))
    found = np.pad(np.where(kept >= 0, order, -1), width, constant_values=-1)
    return found, np.pad(np.maximum(kept, 0), width)


def check(sources, targets, weights, k=20, statistics=None, **rules):
    a, b = encode(sources, V), encode(targets, V)
    listed = list({profile.key: profile for profile in sources + targets}.values())
    options = {"weights": weights, "statistics": statistics or measure(encode(listed, V)), "k": k}
    gate, allowed = rules.get("gate"), rules.get("allowed")
    found, scores = rank(a, b, gate=gate, **options)
    expected, best = brute(a, b, allowed=allowed, **options)
    assert np.array_equal(scores, best)
    assert np.array_equal(found, expected)


def one_component(name):
    return Weights(**{**dict.fromkeys(COMPONENTS, 0.0), name: 1.0}, version=name)


@pytest.mark.parametrize("density", [0.0, 0.05, 0.3, 0.6, 0.9, 1.0])
def test_two_thousand_by_two_thousand(density):
    groups = profiles(2000, seed=31, density=density)
    partners = profiles(2000, seed=32, density=density, partners=True, first=5000)
    rows = 100 if 0.05 < density < 1 else 2000
    check(groups[:rows], partners, Weights.partners())
    check(groups[:rows], groups, Weights.diaspora())


@pytest.mark.parametrize("component", COMPONENTS)
def test_any_one_component_may_have_all_the_weight(component):
    groups = profiles(150, seed=33, density=0.7)
    partners = profiles(200, seed=34, density=0.7, partners=True, first=1000)
    check(groups, partners, one_component(component))
    check(partners, groups, one_component(component))


@pytest.mark.parametrize("k", [1, 3, 100, 250])
def test_any_length(k):
    groups = profiles(70, seed=35, density=0.5)
    check(groups, profiles(220, seed=36, density=0.5, first=1000), Weights.diaspora(), k=k)


@pytest.mark.parametrize("size", [1, FEW, FEW + 1, 33, 64, 65])
def test_any_number_of_targets(size):
    groups = profiles(40, seed=37, density=0.6)
    check(groups, profiles(size, seed=38, density=0.6, first=1000), Weights.diaspora())


def test_sets_of_many_tags():
    few = profiles(60, seed=39, density=0.6)
    sectors, places = sorted(SECTORS), sorted(PLACES)
    many = [
        replace(
            profile,
            key=1000 + i,
            sectors=dict.fromkeys(sectors[i % 7 : i % 7 + 5 + i % 9], 1),
            heritage=frozenset(places[i % 11 : i % 11 + 6]),
            residence=frozenset(places[: SHORT + 1 + i % 5]),
        )
        for i, profile in enumerate(few)
    ]
    check(few, many, Weights.diaspora())
    check(many, few, Weights.diaspora())
    check(few + many, few + many, Weights.diaspora())


def test_thousands_of_equal_listings():
    kinds = [
        Profile(key=0, sectors={"health": 1}, languages=frozenset({"fr"})),
        Profile(key=0, sectors={"health": 1}, offers=frozenset({"interpretation"})),
        Profile(key=0),
    ]
    equal = [replace(kinds[i % 3], key=i) for i in range(3000)]
    check(equal[:200], equal, Weights.diaspora())
    check(equal[:200], equal, Weights.diaspora(), k=70)


def test_near_ties_that_bounds_cannot_tell_apart():
    # All at the same needs and offers: what differs is below what a bound can see.
    listed = [
        Profile(
            key=i,
            needs=frozenset(V.supports if i % 2 else list(V.supports)[:3]),
            offers=frozenset(list(V.supports)[i % 5 : 5 + i % 3]),
            languages=frozenset(list(V.languages)[: 1 + i % 2]),
        )
        for i in range(900)
    ]
    check(listed[:120], listed, Weights.diaspora())


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    density=st.floats(0, 1),
    sources=st.integers(1, 70),
    targets=st.integers(1, 160),
    k=st.integers(1, 30),
    raw=st.lists(st.integers(0, 20), min_size=7, max_size=7).filter(any),
)
def test_any_pools_and_weights(seed, density, sources, targets, k, raw):
    weights = Weights(
        **dict(zip(COMPONENTS, (value / sum(raw) for value in raw), strict=True)), version="any"
    )
    a = profiles(sources, seed=seed, density=density)
    b = profiles(targets, seed=seed + 1, density=density, partners=seed % 2 == 0, first=1000)
    check(a, b, weights, k=k)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), density=st.floats(0, 1), share=st.floats(0, 1))
def test_any_gate(seed, density, share):
    a = profiles(40, seed=seed, density=density)
    b = profiles(120, seed=seed + 1, density=density, partners=True, first=1000)
    rng = np.random.default_rng(seed)
    hidden, shut = rng.random(120) < share, rng.random(40) < share / 2
    blocked = rng.random((40, 120)) < share
    sources, targets = encode(a, V), encode(b, V)
    gate = Gate(
        sources=grant(sources, matchable=~shut),
        targets=grant(targets, matchable=~hidden),
        forbidden=[(a[u].key, b[v].key) for u, v in zip(*np.nonzero(blocked), strict=True)],
    )
    allowed = ~blocked & ~hidden & ~shut[:, None]
    check(a, b, Weights.partners(), k=9, gate=gate, allowed=allowed)


def test_classes_hold_every_target_once():
    targets = encode(profiles(300, seed=40, density=0.4), V)
    _, classes = sort_targets(targets, measure(targets))
    assert sorted(classes.member.tolist()) == list(range(300))
    for first, end in zip(classes.start[:-1], classes.start[1:], strict=True):
        ties = targets.columns.tie[classes.member[first:end]]
        assert (np.diff(ties.astype(object)) > 0).all()
