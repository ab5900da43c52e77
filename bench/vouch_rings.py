"""What does it cost a ring of fake accounts to reach each level?

Attacks of 5 to 50 fakes that all vouch for each other and have each confirmed a contact. Besides,
`vouches` were talked out of known groups, and `facts` were got by deceit (IOM was shown a forged
article, say), one a fake. The attacker spreads them to make many fakes known, or piles them up to
lift one as high as it goes. Three rules judge the same attacks:

- `count`: two vouches of reachable accounts are two voices;
- `paths`: voices are vertex-disjoint paths of vouches from known groups (a maximum flow for each
  receiver), and whoever is known by them may vouch;
- `ours`: organizations/trust.py, the code that the portal runs.

    python -m bench.vouch_rings --attacks 1000 --json
"""

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from organizations.enums import EvidenceKind, TrustLevel
from organizations.trust import (
    VOICES_A_GIVER,
    VOICES_NEEDED,
    Fact,
    Node,
    Vouch,
    level_of,
    standings,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=300)
HONEST = 60  # known groups that somebody might talk a vouch out of
MOST_VOUCHES = 12
MOST_FACTS = 3
Levels = dict[int, TrustLevel]
Edge = tuple[int, int]


@dataclass(frozen=True)
class Attack:
    """Fakes are numbered from HONEST on. `talked`: vouches of honest groups for fakes."""

    fakes: int
    talked: tuple[Edge, ...]
    forged: frozenset[int]

    @property
    def ring(self) -> range:
        return range(HONEST, HONEST + self.fakes)

    @property
    def cost(self) -> tuple[int, int]:
        return len(self.talked), len(self.forged)

    def kinds(self, number: int) -> set[str]:
        witnessed = number < HONEST or number in self.forged
        return {EvidenceKind.CONTACT, *([EvidenceKind.DOCUMENT] if witnessed else [])}

    def vouches(self) -> list[Edge]:
        """Everybody for everybody, in the order that serves the attacker best.

        The word of a fake with a forged fact is worth most, and is heard five times: first for
        two others like it, then for those who have nothing else, two voices on each.
        """
        plain = [n for n in self.ring if n not in self.forged]
        liars = sorted(self.forged)
        inner = [(a, b) for a in liars for b in liars if a != b]
        inner += [(a, b) for a in liars for b in reversed(plain)]
        inner += [(a, b) for a in plain for b in self.ring if a != b]
        return [*self.talked, *inner]


