"""Who may be matched with whom: the neutrality firewall as arrays.

Every rule holds in both directions at once, so swapping source and target changes nothing; only
what a source has set aside is left out of its own list alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from partnerships.matching.compiled import compiled, inlined
from partnerships.matching.errors import InvalidGate
from partnerships.matching.pool import Key, Pool
from partnerships.matching.profiles import WORD_BITS

NO_OWNER = -1
MOST_CIRCLES = 255


@dataclass(frozen=True, eq=False, kw_only=True)
class Access:
    """What the gate reads of n listings, in the order of their pool. Make it with `grant`.

    `matchable`  [n] opted in to this channel, published, and (a partner) verified
    `circle`     [n] which visibility class the listing is of (0…255), a position in `Gate.meets`
    `states`     [n, words] bits of the countries whose state this body belongs to
    `hides_from` [n, words] bits of the countries whose public bodies must never learn of it;
                 a group without the opt-in for its heritage states has those in here too
    `owner`      [n] an account that runs several listings (two of it are never matched), or -1
    """

    matchable: npt.NDArray[np.bool_]
    circle: npt.NDArray[np.uint8]
    states: npt.NDArray[np.uint64]
    hides_from: npt.NDArray[np.uint64]
    owner: npt.NDArray[np.int64]

    def take(self, indices: npt.ArrayLike) -> Access:
        """As `Pool.take`."""
        chosen = np.asarray(indices)
        if chosen.dtype != np.bool_:
            chosen = chosen.astype(np.int64)
        return Access(
            matchable=self.matchable[chosen],
            circle=self.circle[chosen],
            states=self.states[chosen],
            hides_from=self.hides_from[chosen],
            owner=self.owner[chosen],
        )


def grant(
    pool: Pool,
    *,
    matchable: npt.ArrayLike | None = None,
    circle: npt.ArrayLike | None = None,
    states: Sequence[Iterable[str]] | None = None,
    hides_from: Sequence[Iterable[str]] | None = None,
    owner: npt.ArrayLike | None = None,
) -> Access:
    """The access of a pool's listings; what is left out forbids nothing.

    `states` and `hides_from` are sets of place codes, one a listing, in the pool's order.
    """
    size = len(pool)

    def column(
        name: str, given: npt.ArrayLike | None, default: int, dtype: type
    ) -> npt.NDArray[Any]:
        array = np.full(size, default) if given is None else np.asarray(given)
        if array.shape != (size,):
            raise InvalidGate(f"{name} has the shape {array.shape}, the pool {size} listings")
        if dtype is np.uint8 and size and not 0 <= array.min() <= array.max() <= MOST_CIRCLES:
            raise InvalidGate(f"{name} has a class outside 0…{MOST_CIRCLES}")
        return array.astype(dtype)

    return Access(
        matchable=column("matchable", matchable, 1, np.bool_),
        circle=column("circle", circle, 0, np.uint8),
        states=_bits(pool, "states", states),
        hides_from=_bits(pool, "hides_from", hides_from),
        owner=column("owner", owner, NO_OWNER, np.int64),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Gate:
    """The access of both sides, which visibility classes meet, and pairs that never do.

    `meets`      [circles, circles] may a source of the one class see a target of the other;
                 both directions must be true. None: all may.
    `forbidden`  pairs of keys, in either order: blocks, the same people, partners already
    `set_aside`  (source, target): what the source does not want in its own list
    """

    sources: Access
    targets: Access
    meets: npt.NDArray[np.bool_] | None = None
    forbidden: Collection[tuple[Key, Key]] = ()
    set_aside: Collection[tuple[Key, Key]] = ()


def open_gate(sources: Pool, targets: Pool) -> Gate:
    """Everybody may meet everybody, themselves apart."""
    return Gate(sources=grant(sources), targets=grant(targets))


class GateArrays(NamedTuple):
    """The gate as the kernels read it."""

    source: npt.NDArray[np.int64]  # [n, 4] circle, owner, matchable, tie: all on one cache line
    target: npt.NDArray[np.int64]
    meets: npt.NDArray[np.bool_]
    source_bits: npt.NDArray[np.uint64]  # [n, 2, words] states, hides from
    target_bits: npt.NDArray[np.uint64]
    forbidden_start: npt.NDArray[np.int64]  # [sources + 1]
    forbidden: npt.NDArray[np.int64]  # target positions, ascending within a source


def arrays(gate: Gate, sources: Pool, targets: Pool) -> GateArrays:
    """Check the gate against the pools, and lay it out for the kernels."""
    for name, access, pool in (
        ("sources", gate.sources, sources),
        ("targets", gate.targets, targets),
    ):
        if access.matchable.size != len(pool):
            raise InvalidGate(
                f"the gate's {name} are {access.matchable.size} listings, the pool's {len(pool)}"
            )
    circles = 1 + int(max(gate.sources.circle.max(initial=0), gate.targets.circle.max(initial=0)))
    meets = np.ones((circles, circles), np.bool_) if gate.meets is None else gate.meets
    if meets.ndim != 2 or meets.shape[0] != meets.shape[1] or meets.shape[0] < circles:
        raise InvalidGate(f"{circles} visibility classes, but meets has the shape {meets.shape}")
    start, positions = _forbidden(gate, sources, targets)
    bodies = np.concatenate([gate.sources.states, gate.targets.states])
    # Hiding from a state that no body here belongs to changes nothing, and most are such.
    words = np.flatnonzero(bodies.any(axis=0))
    return GateArrays(
        source=_columns(gate.sources, sources),
        target=_columns(gate.targets, targets),
        meets=np.ascontiguousarray(meets & meets.T, np.bool_),
        source_bits=np.stack([gate.sources.states, gate.sources.hides_from], axis=1)[..., words],
        target_bits=np.stack([gate.targets.states, gate.targets.hides_from], axis=1)[..., words],
        forbidden_start=start,
        forbidden=positions,
    )


def meetings(gate: Gate, sources: Pool, targets: Pool) -> npt.NDArray[np.bool_]:
    """[sources, targets] who may meet whom, of a few."""
    met = np.empty((len(sources), len(targets)), np.bool_)
    _fill_meetings(arrays(gate, sources, targets), met)
    return met


@inlined
def may_meet(gate: GateArrays, u: int, v: int) -> bool:
    """The rules of the gate for one pair."""
    # Equal hashes mean the same key: nobody meets itself.
    if gate.source[u, 3] == gate.target[v, 3]:
        return False
    circle, owner, matchable = gate.source[u, 0], gate.source[u, 1], gate.source[u, 2]
    if not (matchable and gate.target[v, 2] and gate.meets[circle, gate.target[v, 0]]):
        return False
    if owner >= 0 and owner == gate.target[v, 1]:
        return False
    for word in range(gate.source_bits.shape[2]):
        if gate.source_bits[u, 1, word] & gate.target_bits[v, 0, word]:
            return False
        if gate.source_bits[u, 0, word] & gate.target_bits[v, 1, word]:
            return False
    low, end = gate.forbidden_start[u], gate.forbidden_start[u + 1]
    high = end
    while low < high:
        middle = (low + high) // 2
        if gate.forbidden[middle] < v:
            low = middle + 1
        else:
            high = middle
    return bool(low == end or gate.forbidden[low] != v)


@compiled
def _fill_meetings(gate: GateArrays, met: npt.NDArray[np.bool_]) -> None:
    for u in range(met.shape[0]):
        for v in range(met.shape[1]):
            met[u, v] = may_meet(gate, u, v)


def _columns(access: Access, pool: Pool) -> npt.NDArray[np.int64]:
    columns = np.empty((len(pool), 4), np.int64)
    columns[:, 0], columns[:, 1], columns[:, 2] = access.circle, access.owner, access.matchable
    columns[:, 3] = pool.columns.tie.view(np.int64)
    return columns


def _forbidden(
    gate: Gate, sources: Pool, targets: Pool
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    either_way = ((other, one) for one, other in gate.forbidden)
    positions = set()
    for a, b in chain(gate.forbidden, either_way, gate.set_aside):
        u, v = sources.position.get(a), targets.position.get(b)
        # A block of pools has only some of all listings: pairs of others are no mistake.
        if u is not None and v is not None:
            positions.add((u, v))
    listed = np.array(sorted(positions), np.int64).reshape(-1, 2)
    start = np.searchsorted(listed[:, 0], np.arange(len(sources) + 1)).astype(np.int64)
    return start, np.ascontiguousarray(listed[:, 1])


def _bits(pool: Pool, name: str, sets: Sequence[Iterable[str]] | None) -> npt.NDArray[np.uint64]:
    index = pool.vocabulary.places.index
    bits = np.zeros((len(pool), -(-len(index) // WORD_BITS)), np.uint64)
    if sets is None:
        return bits
    if len(sets) != len(pool):
        raise InvalidGate(f"{name} has {len(sets)} sets, the pool {len(pool)} listings")
    for row, codes in enumerate(sets):
        for code in codes:
            if code not in index:
                raise InvalidGate(f"unknown place {code!r} in {name} of {pool.keys[row]!r}")
            word, bit = divmod(index[code], WORD_BITS)
            bits[row, word] |= np.uint64(1 << bit)
    return bits
