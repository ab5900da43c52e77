"""The life of a partnership: which step leads where, who must act next, and why not yet. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnerships.partnership_enums import FEWEST_PARTIES
from partnerships.partnership_enums import PartnershipState as State

# How long the others have to look back before one party may close alone.
GRACE = timedelta(days=30)


class PartnershipError(Exception):
    """A step that cannot be taken now; nothing was written. Its subclasses say why."""


class NotPossibleError(PartnershipError):
    """The partnership's state does not allow the step."""

    def __init__(self, step: str, state: str) -> None:
        self.step, self.state = step, State(state)
        super().__init__(f"{step} is not possible from {state}")


class ProposalOpenError(PartnershipError):
    """Another text waits for answers already: one at a time."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"version {number} is open")


class NotProposedError(PartnershipError):
    """The text that was meant is not the one proposed now; `number` is, None where none is."""

    def __init__(self, number: int | None) -> None:
        self.number = number
        super().__init__(f"version {number} is proposed")


class NotYoursError(PartnershipError):
    """Whoever proposed a text withdraws it; only others send it back."""


class WaitingForError(PartnershipError):
    """Others must act first: `parties` are their ids, `until` when it is possible without them."""

    def __init__(self, parties: tuple[int, ...], until: date | None = None) -> None:
        self.parties, self.until = parties, until
        super().__init__(f"waiting for {parties}")


class SamePersonError(PartnershipError):
    """This person has agreed for another party: nobody agrees with herself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which state to which. `needs_reason`: the others are owed one."""

    name: str
    label: Promise
    leads: Mapping[State, State]
    needs_reason: bool = False


def _stays(*states: State) -> dict[State, State]:
    return {state: state for state in states}


_TEXTS = _stays(State.ACTIVE, State.SUSPENDED)  # an amendment leaves the state as it is
_TABLE = (
    Step("propose", _("Propose this text"), {State.DRAFTED: State.PROPOSED, **_TEXTS}),
    Step("accept", _("Accept this text"), {**_stays(State.PROPOSED), **_TEXTS}),
    # Taken by itself when the last party has accepted.
    Step("agree", _("All have accepted"), {State.PROPOSED: State.ACTIVE, **_TEXTS}),
    Step("send_back", _("Send it back with a remark"), {State.PROPOSED: State.DRAFTED, **_TEXTS},
         needs_reason=True),
    Step("withdraw", _("Take the text back"), {State.PROPOSED: State.DRAFTED, **_TEXTS}),
    Step("decline", _("Say that it will not come about"),
         {State.DRAFTED: State.NOT_AGREED, State.PROPOSED: State.NOT_AGREED}),
    Step("suspend", _("Suspend the partnership"), {State.ACTIVE: State.SUSPENDED},
         needs_reason=True),
    Step("agree_to_resume", _("Agree to go on"), _stays(State.SUSPENDED)),
    Step("resume", _("All agree to go on"), {State.SUSPENDED: State.ACTIVE}),
    Step("end_early", _("End the partnership early"),
         {State.ACTIVE: State.ENDED_EARLY, State.SUSPENDED: State.ENDED_EARLY}, needs_reason=True),
    Step("leave", _("Leave the partnership"),
         {State.ACTIVE: State.SUSPENDED, State.SUSPENDED: State.SUSPENDED}, needs_reason=True),
    Step("ask_to_close", _("Begin to close"), _stays(State.ACTIVE)),
    Step("put_off", _("Say that it is not finished"), _stays(State.ACTIVE), needs_reason=True),
    Step("reflect", _("Look back"), _stays(State.ACTIVE, State.COMPLETED, State.ENDED_EARLY)),
    Step("complete", _("Complete the partnership"), {State.ACTIVE: State.COMPLETED}),
    Step("publish", _("Publish a summary"),
         _stays(State.ACTIVE, State.SUSPENDED, State.COMPLETED, State.ENDED_EARLY)),
)  # fmt: skip
STEPS: Mapping[str, Step] = MappingProxyType({step.name: step for step in _TABLE})
# Who is only invited answers the text; the work itself is in the hands of those who have joined.
_STEERING = frozenset(
    {
        "suspend",
        "agree_to_resume",
        "end_early",
        "ask_to_close",
        "put_off",
        "reflect",
        "complete",
        "publish",
    }
)


class Act(StrEnum):
    """What a party is waited for to do."""

    WRITE = "write"  # finish the text and propose it
    ACCEPT = "accept"
    RESUME = "resume"
    REFLECT = "reflect"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that is waited for, and the parties who must do it, in their order."""

    act: Act
    parties: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules need to know of a partnership.

    `asked` are the parties, by id, whom a text must have: all that were told. The sets are of
    those who have accepted the proposed text, agreed to go on, or looked back.
    """

    state: State
    asked: tuple[int, ...]
    writers: tuple[int, ...] = ()
    version: int | None = None
    proposer: int | None = None
    accepted: frozenset[int] = field(default_factory=frozenset)
    resuming: frozenset[int] = field(default_factory=frozenset)
    joined: tuple[int, ...] = ()
    closing_due: date | None = None
    reflected: frozenset[int] = field(default_factory=frozenset)
    # A party has left: it goes on with a text that those who stay have accepted, and not before.
    needs_new_text: bool = False

    @property
    def to_accept(self) -> tuple[int, ...]:
        return tuple(party for party in self.asked if party not in self.accepted)

    @property
    def to_resume(self) -> tuple[int, ...]:
        return tuple(party for party in self.joined if party not in self.resuming)

    @property
    def to_reflect(self) -> tuple[int, ...]:
        return tuple(party for party in self.joined if party not in self.reflected)


def next_state(step: str, state: str) -> State:
    """Where a step leads; raise KeyError for an unknown one, NotPossibleError for a wrong one."""
    leads = STEPS[step].leads
    if State(state) not in leads:
        raise NotPossibleError(step, state)
    return leads[State(state)]


def waiting(now: Situation, today: date) -> list[Waiting]:
    """What is waited for, the most pressing first; empty when nobody needs to decide anything."""
    found = []
    if now.state == State.DRAFTED:
        found.append(Waiting(Act.WRITE, now.writers))
    if now.version is not None:
        found.append(Waiting(Act.ACCEPT, now.to_accept))
    if now.state == State.SUSPENDED:
        if not now.needs_new_text:
            found.append(Waiting(Act.RESUME, now.to_resume))
        elif now.version is None:
            found.append(Waiting(Act.WRITE, now.joined))
    if now.state == State.ACTIVE and now.closing_due:
        if now.to_reflect:
            found.append(Waiting(Act.REFLECT, now.to_reflect))
        if today >= now.closing_due:
            found.append(Waiting(Act.COMPLETE, now.joined))
    return found


def guard(step: str, now: Situation, party: int, today: date) -> State:
    """Where the step leads for this party; raise the PartnershipError that says why not."""
    if step == "propose" and now.version is not None:
        raise ProposalOpenError(now.version)
    target = next_state(step, now.state)
    steers = step in _STEERING or (step == "propose" and now.state in _TEXTS)
    if steers and party not in now.joined:
        raise NotPossibleError(step, now.state)
    if step == "decline" and len(now.asked) < 2:
        # Nobody else was asked yet: there is nothing to decline, only a draft to throw away.
        raise NotPossibleError(step, now.state)
    if step in ("accept", "send_back", "withdraw", "agree") and now.version is None:
        raise NotProposedError(None)
    if step == "send_back" and party == now.proposer:
        raise NotYoursError
    if step == "withdraw" and party != now.proposer:
        raise NotYoursError
    if step == "agree" and now.to_accept:
        raise WaitingForError(now.to_accept)
    if step in ("agree_to_resume", "resume") and now.needs_new_text:
        raise NotPossibleError(step, now.state)
    # Of two, one that leaves ends the work.
    if step == "leave" and (party not in now.joined or len(now.joined) <= FEWEST_PARTIES):
        raise NotPossibleError(step, now.state)
    if step == "resume" and now.to_resume:
        raise WaitingForError(now.to_resume)
    if step in ("put_off", "complete") and now.closing_due is None:
        raise NotPossibleError(step, now.state)
    if step == "reflect" and now.state == State.ACTIVE and now.closing_due is None:
        raise NotPossibleError(step, now.state)
    if step == "complete" and now.to_reflect and now.closing_due and today < now.closing_due:
        raise WaitingForError(now.to_reflect, now.closing_due)
    return target


def possible(now: Situation, party: int, today: date) -> list[str]:
    """The names of the steps that this party could take now."""
    found = []
    for step in STEPS:
        try:
            guard(step, now, party, today)
        except PartnershipError:
            continue
        found.append(step)
    return found
