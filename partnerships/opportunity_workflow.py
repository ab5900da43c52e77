"""The life of a call and of an expression of interest, as two tables. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.opportunity_enums import ExpressionState, OpportunityState


class Actor(StrEnum):
    """Who takes a step."""

    PUBLISHER = "publisher"
    GROUP = "group"
    CLOCK = "clock"


class IllegalStepError(Exception):
    """What this is about has another state by now; `step` and `state` say which."""

    def __init__(self, step: str, state: OpportunityState | ExpressionState) -> None:
        self.step, self.state = step, state
        super().__init__(f"{step} is not possible from {state.value}")


@dataclass(frozen=True, slots=True)
class Step:
    """From any of `sources` to `target`, by `actor`."""

    name: str
    label: Promise
    sources: frozenset[str]
    target: str
    actor: Actor


CALL, OWN = OpportunityState, ExpressionState

CALL_STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("publish", _("Publish"), frozenset({CALL.DRAFT}), CALL.PUBLISHED, Actor.PUBLISHER),
        # A later deadline opens a call again that has closed; nothing was read yet.
        Step(
            "extend",
            _("Set a later deadline"),
            frozenset({CALL.PUBLISHED, CALL.CLOSED}),
            CALL.PUBLISHED,
            Actor.PUBLISHER,
        ),
        Step("close", _("Close"), frozenset({CALL.PUBLISHED}), CALL.CLOSED, Actor.CLOCK),
        Step(
            "assess",
            _("Start reading what came in"),
            frozenset({CALL.CLOSED}),
            CALL.ASSESSING,
            Actor.PUBLISHER,
        ),
        Step(
            "decide",
            _("Tell everybody the outcome"),
            frozenset({CALL.ASSESSING}),
            CALL.DECIDED,
            Actor.PUBLISHER,
        ),
        Step(
            "cancel",
            _("Cancel the call"),
            frozenset({CALL.PUBLISHED, CALL.CLOSED, CALL.ASSESSING}),
            CALL.CANCELLED,
            Actor.PUBLISHER,
        ),
    )
}

EXPRESSION_STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("submit", _("Send it"), frozenset({OWN.DRAFT}), OWN.UNDER_REVIEW, Actor.GROUP),
        Step(
            "take_back",
            _("Take it back to change it"),
            frozenset({OWN.UNDER_REVIEW}),
            OWN.DRAFT,
            Actor.GROUP,
        ),
        Step(
            "withdraw",
            _("Withdraw"),
            frozenset({OWN.DRAFT, OWN.UNDER_REVIEW}),
            OWN.WITHDRAWN,
            Actor.GROUP,
        ),
        Step("resume", _("Take it up again"), frozenset({OWN.WITHDRAWN}), OWN.DRAFT, Actor.GROUP),
        Step("select", _("Choose"), frozenset({OWN.UNDER_REVIEW}), OWN.SUCCESSFUL, Actor.PUBLISHER),
        Step(
            "turn_down",
            _("Do not choose"),
            frozenset({OWN.UNDER_REVIEW}),
            OWN.UNSUCCESSFUL,
            Actor.PUBLISHER,
        ),
        Step(
            "decline",
            _("Decline what was offered"),
            frozenset({OWN.SUCCESSFUL}),
            OWN.DECLINED,
            Actor.GROUP,
        ),
    )
}

# How an outcome that was written down becomes the state that the groups read.
STEP_TO_OUTCOME = {OWN.SUCCESSFUL: "select", OWN.UNSUCCESSFUL: "turn_down"}


def next_call_state(step: str, state: str) -> OpportunityState:
    """Return where `step` leads a call; raise IllegalStepError where it is not possible."""
    if state not in CALL_STEPS[step].sources:
        raise IllegalStepError(step, OpportunityState(state))
    return OpportunityState(CALL_STEPS[step].target)


def next_expression_state(step: str, state: str) -> ExpressionState:
    """Return where `step` leads an expression of interest; raise IllegalStepError as above."""
    if state not in EXPRESSION_STEPS[step].sources:
        raise IllegalStepError(step, ExpressionState(state))
    return ExpressionState(EXPRESSION_STEPS[step].target)
