"""Which step leads where, for whom, and who is waited for."""

from dataclasses import replace
from datetime import date

import pytest

from partnerships.partnership_enums import PartnershipState as State
from partnerships.partnership_workflow import (
    Act,
    NotPossibleError,
    NotProposedError,
    NotYoursError,
    ProposalOpenError,
    Situation,
    Waiting,
    WaitingForError,
    guard,
    next_state,
    possible,
    waiting,
)

TODAY = date(2026, 5, 1)
ONE, TWO = 1, 2
DRAFTED = Situation(State.DRAFTED, (ONE, TWO), writers=(ONE,))
PROPOSED = Situation(State.PROPOSED, (ONE, TWO), version=1, proposer=ONE, accepted=frozenset({ONE}))
ACTIVE = Situation(State.ACTIVE, (ONE, TWO), joined=(ONE, TWO))
CHANGING = replace(ACTIVE, version=2, proposer=ONE, accepted=frozenset({ONE}))
SUSPENDED = replace(ACTIVE, state=State.SUSPENDED)
CLOSING = replace(ACTIVE, closing_due=date(2026, 5, 2))


@pytest.mark.parametrize(
    ("situation", "steps"),
    [
        (DRAFTED, ["propose", "decline"]),
        (PROPOSED, ["accept", "send_back", "decline"]),
        (ACTIVE, ["propose", "suspend", "end_early", "ask_to_close", "publish"]),
        (
            CHANGING,
            ["accept", "send_back", "suspend", "end_early", "ask_to_close", "publish"],
        ),
        (SUSPENDED, ["propose", "agree_to_resume", "end_early", "publish"]),
        (
            CLOSING,
            ["propose", "suspend", "end_early", "ask_to_close", "put_off", "reflect", "publish"],
        ),
        (replace(ACTIVE, state=State.COMPLETED), ["reflect", "publish"]),
        (replace(ACTIVE, state=State.ENDED_EARLY), ["reflect", "publish"]),
        (replace(DRAFTED, state=State.NOT_AGREED), []),
    ],
)
def test_what_the_other_party_can_do(situation: Situation, steps: list[str]) -> None:
    assert possible(situation, TWO, TODAY) == steps


INVITED = replace(CHANGING, asked=(ONE, TWO, 3))


@pytest.mark.parametrize(
    ("situation", "party", "steps"),
    [
        # Who is only invited answers the text, and steers nothing.
        (INVITED, 3, ["accept", "send_back"]),
        (replace(INVITED, state=State.SUSPENDED), 3, ["accept", "send_back"]),
        (replace(CLOSING, asked=(ONE, TWO, 3)), 3, []),
        # Nobody was asked yet: there is nothing to decline.
        (replace(DRAFTED, asked=(ONE,)), ONE, ["propose"]),
    ],
)
def test_only_what_would_not_be_refused_is_offered(
    situation: Situation, party: int, steps: list[str]
) -> None:
    assert possible(situation, party, TODAY) == steps


def test_where_the_main_road_leads() -> None:
    assert next_state("propose", State.DRAFTED) == State.PROPOSED
    assert next_state("agree", State.PROPOSED) == State.ACTIVE
    assert next_state("suspend", State.ACTIVE) == State.SUSPENDED
    assert next_state("resume", State.SUSPENDED) == State.ACTIVE
    assert next_state("complete", State.ACTIVE) == State.COMPLETED
    for state in (State.ACTIVE, State.SUSPENDED):
        assert next_state("end_early", state) == State.ENDED_EARLY
        # A change of the text leaves the state as it is.
        for step in ("propose", "accept", "agree", "send_back", "withdraw"):
            assert next_state(step, state) == state
    for step in ("send_back", "withdraw"):
        assert next_state(step, State.PROPOSED) == State.DRAFTED


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("agree", State.DRAFTED),
        ("accept", State.DRAFTED),
        ("complete", State.PROPOSED),
        ("suspend", State.PROPOSED),
        ("complete", State.SUSPENDED),
        ("propose", State.COMPLETED),
        ("suspend", State.SUSPENDED),
        ("end_early", State.COMPLETED),
        ("decline", State.ACTIVE),
    ],
)
def test_no_step_is_skipped(step: str, state: State) -> None:
    with pytest.raises(NotPossibleError) as caught:
        next_state(step, state)
    assert (caught.value.step, caught.value.state) == (step, state)
    with pytest.raises(KeyError):
        next_state("fly", state)


def test_one_text_at_a_time() -> None:
    with pytest.raises(ProposalOpenError) as caught:
        guard("propose", CHANGING, TWO, TODAY)
    assert caught.value.number == 2
    with pytest.raises(NotProposedError):
        guard("accept", ACTIVE, TWO, TODAY)


def test_only_others_send_back_what_only_its_party_withdraws() -> None:
    assert guard("withdraw", PROPOSED, ONE, TODAY) == State.DRAFTED
    assert guard("send_back", PROPOSED, TWO, TODAY) == State.DRAFTED
    for step, party in (("send_back", ONE), ("withdraw", TWO)):
        with pytest.raises(NotYoursError):
            guard(step, PROPOSED, party, TODAY)


def test_nothing_holds_before_all_have_accepted() -> None:
    with pytest.raises(WaitingForError) as caught:
        guard("agree", PROPOSED, ONE, TODAY)
    assert caught.value.parties == (TWO,)
    assert guard("agree", replace(PROPOSED, accepted=frozenset({1, 2})), ONE, TODAY) == State.ACTIVE
    with pytest.raises(WaitingForError):
        guard("resume", replace(SUSPENDED, resuming=frozenset({ONE})), ONE, TODAY)


def test_completing_waits_for_all_or_for_the_day() -> None:
    half = replace(CLOSING, reflected=frozenset({ONE}))
    with pytest.raises(WaitingForError) as caught:
        guard("complete", half, ONE, TODAY)
    assert (caught.value.parties, caught.value.until) == ((TWO,), date(2026, 5, 2))
    assert guard("complete", half, ONE, date(2026, 5, 2)) == State.COMPLETED
    full = replace(CLOSING, reflected=frozenset({ONE, TWO}))
    assert guard("complete", full, ONE, TODAY) == State.COMPLETED
    # Nobody completes what nobody has asked to close.
    with pytest.raises(NotPossibleError):
        guard("complete", replace(ACTIVE, reflected=frozenset({ONE, TWO})), ONE, TODAY)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (DRAFTED, [Waiting(Act.WRITE, (ONE,))]),
        (PROPOSED, [Waiting(Act.ACCEPT, (TWO,))]),
        (ACTIVE, []),
        (CHANGING, [Waiting(Act.ACCEPT, (TWO,))]),
        (replace(SUSPENDED, resuming=frozenset({TWO})), [Waiting(Act.RESUME, (ONE,))]),
        (replace(CLOSING, reflected=frozenset({ONE})), [Waiting(Act.REFLECT, (TWO,))]),
        (
            replace(CLOSING, reflected=frozenset({ONE}), closing_due=TODAY),
            [Waiting(Act.REFLECT, (TWO,)), Waiting(Act.COMPLETE, (ONE, TWO))],
        ),
        (replace(ACTIVE, state=State.COMPLETED), []),
    ],
)
def test_who_is_waited_for(situation: Situation, expected: list[Waiting]) -> None:
    assert waiting(situation, TODAY) == expected
