"""The life of an introduction, as a table: who may take it from where to where. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from partnerships.enums import IntroductionState, Side

# How long whoever is asked has to answer.
ANSWER_WITHIN = timedelta(days=30)


class IllegalStepError(Exception):
    """The state does not allow this step; `step` and `state` say which."""

    def __init__(self, step: str, state: str) -> None:
        self.step, self.state = step, IntroductionState(state)
        super().__init__(f"{step} is not possible from {state}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `by` is the side that takes it; None: the calendar does."""

    name: str
    source: IntroductionState
    target: IntroductionState
    by: Side | None


STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("accept", IntroductionState.ASKED, IntroductionState.ACCEPTED, Side.ASKED),
        Step("decline", IntroductionState.ASKED, IntroductionState.DECLINED, Side.ASKED),
        Step("withdraw", IntroductionState.ASKED, IntroductionState.WITHDRAWN, Side.ASKER),
        Step("expire", IntroductionState.ASKED, IntroductionState.EXPIRED, None),
    )
}

# While an introduction is in one of these, the two need no second one.
OPEN = (IntroductionState.ASKED, IntroductionState.ACCEPTED)


def state_at(state: str, expires_at: datetime, now: datetime) -> IntroductionState:
    """Return where an introduction stands: what nobody answered in time is over by itself."""
    if state == IntroductionState.ASKED and expires_at <= now:
        return IntroductionState.EXPIRED
    return IntroductionState(state)


def next_state(step: str, state: str) -> IntroductionState:
    """Return where `step` leads from `state`.

    Raises KeyError for an unknown step and IllegalStepError for one that the table does not allow.
    """
    wanted = STEPS[step]
    if state != wanted.source:
        raise IllegalStepError(step, state)
    return wanted.target


def possible(state: str, side: Side) -> list[str]:
    """Return the steps that this side may take now."""
    return [step.name for step in STEPS.values() if step.by == side and step.source == state]
