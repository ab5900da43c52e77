import numpy as np
import pytest

from partnerships.matching.engine import top_k
from partnerships.matching.errors import InvalidGate
from partnerships.matching.gate import Gate, grant
from partnerships.matching.pool import encode
from partnerships.matching.profiles import Profile
from partnerships.matching.statistics import measure
from partnerships.matching.weights import Weights

from .pools import vocabulary

V = vocabulary()
GROUPS = encode([Profile(key=f"g{i}") for i in range(3)], V)
BODIES = encode([Profile(key=f"b{i}", is_partner=True) for i in range(3)], V)
STATISTICS = measure(GROUPS)


def met(sources, targets, forbidden=(), set_aside=(), meets=None, a=GROUPS, b=BODIES):
    gate = Gate(
        sources=sources, targets=targets, meets=meets, forbidden=forbidden, set_aside=set_aside
    )
    found = top_k(a, b, weights=Weights.partners(), statistics=STATISTICS, gate=gate).target
    return {(a.keys[u], b.keys[v]) for u, row in enumerate(found) for v in row if v >= 0}


ALL = {(g, b) for g in GROUPS.keys for b in BODIES.keys}


def both_ways(sources, targets, **rules):
    """The pairs that meet, checked to be the same with source and target swapped."""
    there = met(sources, targets, **rules)
    back = met(targets, sources, a=BODIES, b=GROUPS, **rules)
    assert {(g, b) for b, g in back} == there
    return there


def test_an_open_gate_lets_all_pass():
    assert both_ways(grant(GROUPS), grant(BODIES)) == ALL


def test_only_who_opted_in():
    kept = both_ways(
        grant(GROUPS, matchable=[True, False, True]), grant(BODIES, matchable=[False, True, True])
    )
    assert kept == {(g, b) for g in ("g0", "g2") for b in ("b1", "b2")}


def test_a_state_never_meets_who_hides_from_it():
    kept = both_ways(
        grant(GROUPS, hides_from=[{"VE"}, {"VE", "SO"}, ()]),
        grant(BODIES, states=[{"VE"}, {"SO"}, ()]),
    )
    assert ALL - kept == {("g0", "b0"), ("g1", "b0"), ("g1", "b1")}


def test_what_a_source_set_aside_leaves_its_own_list_alone():
    rules = {"set_aside": [("g0", "b1"), ("b2", "g2"), ("g0", "elsewhere")]}
    there = met(grant(GROUPS), grant(BODIES), **rules)
    back = met(grant(BODIES), grant(GROUPS), a=BODIES, b=GROUPS, **rules)
    assert ALL - there == {("g0", "b1")}
    assert ALL - {(g, b) for b, g in back} == {("g2", "b2")}


def test_a_pair_is_forbidden_in_either_order():
    kept = both_ways(
        grant(GROUPS),
        grant(BODIES),
        forbidden=[("g0", "b1"), ("b2", "g2"), ("g0", "elsewhere"), ("g1", "g2")],
    )
    assert ALL - kept == {("g0", "b1"), ("g2", "b2")}


def test_two_listings_of_one_owner_are_never_matched():
    kept = both_ways(grant(GROUPS, owner=[7, -1, 8]), grant(BODIES, owner=[8, 7, -1]))
    assert ALL - kept == {("g0", "b1"), ("g2", "b0")}


def test_classes_must_see_each_other():
    meets = np.array([[True, True], [False, True]])
    kept = both_ways(grant(GROUPS, circle=[0, 1, 1]), grant(BODIES, circle=[0, 0, 1]), meets=meets)
    assert kept == {("g0", "b0"), ("g0", "b1"), ("g1", "b2"), ("g2", "b2")}


def test_nobody_meets_itself():
    kept = met(grant(GROUPS), grant(GROUPS), b=GROUPS)
    assert kept == {(a, b) for a in GROUPS.keys for b in GROUPS.keys if a != b}


def test_access_is_taken_as_a_pool_is():
    access = grant(GROUPS, owner=[5, 6, 7], states=[{"VE"}, (), {"SO"}]).take([2, 0])
    assert access.owner.tolist() == [7, 5]
    assert (access.states == grant(GROUPS.take([2, 0]), states=[{"SO"}, {"VE"}]).states).all()


@pytest.mark.parametrize(
    "make",
    [
        lambda: grant(GROUPS, matchable=[True]),
        lambda: grant(GROUPS, states=[{"VE"}]),
        lambda: grant(GROUPS, hides_from=[{"ZZ"}, (), ()]),
        lambda: grant(GROUPS, circle=[-1, 0, 0]),
        lambda: met(grant(BODIES.take([0])), grant(BODIES)),
        lambda: met(grant(GROUPS, circle=[0, 1, 2]), grant(BODIES), meets=np.ones((2, 2), bool)),
        lambda: met(grant(GROUPS), grant(BODIES), meets=np.ones((2, 3), bool)),
    ],
    ids=["length", "sets", "place", "negative", "other pool", "class", "not square"],
)
def test_a_gate_that_does_not_fit_is_refused(make):
    with pytest.raises(InvalidGate):
        make()
