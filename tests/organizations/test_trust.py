"""The ladder and the graph of vouches."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.enums import EvidenceKind as K
from organizations.enums import TrustLevel as L
from organizations.trust import (
    VOICES_A_GIVER,
    VOICES_NEEDED,
    WITNESSED,
    Fact,
    Node,
    Standing,
    Vouch,
    circles,
    level_of,
    standings,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=100)


def node(number: int, *kinds: str, is_open: bool = True, ties: Sequence[str] = ()) -> Node:
    facts = tuple(Fact(1_000 * number + n, kind, LATER) for n, kind in enumerate(kinds))
    return Node(number, is_open, facts, frozenset({f"group:{number}", *ties}))


def seed(number: int, **more: object) -> Node:
    return node(number, K.CONTACT, K.DOCUMENT, **more)  # type: ignore[arg-type]


def vouch(giver: int, receiver: int, *, days: int = 0, until: datetime = LATER) -> Vouch:
    number = 1_000_000 + 1_000 * giver + receiver
    return Vouch(number, giver, receiver, NOW - timedelta(days=50 - days), until)


def standing(number: int, nodes: Sequence[Node], vouches: Sequence[Vouch]) -> Standing:
    return standings([number], {n.number: n for n in nodes}, vouches, NOW)[number]


@pytest.mark.parametrize(
    ("kinds", "voices", "level"),
    [
        (set(), 0, L.LISTED),
        (set(WITNESSED), 9, L.LISTED),
        ({K.CONTACT}, 0, L.REACHABLE),
        ({K.CONTACT}, VOICES_NEEDED - 1, L.REACHABLE),
        ({K.CONTACT}, VOICES_NEEDED, L.KNOWN),
        ({K.CONTACT}, 1_000, L.KNOWN),
        *(({K.CONTACT, kind}, 0, L.KNOWN) for kind in sorted(WITNESSED)),
        *(({K.CONTACT, kind}, VOICES_NEEDED, L.WELL_KNOWN) for kind in sorted(WITNESSED)),
        ({K.CONTACT, K.ATTENDANCE, K.HOST}, 0, L.WELL_KNOWN),
        ({K.CONTACT, *WITNESSED}, 5, L.WELL_KNOWN),
    ],
)
def test_the_ladder(kinds: set[str], voices: int, level: L) -> None:
    assert level_of(kinds, voices) == level


def test_two_seeds_carry_a_group_one_step() -> None:
    nodes = [seed(1), seed(2), node(3, K.CONTACT)]
    assert standing(3, nodes, [vouch(1, 3)]).level == L.REACHABLE
    found = standing(3, nodes, [vouch(1, 3), vouch(2, 3)])
    assert (found.level, found.voices, found.until) == (L.KNOWN, 2, LATER)
    assert found.counted == {3_000, 1_001_003, 1_002_003}


@pytest.mark.parametrize(
    "giver",
    [
        node(2, K.CONTACT),
        node(2, K.DOCUMENT),
        node(2, K.CONTACT, K.DOCUMENT, is_open=False),
        node(2),
    ],
)
def test_only_an_open_seed_is_heard(giver: Node) -> None:
    nodes = [seed(1), giver, node(3, K.CONTACT)]
    found = standing(3, nodes, [vouch(1, 3), vouch(2, 3)])
    assert (found.level, found.voices) == (L.REACHABLE, 1)
    assert found.counted == {3_000, 1_001_003}


def test_trust_does_not_flow_through_a_group_known_by_voices_alone() -> None:
    nodes = [seed(1), seed(2), node(3, K.CONTACT), node(4, K.CONTACT), node(5, K.CONTACT)]
    edges = [vouch(1, 3), vouch(2, 3), vouch(1, 4), vouch(2, 4), vouch(3, 5), vouch(4, 5)]
    assert standing(3, nodes, edges).level == standing(4, nodes, edges).level == L.KNOWN
    assert standing(5, nodes, edges).level == L.REACHABLE


def test_a_circle_is_one_voice_and_ones_own_is_none() -> None:
    nodes = {
        1: seed(1, ties=["person:1"]),
        2: seed(2, ties=["person:1", "person:2"]),
        3: seed(3, ties=["person:2"]),
        4: seed(4, ties=["person:4", "group:9"]),
        5: seed(5, ties=["group:9"]),
        6: seed(6, ties=["person:9"]),
        7: node(7, K.CONTACT, ties=["person:9"]),
    }
    found = circles(range(1, 7), nodes, nodes[7])
    assert sorted(map(sorted, found)) == [[1, 2, 3], [4, 5]]
    assert sorted(map(sorted, circles([1, 3], nodes, nodes[7]))) == [[1], [3]]


def test_a_giver_is_heard_for_its_oldest_vouches() -> None:
    many = VOICES_A_GIVER + 2
    nodes = [seed(1), *(node(n, K.CONTACT) for n in range(10, 10 + many))]
    edges = [vouch(1, n, days=n - 10) for n in range(10, 10 + many)]
    voices = [standing(n, nodes, edges).voices for n in range(10, 10 + many)]
    assert voices == [1] * VOICES_A_GIVER + [0, 0]


def test_what_a_giver_does_for_groups_that_hide_moves_no_other() -> None:
    hidden = [node(n, K.CONTACT, is_open=False) for n in range(10, 30)]
    nodes = [seed(1), *hidden, node(40, K.CONTACT)]
    edges = [vouch(1, n.number) for n in hidden] + [vouch(1, 40, days=9)]
    assert standing(40, nodes, edges).voices == 1


def test_a_level_says_when_it_falls_and_when_to_look_again() -> None:
    soon, sooner = NOW + timedelta(days=20), NOW + timedelta(days=10)
    two = Node(
        3,
        True,
        (Fact(1, K.CONTACT, LATER), Fact(2, K.DOCUMENT, soon), Fact(3, K.DOCUMENT, sooner)),
        frozenset(),
    )
    found = standing(3, [two], [])
    assert (found.level, found.until, found.review_at) == (L.KNOWN, soon, sooner)
    giver = Node(1, True, (Fact(4, K.CONTACT, soon), Fact(5, K.HOST, LATER)), frozenset())
    found = standing(4, [giver, seed(2), node(4, K.CONTACT)], [vouch(1, 4), vouch(2, 4)])
    # A voice is heard no longer than its giver is known.
    assert (found.level, found.until) == (L.KNOWN, soon)
    assert standing(5, [node(5)], []) == Standing(L.LISTED)


def test_what_has_run_out_does_not_count() -> None:
    past = NOW - timedelta(seconds=1)
    old = Node(3, True, (Fact(1, K.CONTACT, LATER), Fact(2, K.HOST, past)), frozenset())
    nodes = [seed(1), seed(2), old]
    found = standing(3, nodes, [vouch(1, 3), vouch(2, 3, until=past)])
    assert (found.level, found.voices, found.counted) == (L.REACHABLE, 1, {1, 1_001_003})


FAKES = range(100, 150)
edges_among_fakes = st.lists(
    st.tuples(st.sampled_from(FAKES), st.sampled_from(FAKES)), max_size=300, unique=True
)


@given(edges_among_fakes, st.sets(st.sampled_from(FAKES)))
def test_no_set_of_fakes_passes_the_first_step_by_itself(
    edges: list[tuple[int, int]], vouching_for_seeds: set[int]
) -> None:
    nodes = {n: node(n, K.CONTACT) for n in FAKES} | {1: seed(1), 2: seed(2)}
    vouches = [vouch(a, b) for a, b in edges] + [vouch(a, 1) for a in vouching_for_seeds]
    found = standings(FAKES, nodes, vouches, NOW)
    assert {s.level for s in found.values()} == {L.REACHABLE}
    assert {s.voices for s in found.values()} == {0}


honest_edges = st.lists(
    st.tuples(st.integers(1, 12), st.sampled_from(FAKES)), max_size=60, unique=True
)


@given(edges_among_fakes, honest_edges)
def test_each_fake_at_the_second_step_costs_two_honest_vouches(
    edges: list[tuple[int, int]], honest: list[tuple[int, int]]
) -> None:
    nodes = {n: node(n, K.CONTACT) for n in FAKES} | {n: seed(n) for n in range(1, 13)}
    found = standings(FAKES, nodes, [vouch(a, b) for a, b in [*edges, *honest]], NOW)
    raised = sum(s.level >= L.KNOWN for s in found.values())
    assert raised * VOICES_NEEDED <= len(honest)
    assert max(s.level for s in found.values()) <= L.KNOWN
