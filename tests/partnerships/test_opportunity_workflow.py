"""The two tables of steps: what is allowed, and that nothing else is."""

import pytest

from partnerships.opportunity_enums import ExpressionState, OpportunityState
from partnerships.opportunity_workflow import (
    CALL_STEPS,
    EXPRESSION_STEPS,
    IllegalStepError,
    next_call_state,
    next_expression_state,
)

CALL = {
    ("publish", "draft"): "published",
    ("extend", "published"): "published",
    ("extend", "closed"): "published",
    ("close", "published"): "closed",
    ("assess", "closed"): "assessing",
    ("decide", "assessing"): "decided",
    ("cancel", "published"): "cancelled",
    ("cancel", "closed"): "cancelled",
    ("cancel", "assessing"): "cancelled",
}
EXPRESSION = {
    ("submit", "draft"): "under_review",
    ("take_back", "under_review"): "draft",
    ("withdraw", "draft"): "withdrawn",
    ("withdraw", "under_review"): "withdrawn",
    ("resume", "withdrawn"): "draft",
    ("select", "under_review"): "successful",
    ("turn_down", "under_review"): "unsuccessful",
    ("decline", "successful"): "declined",
}


@pytest.mark.parametrize("state", OpportunityState)
@pytest.mark.parametrize("step", CALL_STEPS)
def test_every_step_of_a_call(step: str, state: OpportunityState) -> None:
    if (step, state) in CALL:
        assert next_call_state(step, state) == CALL[step, state]
    else:
        with pytest.raises(IllegalStepError) as error:
            next_call_state(step, state)
        assert (error.value.step, error.value.state) == (step, state)


@pytest.mark.parametrize("state", ExpressionState)
@pytest.mark.parametrize("step", EXPRESSION_STEPS)
def test_every_step_of_an_expression_of_interest(step: str, state: ExpressionState) -> None:
    if (step, state) in EXPRESSION:
        assert next_expression_state(step, state) == EXPRESSION[step, state]
    else:
        with pytest.raises(IllegalStepError):
            next_expression_state(step, state)
