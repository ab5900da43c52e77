"""The table of an introduction's life, every cell of it."""

from datetime import UTC, datetime, timedelta

import pytest

from partnerships.enums import IntroductionState, Side
from partnerships.introduction_workflow import (
    STEPS,
    IllegalStepError,
    next_state,
    possible,
    state_at,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "target"),
    [
        ("accept", IntroductionState.ACCEPTED),
        ("decline", IntroductionState.DECLINED),
        ("withdraw", IntroductionState.WITHDRAWN),
        ("expire", IntroductionState.EXPIRED),
    ],
)
def test_every_step_leads_out_of_asked_only(step: str, target: IntroductionState) -> None:
    assert next_state(step, IntroductionState.ASKED) == target
    for state in IntroductionState:
        if state != IntroductionState.ASKED:
            with pytest.raises(IllegalStepError) as caught:
                next_state(step, state)
            assert (caught.value.step, caught.value.state) == (step, state)


def test_an_unknown_step_is_no_step() -> None:
    assert set(STEPS) == {"accept", "decline", "withdraw", "expire"}
    with pytest.raises(KeyError):
        next_state("approve", IntroductionState.ASKED)


def test_each_side_has_its_own_steps() -> None:
    assert possible(IntroductionState.ASKED, Side.ASKED) == ["accept", "decline"]
    assert possible(IntroductionState.ASKED, Side.ASKER) == ["withdraw"]
    assert possible(IntroductionState.ACCEPTED, Side.ASKER) == []


def test_what_nobody_answered_in_time_is_over_by_itself() -> None:
    state = IntroductionState.ASKED
    assert state_at(state, NOW + timedelta(seconds=1), NOW) == IntroductionState.ASKED
    assert state_at(state, NOW, NOW) == IntroductionState.EXPIRED
    assert state_at(IntroductionState.ACCEPTED, NOW, NOW) == IntroductionState.ACCEPTED
