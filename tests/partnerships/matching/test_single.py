"""One source with every target: the very scores of the lists."""

import numpy as np
import pytest

from partnerships.matching.engine import open_gate, top_k
from partnerships.matching.errors import InvalidRequest
from partnerships.matching.gate import Gate, grant
from partnerships.matching.pool import encode
from partnerships.matching.single import SHUT, scores_of
from partnerships.matching.statistics import measure
from partnerships.matching.weights import Weights
from tests.partnerships.matching.pools import profiles, vocabulary

V = vocabulary()


def test_the_same_scores_as_the_lists():
    pool = encode(profiles(120, seed=1, density=0.7), V)
    statistics, weights = measure(pool), Weights.diaspora()
    found = top_k(pool, pool, weights=weights, statistics=statistics, k=len(pool))
    for u in range(0, len(pool), 10):
        source = pool.take([u])
        scores = scores_of(
            source, pool, weights=weights, statistics=statistics, gate=open_gate(source, pool)
        )
        expected = np.full(len(pool), SHUT)
        expected[found.target[u, :-1]] = found.score[u, :-1]
        assert scores.tolist() == expected.tolist()


def test_a_shut_gate_and_an_empty_pool():
    pool = encode(profiles(3, seed=1, density=0.7), V)
    source, statistics = pool.take([0]), measure(pool)
    rules = {"weights": Weights.partners(), "statistics": statistics}
    gate = Gate(sources=grant(source), targets=grant(pool, matchable=[1, 0, 1]))
    scores = scores_of(source, pool, gate=gate, **rules)
    assert (scores == SHUT).tolist() == [True, True, False]
    nobody = pool.take(np.zeros(0, np.int64))
    assert scores_of(source, nobody, gate=open_gate(source, nobody), **rules).size == 0


def test_only_one_source():
    pool = encode(profiles(3, seed=1, density=0.7), V)
    with pytest.raises(InvalidRequest, match="one source is asked for, 3 were given"):
        scores_of(
            pool, pool, weights=Weights.partners(), statistics=measure(pool),
            gate=open_gate(pool, pool),
        )  # fmt: skip
