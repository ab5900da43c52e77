"""A registered organization hosts an informal group: what may be agreed, and how. Pure.

An agreement is a row of *terms*, one after the other. Whoever proposes terms has accepted them;
they take effect when the other side accepts the same text. Other terms (a longer time, another
power) come about in the same way, and until then the old ones hold. Either side may end it at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST = timedelta(days=2 * 366)  # after that, both sides look at it again
HOST_TEXT_LENGTH = 4_000


class Side(models.TextChoices):
    GROUP = "group", _("The group")
    HOST = "host", _("The host")
    IOM = "iom", _("IOM")


class Power(models.TextChoices):
    """What a host may do for the group; whatever is not here, it may not."""

    EDIT_FACTS = "edit_facts", _("Keep the facts of the listing right: its people and its work")
    INTRODUCTIONS = (
        "introductions",
        _("Answer introductions in the group’s name, and write in those that it accepts"),
    )
    REPORT = "report", _("Report on partnerships in the group’s name")
    HOLD_FUNDS = "hold_funds", _("Receive and keep money for the group, up to a limit")


class State(models.TextChoices):
    """Where an agreement stands. Whether it has effect today, its last day says, not the state."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")
    REVOKED = "revoked", _("Ended early")
    RUN_OUT = "run_out", _("Run out")


LIVING = (State.PROPOSED, State.AGREED)


class Answer(models.TextChoices):
    """What became of terms."""

    WAITING = "", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted by both sides")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")
    REPLACED = "replaced", _("Replaced by other terms")


class IllegalHostStepError(Exception):
    """The agreement's state does not allow this step; `state` says which it is."""

    def __init__(self, step: str, state: str) -> None:
        self.step, self.state = step, State(state)
        super().__init__(f"{step} is not possible where an agreement is {state}")


# Where each step leads, by the state it is taken in.
STEPS: dict[str, dict[State, State]] = {
    "suggest": {State.PROPOSED: State.PROPOSED, State.AGREED: State.AGREED},
    "accept": {State.PROPOSED: State.AGREED, State.AGREED: State.AGREED},
    "decline": {State.PROPOSED: State.DECLINED, State.AGREED: State.AGREED},
    "withdraw": {State.PROPOSED: State.WITHDRAWN, State.AGREED: State.AGREED},
    "revoke": {State.PROPOSED: State.REVOKED, State.AGREED: State.REVOKED},
    "run_out": {State.AGREED: State.RUN_OUT},
}
# How the answer to terms is written down.
ANSWERS = {
    "accept": Answer.ACCEPTED,
    "decline": Answer.DECLINED,
    "withdraw": Answer.WITHDRAWN,
}


def next_state(step: str, state: str) -> State:
    """Return where `step` leads. Raises KeyError for an unknown step, and IllegalHostStepError."""
    target = STEPS[step].get(State(state))
    if target is None:
        raise IllegalHostStepError(step, state)
    return target


def may_answer(answer: str, *, by: str, proposed_by: str) -> bool:
    """Nobody accepts or declines her own words, nor takes back those of others."""
    return (by == proposed_by) is (answer == "withdraw")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed. `ends_on` is the last day with effect (UTC); `hold_up_to` in `currency`."""

    powers: tuple[str, ...]
    ends_on: date
    text: str
    hold_up_to: Decimal | None = None
    currency: str = ""

    @classmethod
    def of(cls, powers: Iterable[str], **values: object) -> "Terms":
        """The powers in one order, so that equal terms are equal."""
        chosen = set(powers)
        return cls(tuple(power for power in Power.values if power in chosen), **values)  # type: ignore[arg-type]


class InvalidTermsError(Exception):
    """The terms cannot be agreed; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def check(terms: Terms, today: date) -> None:
    """Raise InvalidTermsError for terms that no two sides can agree on today."""
    holds = Power.HOLD_FUNDS in terms.powers
    problems = {
        "no_power": not terms.powers,
        "no_text": not terms.text.strip(),
        "past": terms.ends_on <= today,
        "too_long": terms.ends_on > today + LONGEST,
        "no_limit": holds and not (terms.hold_up_to and terms.hold_up_to > 0 and terms.currency),
        "limit_for_nothing": not holds and bool(terms.hold_up_to or terms.currency),
    }
    for code, holds_true in problems.items():
        if holds_true:
            raise InvalidTermsError(code)
