"""Everything about one pair, computed now by what a run computes with.

Loads the compiled kernels: only the curators' page asks, when it is opened.
"""

from dataclasses import dataclass

import numpy as np

from organizations.models import Organization
from partnerships.enums import RunState
from partnerships.match_arrays import Standing, unpack
from partnerships.match_routes import DEPTH, LENGTH, Route, routes_of
from partnerships.match_rows import lists_on, source_column
from partnerships.match_runs import Snapshot, snapshot_of
from partnerships.match_sides import MEETS, Side
from partnerships.matching.engine import describe_lists
from partnerships.matching.gate import Gate
from partnerships.matching.gate_reasons import kept_apart_by
from partnerships.matching.kernel import COMPONENT_OF, FACTS, UNIT, sum_facts
from partnerships.matching.pool import Pool
from partnerships.matching.statistics import PoolStatistics, model
from partnerships.matching.weights import COMPONENTS
from partnerships.models import Match, MatchList, MatchRun, Partner, ScoredListing

Listing = Organization | Partner


@dataclass(frozen=True, slots=True)
class Fact:
    """What a component is made of. Where it is unknown, `used` is the pool's mean."""

    name: str
    is_known: bool
    used: float


@dataclass(frozen=True, slots=True)
class Component:
    name: str
    value: float
    weight: float
    contribution: float
    is_known: bool
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """Where the run left the target on this route; None on a target that is not public."""

    lists: int
    cap: int
    shown: float
    past: float
    merit: float
    floor: float
    ratio: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One route between a source and a target. Scores are from 0 to 1."""

    route: str
    gate: tuple[str, ...]
    components: tuple[Component, ...]
    score: float
    total: float  # of the contributions: the score
    known: int
    match: Match | None
    cutoff: float
    exposure: Exposure | None
    changed: bool
    why_not: str

    @property
    def length(self) -> int:
        return LENGTH

    @property
    def depth(self) -> int:
        return DEPTH


def look_at(source: Listing, target: Listing) -> list[Pair]:
    """The pair on every route that leads from the one kind of listing to the other."""
    run = MatchRun.objects.filter(state=RunState.CURRENT).first()
    if run is None:
        return []
    snapshot = snapshot_of(
        [listing.pk for listing in (source, target) if isinstance(listing, Organization)],
        [listing.pk for listing in (source, target) if isinstance(listing, Partner)],
    )
    ends = isinstance(source, Partner), isinstance(target, Partner)
    return [
        _pair(run, snapshot, route, source, target)
        for route in routes_of(run)
        if (route.from_partners, route.to_partners) == ends
        and (ends[1] is False or _is_about(snapshot, route, target))
    ]


def _is_about(snapshot: Snapshot, route: Route, target: Listing) -> bool:
    side = route.targets(snapshot)
    return bool(route.may_answer(snapshot)[_row(side, target)])


def _row(side: Side, listing: Listing) -> int:
    return int(side.positions(np.array([listing.pk]))[0])


def _pair(
    run: MatchRun, snapshot: Snapshot, route: Route, source: Listing, target: Listing
) -> Pair:
    sources, targets = route.sources(snapshot), route.targets(snapshot)
    u, v = _row(sources, source), _row(targets, target)
    statistics = PoolStatistics.from_json(run.statistics)
    one, other = sources.pool.take([u]), targets.pool.take([v])
    told = describe_lists(
        one, other, np.zeros((1, 1), np.int32), weights=route.weights, statistics=statistics
    )
    parts = [int(part) for part in told.contributions[0, 0]]
    components = _components(one, other, route, statistics, told.components[0, 0], parts)
    of_sources, of_targets = route.access(snapshot)
    gate = Gate(
        sources=of_sources.take([u]),
        targets=of_targets.take([v]),
        meets=MEETS,
        forbidden=snapshot.forbidden,
        set_aside=snapshot.set_aside,
    )
    apart = _not_listed(source, target) + kept_apart_by(gate, one, other, 0, 0)
    if not route.may_ask(snapshot)[u]:
        apart += ("no_list",)
    if not route.may_answer(snapshot)[v]:
        apart += ("no_answer",)
    stored = lists_on(run, route).filter(**{source_column(route): source.pk}).first()
    match = _match(stored, target)
    public = bool(targets.public[v])
    score, cutoff = int(told.score[0, 0]), 0
    if stored is not None:
        cutoff = stored.open_cutoff if public else stored.closed_cutoff
    exposure = _exposure(run, route, target) if public else None
    return Pair(
        route=route.name,
        gate=apart,
        components=components,
        score=score / UNIT,
        total=sum(parts) / UNIT,
        known=sum(component.is_known for component in components),
        match=match,
        cutoff=cutoff / UNIT,
        exposure=exposure,
        changed=_has_changed(run, source) or _has_changed(run, target),
        why_not="" if match else _why_not(apart, stored, score, cutoff, exposure),
    )


def _components(
    one: Pool,
    other: Pool,
    route: Route,
    statistics: PoolStatistics,
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
    parts: list[int],
) -> tuple[Component, ...]:
    plain = model(one.vocabulary, statistics, route.weights)
    facts, pairs = np.zeros(len(FACTS)), np.zeros(len(FACTS), np.int64)
    flags = [np.zeros((len(FACTS), 1), np.bool_) for _ in range(2)]
    sum_facts(plain, one.columns, other.columns, np.empty(len(FACTS)), facts, pairs, *flags)
    means = plain.means[int(route.from_partners), int(route.to_partners)]
    told = [
        Fact(name, bool(pairs[i]), float(facts[i] if pairs[i] else means[i]))
        for i, name in enumerate(FACTS)
    ]
    return tuple(
        Component(
            name=name,
            value=float(values[i]),
            weight=route.weights.values[i],
            contribution=parts[i] / UNIT,
            is_known=any(fact.is_known for fact in of),
            facts=of,
        )
        for i, name in enumerate(COMPONENTS)
        if (of := tuple(fact for j, fact in enumerate(told) if COMPONENT_OF[j] == i))
    )


def _not_listed(source: Listing, target: Listing) -> tuple[str, ...]:
    apart: tuple[str, ...] = ()
    for name, listing in (("source", source), ("target", target)):
        listed = (
            Partner.objects.verified() if isinstance(listing, Partner)
            else Organization.objects.published()
        ).filter(pk=listing.pk).exists()  # fmt: skip
        if not listed:
            apart += (f"{name}_not_listed",)
    return apart


def _match(stored: MatchList | None, target: Listing) -> Match | None:
    matches = stored.matches if stored else []
    return next((match for match in matches if match.target_id == target.pk), None)


def _exposure(run: MatchRun, route: Route, target: Listing) -> Exposure | None:
    row = run.exposures.filter(route=route.name).first()
    if row is None:
        return None
    standing = unpack(Standing, row.standing)[route.name]
    place = np.flatnonzero(standing.targets == target.pk)
    if not place.size:
        return None
    i = int(place[0])
    cap = int(standing.cap[0])
    return Exposure(
        lists=int(standing.lists[i]),
        cap=min(cap, target.open_to) if target.open_to else cap,
        shown=float(standing.exposure[i]),
        past=float(standing.past_exposure[i]),
        merit=float(standing.merit[i]),
        floor=row.floor,
        ratio=row.ratio,
    )


def _has_changed(run: MatchRun, listing: Listing) -> bool:
    column = "partner" if isinstance(listing, Partner) else "organization"
    scored = ScoredListing.objects.filter(
        run=run, changed_at=listing.updated_at, **{column: listing.pk}
    )
    return not scored.exists()


def _why_not(
    apart: tuple[str, ...],
    stored: MatchList | None,
    score: int,
    cutoff: int,
    exposure: Exposure | None,
) -> str:
    """Why the target is not in the source's list, as a key of the page's explanations."""
    if apart:
        return "gate"
    if stored is None:
        return "not_scored"
    if score < cutoff:
        return "below"
    if exposure is not None and exposure.lists >= exposure.cap:
        return "full"
    return "others_first"
