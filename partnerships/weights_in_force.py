"""Which weights a run scores with: those a person approved last, else the ones of the code."""

from functools import lru_cache

from partnerships.enums import ProposalState, RunState, WeightsKind
from partnerships.matching.weights import Weights
from partnerships.models import LearnedWeights, MatchRun

SEPARATOR = "/"

WeightsByKind = dict[str, Weights]


def built_in() -> WeightsByKind:
    return {WeightsKind.PARTNERS: Weights.partners(), WeightsKind.DIASPORA: Weights.diaspora()}


def weights_in_force() -> WeightsByKind:
    """For the next run."""
    found = built_in()
    approved = LearnedWeights.objects.filter(state=ProposalState.APPROVED)
    for row in approved.order_by("decided_at", "pk"):
        found[row.kind] = row.weights
    return found


def versions_of(weights: WeightsByKind) -> str:
    """As a run keeps them."""
    return SEPARATOR.join(weights[kind].version for kind in WeightsKind.values)


def weights_of_the_current_run() -> WeightsByKind:
    """What readers' matches were scored with; the code's before the first run."""
    current = MatchRun.objects.filter(state=RunState.CURRENT)
    return weights_named(current.values_list("weights_version", flat=True).first() or "")


def weights_named(versions: str) -> WeightsByKind:
    """The weights of a run, by what it kept of them; the code's where it kept nothing."""
    found = built_in()
    for kind, version in zip(WeightsKind.values, versions.split(SEPARATOR), strict=False):
        if version and version != found[kind].version:
            found[kind] = _learned(version)
    return found


@lru_cache(maxsize=64)
def _learned(version: str) -> Weights:
    """A version never changes once it is there."""
    return LearnedWeights.objects.get(version=version).weights
