"""The five routes of a run: who is told of whom, and whose targets fit best.

Loads the compiled kernels, so only workers and commands import it.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from partnerships.enums import Channel, WeightsKind
from partnerships.match_arrays import Candidates, Flags, Ids, Scores
from partnerships.match_runs import Snapshot
from partnerships.match_sides import MEETS, Side
from partnerships.matching.engine import rank
from partnerships.matching.exposure import Policy
from partnerships.matching.gate import Access, Gate
from partnerships.matching.pool import Pool
from partnerships.matching.statistics import PoolStatistics
from partnerships.matching.weights import Weights
from partnerships.models import MatchRun
from partnerships.weights_in_force import weights_named

LENGTH = Policy().length
# Fair exposure chooses among more candidates than are shown.
DEPTH = 4 * LENGTH


@dataclass(frozen=True, slots=True)
class Route:
    """One kind of source on one channel."""

    name: str
    channel: Channel
    from_partners: bool
    to_partners: bool
    weights: Weights

    def sources(self, snapshot: Snapshot) -> Side:
        return snapshot.partners if self.from_partners else snapshot.organizations

    def targets(self, snapshot: Snapshot) -> Side:
        return snapshot.partners if self.to_partners else snapshot.organizations

    def may_ask(self, snapshot: Snapshot) -> Flags:
        """Which sources have a list on this route at all."""
        side = self.sources(snapshot)
        return side.flags("needs_host") if self.channel == Channel.HOST else side.everyone

    def may_answer(self, snapshot: Snapshot) -> Flags:
        """Which targets this route is about."""
        side = self.targets(snapshot)
        if self.channel == Channel.HOST:
            return side.flags("can_host")
        if self.to_partners:
            public = side.flags("is_public_body")
            return public if self.channel == Channel.PUBLIC else ~public
        return side.everyone

    def access(self, snapshot: Snapshot) -> tuple[Access, Access]:
        """What the gate reads of the sources, and of the targets."""
        if self.from_partners:
            return snapshot.of_partners, snapshot.towards_partners
        if self.to_partners:
            return snapshot.towards_partners, snapshot.of_partners
        return snapshot.between_groups, snapshot.between_groups

    def gate(self, snapshot: Snapshot, sources: Access, targets: Access) -> Gate:
        """Who of these may meet whom."""
        return Gate(
            sources=sources,
            targets=targets,
            meets=MEETS,
            forbidden=snapshot.forbidden,
            set_aside=snapshot.set_aside,
        )


ROUTES = (
    Route("public", Channel.PUBLIC, False, True, Weights.partners()),
    Route("private", Channel.PRIVATE, False, True, Weights.partners()),
    Route("diaspora", Channel.DIASPORA, False, False, Weights.diaspora()),
    Route("host", Channel.HOST, False, False, Weights.diaspora()),
    Route("partner", Channel.DIASPORA, True, False, Weights.partners()),
)


def routes_of(run: MatchRun) -> tuple[Route, ...]:
    """The routes with the weights that a run scores with."""
    weights = weights_named(run.weights_version)
    return tuple(replace(route, weights=weights[_kind_of(route)]) for route in ROUTES)


def _kind_of(route: Route) -> WeightsKind:
    if route.from_partners or route.to_partners:
        return WeightsKind.PARTNERS
    return WeightsKind.DIASPORA


@dataclass(frozen=True, eq=False)
class Targets:
    """The open targets of a route that everyone can see, or those that only some can."""

    ids: Ids
    pool: Pool
    access: Access
    grassroots: Flags
    open_to: Ids
    facts: npt.NDArray[np.void]


def targets_of(snapshot: Snapshot, route: Route, *, public: bool) -> Targets:
    """Cut from the snapshot once, however many blocks ask."""
    key = (route.name, public)
    if key not in snapshot.cut:
        # Groups and partners look at the same groups: sorted once for both.
        same = ("listings", route.channel, public)
        if same not in snapshot.cut:
            side = route.targets(snapshot)
            wanted = route.may_answer(snapshot) & side.flags("is_open")
            rows = np.flatnonzero(wanted & (side.public == public))
            snapshot.cut[same] = rows, side.take(rows)
        rows, side = snapshot.cut[same]
        snapshot.cut[key] = Targets(
            ids=side.ids,
            pool=side.pool,
            access=route.access(snapshot)[1].take(rows),
            grassroots=side.grassroots,
            open_to=side.open_to,
            facts=side.facts,
        )
    targets: Targets = snapshot.cut[key]
    return targets


def find(snapshot: Snapshot, route: Route, rows: Ids, statistics: PoolStatistics) -> Candidates:
    """The candidates of the sources at these positions that have a list on this route."""
    side = route.sources(snapshot)
    rows = rows[route.may_ask(snapshot)[rows]]
    sources, access = side.pool.take(rows), route.access(snapshot)[0].take(rows)

    def best(public: bool, k: int) -> tuple[Ids, Scores]:
        targets = targets_of(snapshot, route, public=public)
        gate = route.gate(snapshot, access, targets.access)
        found, scores = rank(
            sources, targets.pool, weights=route.weights, statistics=statistics, gate=gate, k=k
        )
        return np.append(targets.ids, -1)[found], scores

    open_targets, open_scores = best(True, DEPTH)
    closed_targets, closed_scores = best(False, LENGTH)
    if route.to_partners:
        # All partners are open.
        closed_targets, closed_scores = closed_targets[:, :0], closed_scores[:, :0]
    return Candidates(
        sources=side.ids[rows],
        open_targets=open_targets,
        open_scores=open_scores,
        closed_targets=closed_targets,
        closed_scores=closed_scores,
    )