def attack(chance: random.Random) -> Attack:
    fakes = chance.randint(5, 50)
    facts = chance.randint(0, MOST_FACTS)
    forged = frozenset(HONEST + fakes - 1 - n for n in range(facts))
    honest = chance.sample(range(HONEST), chance.randint(0, MOST_VOUCHES))
    first = sorted(forged) if chance.random() < 0.5 else []
    targets = [*first, *(HONEST + n for n in range(fakes) if HONEST + n not in first)]
    talked = tuple((giver, targets[n // VOICES_NEEDED % fakes]) for n, giver in enumerate(honest))
    return Attack(fakes, talked, forged)


def count(case: Attack) -> Levels:
    received = Counter(receiver for _, receiver in case.vouches())
    return {n: level_of(case.kinds(n), received[n]) for n in case.ring}


def paths(case: Attack) -> Levels:
    """Let levels grow until nothing moves: whoever is known may vouch."""
    seeds = {*range(HONEST), *case.forged}
    may, edges = set(seeds), case.vouches()
    voices: dict[int, int] = dict.fromkeys(case.ring, 0)
    while True:
        arcs = graph(seeds, may, edges)
        for target in case.ring:
            if voices[target] < VOICES_NEEDED:
                voices[target] = flow(arcs, target, VOICES_NEEDED)
        known = {n for n in case.ring if voices[n] >= VOICES_NEEDED}
        if known <= may:
            return {n: level_of(case.kinds(n), voices[n]) for n in case.ring}
        may |= known


SOURCE = -1
Arcs = dict[int, set[int]]


def graph(seeds: Iterable[int], may: set[int], edges: Iterable[Edge]) -> Arcs:
    """Each listing n is an arc of capacity 1 from its entry 2n to its exit 2n + 1."""
    arcs: Arcs = defaultdict(set)
    arcs[SOURCE] = {2 * n for n in seeds}
    for n in may:
        arcs[2 * n].add(2 * n + 1)
    for giver, receiver in edges:
        if giver in may:
            arcs[2 * giver + 1].add(2 * receiver)
    return arcs


def flow(arcs: Arcs, target: int, enough: int) -> int:
    """Return the maximum flow from seeds to `target`, at most `enough`; leave `arcs` as they were.

    Augmenting paths (Ford and Fulkerson) over unit arcs: by Menger's theorem as many as there are
    paths that share no listing.
    """
    sink, turned = 2 * target, list[Edge]()
    own_seed = sink in arcs[SOURCE]
    arcs[SOURCE].discard(sink)  # nobody speaks for itself
    found = 0
    while found < enough and (path := _augmenting(arcs, sink)):
        for a, b in path:
            arcs[a].discard(b)
            arcs[b].add(a)
        turned += path
        found += 1
    for a, b in reversed(turned):
        arcs[b].discard(a)
        arcs[a].add(b)
    if own_seed:
        arcs[SOURCE].add(sink)
    return found


def _augmenting(arcs: Arcs, sink: int) -> list[Edge]:
    """Return a shortest path from the source, as arcs; nothing where there is none."""
    came, waiting = {SOURCE: SOURCE}, deque([SOURCE])
    while waiting:
        here = waiting.popleft()
        for there in arcs.get(here, ()):
            if there not in came:
                came[there] = here
                waiting.append(there)
        if sink in came:
            path = []
            while sink != SOURCE:
                path.append((came[sink], sink))
                sink = came[sink]
            return path[::-1]
    return []


def ours(case: Attack) -> Levels:
    nodes = {
        n: Node(
            n,
            is_open=True,
            facts=tuple(Fact(10 * n + i, kind, LATER) for i, kind in enumerate(case.kinds(n))),
            ties=frozenset({f"person:{n}"}),
        )
        for n in range(HONEST + case.fakes)
    }
    vouches = [
        Vouch(number, a, b, NOW + timedelta(seconds=number), LATER)
        for number, (a, b) in enumerate(case.vouches())
    ]
    found = standings(case.ring, nodes, vouches, NOW + timedelta(days=1))
    return {number: standing.level for number, standing in found.items()}


RULES: dict[str, Callable[[Attack], Levels]] = {"count": count, "paths": paths, "ours": ours}


def run(attacks: int, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    cases = [attack(chance) for _ in range(attacks)]
    figures: dict[str, Any] = {"attacks": attacks, "fakes": sum(case.fakes for case in cases)}
    for rule, judge in RULES.items():
        began = time.perf_counter()
        found = [judge(case) for case in cases]
        figures[rule] = summary(cases, found) | {"seconds": round(time.perf_counter() - began, 1)}
    return figures


def summary(cases: Sequence[Attack], found: Sequence[Levels]) -> dict[str, Any]:
    """Return what reached each level at the least cost, and how many fakes each cost makes known.

    `cheapest`: for each level the least (vouches, facts) that lifted any fake to it. `known`: the
    most fakes that became known, by vouches that were talked out, where no fact was forged.
    `bound_held`: whether no attack made more known than decision 8 says it can.
    """
    reached: dict[str, set[tuple[int, int]]] = defaultdict(set)
    most: dict[int, int] = defaultdict(int)
    share: dict[int, list[float]] = defaultdict(list)
    held = True
    for case, levels in zip(cases, found, strict=True):
        top = max(levels.values())
        for level in TrustLevel:
            if level <= top:
                reached[level.name.lower()].add(case.cost)
        known = sum(level >= TrustLevel.KNOWN for level in levels.values())
        vouches, facts = case.cost
        if not facts:
            most[vouches] = max(most[vouches], known)
            share[vouches].append(known / case.fakes)
        held &= VOICES_NEEDED * (known - facts) <= vouches + VOICES_A_GIVER * facts
    return {
        "cheapest": {level: pareto(costs) for level, costs in reached.items()},
        "known": dict(sorted(most.items())),
        "share_known": {n: round(sum(s) / len(s), 3) for n, s in sorted(share.items())},
        "bound_held": held,
    }


def pareto(costs: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the costs of which none is at least as dear in both ways."""
    return sorted(
        one
        for one in costs
        if not any(o != one and o[0] <= one[0] and o[1] <= one[1] for o in costs)
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attacks", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    figures = run(options.attacks, options.seed)
    sys.stderr.write(json.dumps(figures, indent=1) + "\n")
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
