"""The five routes of a run: who is told of whom.

Loads the compiled kernels, so only workers and commands import it.
"""

from dataclasses import dataclass, replace

from partnerships.enums import Channel, WeightsKind
from partnerships.match_arrays import Flags
from partnerships.match_runs import Snapshot
from partnerships.match_sides import MEETS, Side
from partnerships.matching.exposure import Policy
from partnerships.matching.gate import Access, Gate
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
        return self.answers(self.targets(snapshot))

    def answers(self, side: Side) -> Flags:
        """Which listings of the targets' side this route is about."""
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
