"""Trust without papers: from what speaks for a group to its level. Pure.

The ladder. A confirmed contact is the first step. Each further step is something else that
speaks for the group: a fact that somebody outside it has witnessed (a session it took part in, a
partnership, a host, anything that IOM has seen), or the voices of two other groups. All voices
together make one step, so the last step always needs a witnessed fact.

Whose voice is heard. Vouches are a directed graph of listings. Trust springs only from *seeds*,
listings with a confirmed contact and a witnessed fact, and does not flow through a listing that is
known by voices alone. A seed gives at most VOICES_A_GIVER units. Givers that share a person or
an umbrella are one circle, found as connected components, and a circle is one voice; a circle of
the group itself is none.

What follows. A voice for a fake is an edge from a seed to it, whatever the fakes say of each
other, so n fakes at the second step need at least VOICES_NEEDED * n such edges (or n witnessed
facts, got by deceit), and a ring without either stays at the first step. Letting trust flow on
would lose this: where n vertex-disjoint paths from seeds suffice, two seeds that vouch for the
same two fakes carry any number of others. bench/vouch_rings.py measures both.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from organizations.enums import EvidenceKind, TrustLevel

WITNESSED = frozenset(
    {
        EvidenceKind.ATTENDANCE,
        EvidenceKind.PARTNERSHIP,
        EvidenceKind.DOCUMENT,
        EvidenceKind.HOST,
    }
)
VOICES_NEEDED = 2
VOICES_A_GIVER = 5  # vouches of one group that are heard at a time

YEAR = timedelta(days=365)
VALID_FOR: dict[str, timedelta] = {
    EvidenceKind.CONTACT: YEAR,
    EvidenceKind.VOUCH: YEAR,
    EvidenceKind.ATTENDANCE: 3 * YEAR,
    EvidenceKind.PARTNERSHIP: 3 * YEAR,
    EvidenceKind.DOCUMENT: 2 * YEAR,
    EvidenceKind.HOST: YEAR,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Evidence that is no vouch; `number` tells it from others."""

    number: int
    kind: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Vouch:
    """An edge of the graph: `giver` speaks for `receiver`."""

    number: int
    giver: int
    receiver: int
    given: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Node:
    """A listing: whether everybody may read it, its facts, and what ties it to others.

    `ties` are keys of people and umbrellas; two listings that share one are not independent.
    """

    number: int
    is_open: bool
    facts: tuple[Fact, ...] = ()
    ties: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a listing has earned.

    `counted`: the evidence that the level rests on. `voices`: how many independent circles vouch.
    `until`: when the level falls if nothing is renewed. `review_at`: when to look again.
    """

    level: TrustLevel
    counted: frozenset[int] = frozenset()
    voices: int = 0
    until: datetime | None = None
    review_at: datetime | None = None


def level_of(kinds: Set[str], voices: int) -> TrustLevel:
    """Return the level that evidence of these kinds and this many independent voices earn."""
    if EvidenceKind.CONTACT not in kinds:
        return TrustLevel.LISTED
    backing = len(kinds & WITNESSED) + (voices >= VOICES_NEEDED)
    return TrustLevel(TrustLevel.REACHABLE + min(backing, 2))


def is_seed(node: Node, at: datetime) -> bool:
    """Whether the listing's own word counts: everybody may read it, and it is known by facts."""
    kinds = {fact.kind for fact in node.facts if fact.until > at}
    return node.is_open and EvidenceKind.CONTACT in kinds and bool(kinds & WITNESSED)


def seed_until(node: Node, at: datetime) -> datetime | None:
    """Return when the listing's word stops counting; None where it does not count now."""
    if not is_seed(node, at):
        return None
    times = [fact.until for fact in node.facts if fact.until > at]
    return min(time for time in times if not is_seed(node, time))


def circles(
    givers: Iterable[int], nodes: Mapping[int, Node], receiver: Node
) -> list[frozenset[int]]:
    """Return the circles of `givers` that speak for `receiver`: one that it is tied to does not."""
    above = {number: number for number in givers}

    def root(number: int) -> int:
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    first_with: dict[str, int] = {}
    for number in sorted(above):
        for tie in nodes[number].ties:
            above[root(number)] = root(first_with.setdefault(tie, number))
    found: dict[int, set[int]] = defaultdict(set)
    for number in above:
        found[root(number)].add(number)
    own = {root(number) for number in above if nodes[number].ties & receiver.ties}
    return [frozenset(found[top]) for top in found if top not in own]


def heard(
    vouches: Iterable[Vouch], nodes: Mapping[int, Node], at: datetime
) -> dict[int, list[Vouch]]:
    """Return by receiver the vouches that seeds give, as far as one giver's reach.

    A giver's vouches are counted oldest first among listings that everybody may read: what it
    does for a listing that hides must not move the level of one that does not.
    """
    given: dict[int, int] = defaultdict(int)
    found: dict[int, list[Vouch]] = defaultdict(list)
    ends = {number: seed_until(node, at) for number, node in nodes.items()}
    for vouch in sorted(vouches, key=lambda vouch: (vouch.given, vouch.number)):
        seed_ends = ends[vouch.giver]
        if vouch.until <= at or seed_ends is None or vouch.giver == vouch.receiver:
            continue
        if given[vouch.giver] < VOICES_A_GIVER:
            until = min(vouch.until, seed_ends)
            found[vouch.receiver].append(
                Vouch(vouch.number, vouch.giver, vouch.receiver, vouch.given, until)
            )
        given[vouch.giver] += nodes[vouch.receiver].is_open
    return found


def standings(
    numbers: Collection[int], nodes: Mapping[int, Node], vouches: Sequence[Vouch], at: datetime
) -> dict[int, Standing]:
    """Return what each of these listings has earned.

    `vouches` must hold every standing vouch to them and every one of the same givers.
    """
    spoken = heard(vouches, nodes, at)
    return {number: _standing(nodes[number], spoken[number], nodes, at) for number in numbers}


def _standing(
    node: Node, vouches: Sequence[Vouch], nodes: Mapping[int, Node], at: datetime
) -> Standing:
    facts = [fact for fact in node.facts if fact.until > at]

    def speaking(time: datetime) -> list[frozenset[int]]:
        return circles({vouch.giver for vouch in vouches if vouch.until > time}, nodes, node)

    def level(time: datetime) -> TrustLevel:
        kinds = {fact.kind for fact in facts if fact.until > time}
        return level_of(kinds, len(speaking(time)))

    now, spoken = level(at), speaking(at)
    givers = frozenset[int]().union(*spoken)
    ends = sorted({*(fact.until for fact in facts), *(vouch.until for vouch in vouches)})
    return Standing(
        level=now,
        counted=frozenset(
            [
                *(fact.number for fact in facts),
                *(vouch.number for vouch in vouches if vouch.giver in givers),
            ]
        ),
        voices=len(spoken),
        until=next((time for time in ends if level(time) < now), None),
        review_at=ends[0] if ends else None,
    )
