"""What can be agreed, and which step leads where."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from partnerships.host_workflow import (
    LONGEST,
    STEPS,
    IllegalHostStepError,
    InvalidTermsError,
    Power,
    State,
    Terms,
    check,
    may_answer,
    next_state,
)

TODAY = date(2026, 3, 1)
GOOD = Terms.of(["edit_facts"], ends_on=date(2026, 12, 31), text="So be it.")


def test_every_pair_of_step_and_state_leads_where_the_table_says_or_nowhere() -> None:
    for step, leads in STEPS.items():
        for state in State:
            if state in leads:
                assert next_state(step, state) == leads[state]
            else:
                with pytest.raises(IllegalHostStepError) as raised:
                    next_state(step, state)
                assert (raised.value.step, raised.value.state) == (step, state)
    with pytest.raises(KeyError):
        next_state("eat", State.PROPOSED)


def test_what_is_over_stays_over() -> None:
    over = set(State) - {State.PROPOSED, State.AGREED}
    assert not [step for step, leads in STEPS.items() if over & set(leads)]


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_nobody_answers_herself(answer: str) -> None:
    assert may_answer(answer, by="host", proposed_by="group")
    assert not may_answer(answer, by="group", proposed_by="group")


def test_only_ones_own_words_are_taken_back() -> None:
    assert may_answer("withdraw", by="host", proposed_by="host")
    assert not may_answer("withdraw", by="group", proposed_by="host")


def test_the_same_powers_in_another_order_are_the_same_terms() -> None:
    one = Terms.of(["report", "edit_facts", "report"], ends_on=TODAY, text="x")
    assert one == Terms.of(["edit_facts", "report"], ends_on=TODAY, text="x")
    assert one.powers == ("edit_facts", "report")


def test_good_terms_pass_to_the_last_day_allowed() -> None:
    check(GOOD, TODAY)
    check(Terms.of(["report"], ends_on=TODAY + timedelta(days=1), text="x"), TODAY)
    check(Terms.of(["report"], ends_on=TODAY + LONGEST, text="x"), TODAY)
    check(
        Terms.of([Power.HOLD_FUNDS], ends_on=GOOD.ends_on, text="x", hold_up_to=Decimal(5),
                 currency="EUR"), TODAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "powers", "values"),
    [
        ("no_power", [], {}),
        ("no_text", ["report"], {"text": " \n"}),
        ("past", ["report"], {"ends_on": TODAY}),
        ("too_long", ["report"], {"ends_on": TODAY + LONGEST + timedelta(days=1)}),
        ("no_limit", ["hold_funds"], {}),
        ("no_limit", ["hold_funds"], {"hold_up_to": Decimal(0), "currency": "EUR"}),
        ("no_limit", ["hold_funds"], {"hold_up_to": Decimal(9)}),
        ("limit_for_nothing", ["report"], {"hold_up_to": Decimal(9), "currency": "EUR"}),
    ],
)
def test_terms_that_nobody_can_agree_on_are_named(
    code: str, powers: list[str], values: dict[str, object]
) -> None:
    given = {"ends_on": GOOD.ends_on, "text": "x"} | values
    with pytest.raises(InvalidTermsError) as raised:
        check(Terms.of(powers, **given), TODAY)
    assert raised.value.code == code
