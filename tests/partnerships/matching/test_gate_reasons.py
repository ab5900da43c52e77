import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.matching.engine import top_k
from partnerships.matching.gate import Gate, grant
from partnerships.matching.gate_reasons import kept_apart_by
from partnerships.matching.pool import Pool, encode
from partnerships.matching.statistics import measure
from partnerships.matching.weights import Weights

from .pools import profiles, vocabulary

V = vocabulary()
GROUPS, BODIES = (
    encode(profiles(3, seed=1, density=0.8), V),
    encode(profiles(3, seed=2, density=0.8, partners=True, first=100), V),
)
STATISTICS = measure(Pool.concat([GROUPS, BODIES]))
COUNTRIES = [code for code in V.places.codes if V.places.depth(code) == 3][:3]


@pytest.mark.parametrize(
    ("given_to_group", "given_to_body", "rules", "reasons"),
    [
        ({}, {}, {}, ()),
        ({"matchable": [False]}, {}, {}, ("source_closed",)),
        ({}, {"matchable": [False]}, {}, ("target_closed",)),
        ({"owner": [4]}, {"owner": [4]}, {}, ("same_owner",)),
        ({"owner": [4]}, {"owner": [5]}, {}, ()),
        ({"hides_from": [COUNTRIES[:1]]}, {"states": [COUNTRIES[:2]]}, {}, ("source_hides",)),
        ({"states": [COUNTRIES[:1]]}, {"hides_from": [COUNTRIES[:1]]}, {}, ("target_hides",)),
        ({"circle": [1]}, {}, {"meets": np.array([[True, False], [True, True]])}, ("audience",)),
        ({}, {}, {"forbidden": [(GROUPS.keys[0], BODIES.keys[0])]}, ("forbidden",)),
        ({}, {}, {"forbidden": [(BODIES.keys[0], GROUPS.keys[0])]}, ("forbidden",)),
        ({}, {}, {"set_aside": [(GROUPS.keys[0], BODIES.keys[0])]}, ("set_aside",)),
        ({}, {}, {"set_aside": [(BODIES.keys[0], GROUPS.keys[0])]}, ()),
    ],
)
def test_each_rule_has_its_reason(given_to_group, given_to_body, rules, reasons):
    one, other = GROUPS.take([0]), BODIES.take([0])
    gate = Gate(
        sources=grant(one, **given_to_group), targets=grant(other, **given_to_body), **rules
    )
    assert kept_apart_by(gate, one, other, 0, 0) == reasons


def test_a_listing_and_itself():
    gate = Gate(sources=grant(GROUPS), targets=grant(GROUPS))
    assert kept_apart_by(gate, GROUPS, GROUPS, 1, 1) == ("itself",)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_reason_wherever_the_gate_is_shut(seed):
    rng = np.random.default_rng(seed)

    def some(pool):
        return grant(
            pool,
            matchable=rng.random(3) < 0.8,
            circle=rng.integers(0, 2, 3),
            states=[[c for c in COUNTRIES if rng.random() < 0.2] for _ in range(3)],
            hides_from=[[c for c in COUNTRIES if rng.random() < 0.2] for _ in range(3)],
            owner=rng.integers(-1, 3, 3),
        )

    pairs = [(a, b) for a in GROUPS.keys for b in BODIES.keys]
    gate = Gate(
        sources=some(GROUPS),
        targets=some(BODIES),
        meets=rng.random((2, 2)) < 0.8,
        forbidden=[pair for pair in pairs if rng.random() < 0.1],
        set_aside=[pair for pair in pairs if rng.random() < 0.1],
    )
    found = top_k(
        GROUPS, BODIES, weights=Weights.partners(), statistics=STATISTICS, gate=gate, k=3
    ).target
    open_pairs = {(u, v) for u in range(3) for v in range(3) if v in found[u]}
    assert open_pairs == {
        (u, v)
        for u in range(3)
        for v in range(3)
        if kept_apart_by(gate, GROUPS, BODIES, u, v) == ()
    }
