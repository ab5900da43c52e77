"""The kernel against the plain double loop, and what must hold for any input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.matching.engine import SCALE, top_k
from partnerships.matching.errors import InvalidRequest
from partnerships.matching.gate import Gate, grant
from partnerships.matching.kernel import FACTS
from partnerships.matching.pool import encode
from partnerships.matching.priors import type_prior
from partnerships.matching.profiles import KINDS, Profile, Vocabulary
from partnerships.matching.statistics import measure
from partnerships.matching.taxonomy import Taxonomy
from partnerships.matching.weights import COMPONENTS, Weights

from . import reference
from .pools import PLACES, SECTORS, SUPPORTS, profiles, vocabulary

V = vocabulary()
PRIOR = type_prior()
# Each of eight rounded parts is off by at most half a unit.
TOLERANCE = 8 * 0.5 / SCALE + 1e-12


def loop_for(public, weights, statistics):
    return reference.Reference(
        sectors=SECTORS,
        places=PLACES,
        supports=SUPPORTS,
        public=public,
        prior=lambda a, b: float(PRIOR[KINDS.index(a), KINDS.index(b)]),
        weights=dict(zip(COMPONENTS, weights.values, strict=True)),
        means=lambda s, t: dict(zip(FACTS, statistics.means[s][t], strict=True)),
    )


def check_against_loop(sources, targets, weights, k=20, public=None):
    public = sources + targets if public is None else public
    public = list({profile.key: profile for profile in public}.values())
    statistics = measure(encode(public, V))
    found = top_k(
        encode(sources, V), encode(targets, V), weights=weights, statistics=statistics, k=k
    )
    loop = loop_for(public, weights, statistics)
    for i, u in enumerate(sources):
        expected = loop.top(u, targets, k)
        kept = found.target[i][found.target[i] >= 0]
        assert len(set(kept.tolist())) == len(kept) == len(expected)
        scores = found.score[i, : len(kept)]
        assert (np.diff(scores) <= 0).all()
        assert np.abs(scores / SCALE - expected).max(initial=0) <= TOLERANCE
        for j, v in enumerate(kept):
            assert abs(loop.score(u, targets[v]) - scores[j] / SCALE) <= TOLERANCE
            assert found.components[i, j].tolist() == pytest.approx(
                list(loop.components(u, targets[v]).values()), abs=1e-12
            )
    assert (found.contributions.sum(axis=2) == found.score).all()
    return found


@pytest.mark.parametrize("density", [0.0, 0.1, 0.4, 0.7, 1.0])
def test_the_best_twenty_partners_are_those_of_a_double_loop(density):
    groups = profiles(120, seed=11, density=density)
    partners = profiles(150, seed=12, density=density, partners=True, first=1000)
    check_against_loop(groups, partners, Weights.partners())
    check_against_loop(partners, groups, Weights.partners())


@pytest.mark.parametrize("density", [0.05, 0.5, 0.95])
def test_the_best_twenty_groups_are_those_of_a_double_loop(density):
    groups = profiles(200, seed=13, density=density)
    check_against_loop(groups, groups, Weights.diaspora())


def test_densities_may_be_mixed():
    groups = profiles(60, seed=14, density=0.1) + profiles(60, seed=15, density=0.9, first=100)
    partners = profiles(60, seed=16, density=0.2, partners=True, first=1000) + profiles(
        60, seed=17, density=1.0, partners=True, first=2000
    )
    check_against_loop(groups, partners, Weights.partners())


def test_at_most_a_few_where_the_pool_is_small():
    groups = profiles(5, seed=18, density=0.5)
    found = check_against_loop(groups, groups, Weights.diaspora())
    assert (found.target >= 0).sum(axis=1).tolist() == [4] * 5
    assert (found.score[:, 4:] == 0).all()


@pytest.mark.parametrize("sizes", [(0, 0), (0, 3), (3, 0)])
def test_an_empty_pool_has_an_empty_answer(sizes):
    sources, targets = (profiles(size, seed=1, density=0.5, first=10 * size) for size in sizes)
    found = check_against_loop(sources, targets, Weights.partners())
    assert found.target.shape == (sizes[0], 20)
    assert (found.target == -1).all()


def test_one_listing_alone_matches_nobody():
    alone = profiles(1, seed=1, density=1.0)
    assert (check_against_loop(alone, alone, Weights.diaspora()).target == -1).all()


def test_all_tags_everywhere():
    full = [
        Profile(
            key=i,
            kind="formal",
            sectors=dict.fromkeys(SECTORS, 1),
            heritage=frozenset(PLACES),
            residence=frozenset(PLACES),
            offers=frozenset(SUPPORTS),
            needs=frozenset(SUPPORTS),
            made_of=frozenset(V.generations),
            languages=frozenset(V.languages),
            legal_status="registered",
            accepts="registered",
        )
        for i in range(50)
    ]
    found = check_against_loop(full, full, Weights.diaspora())
    prior_share = round(0.05 * 0.5 * SCALE)
    assert set(found.score.ravel().tolist()) == {SCALE - round(0.05 * SCALE) + prior_share}


def test_equal_scores_go_round_so_that_nobody_is_first_for_all():
    silent = [Profile(key=i) for i in range(200)]
    pool = encode(silent, V)
    statistics = measure(pool)
    found = top_k(pool, pool, weights=Weights.diaspora(), statistics=statistics, k=5)
    shown = np.bincount(found.target.ravel(), minlength=200)
    assert len(set(found.score.ravel().tolist())) == 1
    assert np.count_nonzero(shown) > 120
    assert shown.max() < 60


def test_what_is_unknown_takes_the_mean_and_is_flagged():
    known = [
        Profile(key=i, sectors={"health-1": 1} if i % 2 else {"culture": 1}) for i in range(80)
    ]
    pool = encode(known, V)
    statistics = measure(pool)
    silent = encode([Profile(key="silent")], V)
    found = top_k(silent, pool, weights=Weights.diaspora(), statistics=statistics)
    assert (found.known == 0).all()
    mean = statistics.means[0][0][FACTS.index("sector")]
    assert 0 < mean < 1
    assert set(found.components[..., 0].ravel().tolist()) == {mean}
    assert set(found.components[..., 1:].ravel().tolist()) == {0.5}
    pair = top_k(pool.take([0]), pool, weights=Weights.diaspora(), statistics=statistics)
    assert set(pair.known.ravel().tolist()) == {1}
    assert set(pair.known_count.ravel().tolist()) == {1}


def test_mentoring_is_directed():
    first, second = frozenset({"first"}), frozenset({"second"})
    mentor = Profile(key="a", made_of=first, offers=frozenset({"mentoring"}))
    young = Profile(key="b", made_of=second, youth_led=True)
    statistics = measure(encode([], V))
    generation = COMPONENTS.index("generation")

    def seen(u, v):
        found = top_k(
            encode([u], V), encode([v], V), weights=Weights.diaspora(), statistics=statistics
        )
        return found.components[0, 0, generation]

    assert seen(young, mentor) == 0.8
    assert seen(mentor, young) == 0.3


def test_all_but_generation_is_symmetric_between_groups():
    groups = profiles(40, seed=19, density=0.7)
    pool = encode(groups, V)
    statistics = measure(encode([], V))
    found = top_k(pool, pool, weights=Weights.diaspora(), statistics=statistics, k=40)
    vectors = {}
    for u in range(40):
        for j, v in enumerate(found.target[u]):
            if v >= 0:
                vectors[u, v] = found.components[u, j]
    symmetric = [COMPONENTS.index(c) for c in ("sector", "region", "partner_type", "language")]
    for (u, v), vector in vectors.items():
        assert vector[symmetric].tolist() == vectors[v, u][symmetric].tolist()
        assert vector[3] == pytest.approx(vectors[v, u][3], abs=1e-15)


def test_pools_of_two_vocabularies_and_k_below_one_are_refused():
    other = Vocabulary(
        sectors=Taxonomy(SECTORS), places=Taxonomy(PLACES), supports=(), generations=(),
        languages=(),
    )  # fmt: skip
    pool, statistics = encode([Profile(key=1)], V), measure(encode([], V))
    with pytest.raises(InvalidRequest):
        top_k(pool, encode([], other), weights=Weights(), statistics=statistics)
    with pytest.raises(InvalidRequest):
        top_k(pool, pool, weights=Weights(), statistics=statistics, k=0)


def equal(a, b):
    return all(np.array_equal(x, y) for x, y in zip(vars(a).values(), vars(b).values()))  # noqa: B905


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    density=st.floats(0, 1),
    size=st.integers(1, 60),
    cut=st.integers(0, 60),
    threads=st.integers(1, 3),
)
def test_blocks_order_and_threads_change_no_bit(seed, density, size, cut, threads):
    groups = profiles(size, seed=seed, density=density)
    partners = profiles(70, seed=seed + 1, density=density, partners=True, first=1000)
    sources, targets = encode(groups, V), encode(partners, V)
    statistics = measure(encode(groups + partners, V))
    options = {"weights": Weights.partners(), "statistics": statistics, "k": 7}
    whole = top_k(sources, targets, **options)
    assert equal(whole, top_k(sources, targets, threads=threads, **options))
    for part in (slice(0, cut), slice(cut, size)):
        rows = np.arange(size)[part]
        block = top_k(sources.take(rows), targets, **options)
        assert np.array_equal(block.score, whole.score[part])
        assert np.array_equal(block.target, whole.target[part])
        assert np.array_equal(block.components, whole.components[part])
    order = np.random.default_rng(seed).permutation(70)
    shuffled = top_k(sources, targets.take(order), **options)
    assert np.array_equal(shuffled.score, whole.score)
    assert np.array_equal(order[shuffled.target], whole.target)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32), density=st.floats(0, 1))
def test_bounds(seed, density):
    groups = profiles(30, seed=seed, density=density)
    pool = encode(groups, V)
    found = top_k(pool, pool, weights=Weights.diaspora(), statistics=measure(pool))
    real = found.target >= 0
    assert found.components.min() >= 0
    assert found.components.max() <= 1
    assert (found.components[real] > 0)[:, [0, 1, 2, 4, 5, 6]].all()
    assert found.score.max() <= SCALE
    assert (found.contributions.sum(axis=2) == found.score).all()
    assert (found.known_count <= 7).all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), density=st.floats(0, 1), share=st.floats(0, 0.3))
def test_the_gate_only_removes_and_what_follows_moves_up(seed, density, share):
    groups = profiles(40, seed=seed, density=density)
    partners = profiles(50, seed=seed + 1, density=density, partners=True, first=1000)
    sources, targets = encode(groups, V), encode(partners, V)
    statistics = measure(encode(groups + partners, V))
    rng = np.random.default_rng(seed)
    pairs = {(u, v) for u in range(40) for v in range(50) if rng.random() < share}
    hidden = rng.random(50) < share
    gate = Gate(
        sources=grant(sources),
        targets=grant(targets, matchable=~hidden),
        forbidden=[(groups[u].key, partners[v].key) for u, v in pairs],
    )
    options = {"weights": Weights.partners(), "statistics": statistics}
    everything = top_k(sources, targets, k=50, **options)
    gated = top_k(sources, targets, gate=gate, k=9, **options)
    for u in range(40):
        allowed = [v for v in everything.target[u] if (u, v) not in pairs and not hidden[v]]
        kept = gated.target[u][gated.target[u] >= 0]
        assert kept.tolist() == allowed[:9]
