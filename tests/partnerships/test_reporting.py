"""When reports are due, and the steps of one."""

from datetime import date

import pytest

from partnerships.reporting import (
    STEPS,
    Period,
    ReportStepError,
    is_open,
    months_later,
    next_state,
    periods,
    standing,
)
from partnerships.result_enums import ReportState, Standing


def test_quarters_of_a_year() -> None:
    assert periods(date(2026, 1, 1), date(2026, 12, 31), 3) == [
        Period(date(2026, 1, 1), date(2026, 3, 31)),
        Period(date(2026, 4, 1), date(2026, 6, 30)),
        Period(date(2026, 7, 1), date(2026, 9, 30)),
        Period(date(2026, 10, 1), date(2026, 12, 31)),
    ]


def test_once_at_the_end() -> None:
    assert periods(date(2026, 3, 5), date(2026, 9, 4), 0) == [
        Period(date(2026, 3, 5), date(2026, 9, 4))
    ]


def test_a_short_rest_belongs_to_the_period_before_it() -> None:
    start = date(2026, 1, 15)
    assert periods(start, date(2026, 5, 11), 3) == [
        Period(start, date(2026, 5, 11)),
    ]
    # One day more makes it four weeks.
    assert periods(start, date(2026, 5, 12), 3) == [
        Period(start, date(2026, 4, 14)),
        Period(date(2026, 4, 15), date(2026, 5, 12)),
    ]
    assert periods(start, date(2026, 1, 20), 3) == [Period(start, date(2026, 1, 20))]


def test_the_end_of_a_month_is_kept() -> None:
    assert months_later(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert periods(date(2026, 1, 31), date(2026, 4, 29), 1) == [
        Period(date(2026, 1, 31), date(2026, 2, 27)),
        Period(date(2026, 2, 28), date(2026, 3, 30)),
        Period(date(2026, 3, 31), date(2026, 4, 29)),
    ]


def test_a_report_is_due_thirty_days_after_its_period() -> None:
    period = Period(date(2026, 1, 1), date(2026, 3, 31))
    assert period.due_on == date(2026, 4, 30)
    for today, word in (
        (date(2026, 3, 31), Standing.AHEAD),
        (date(2026, 4, 1), Standing.DUE),
        (date(2026, 4, 30), Standing.DUE),
        (date(2026, 5, 1), Standing.OVERDUE),
    ):
        assert stands(ReportState.OPEN, None, today) == word
    late = date(2026, 5, 2)
    assert stands(ReportState.SUBMITTED, date(2026, 4, 30), late) == Standing.IN_TIME
    assert stands(ReportState.ACCEPTED, late, late) == Standing.LATE
    # Sent back, it is waited for again.
    assert stands(ReportState.SENT_BACK, date(2026, 4, 2), late) == Standing.OVERDUE


def stands(state: str, submitted_on: date | None, today: date) -> Standing:
    """The standing of a report on the first quarter."""
    return standing(
        state,
        ends_on=date(2026, 3, 31),
        due_on=date(2026, 4, 30),
        submitted_on=submitted_on,
        today=today,
    )


@pytest.mark.parametrize(
    ("state", "open_steps"),
    [
        (ReportState.OPEN, {"submit"}),
        (ReportState.SUBMITTED, {"take_back", "send_back", "accept"}),
        (ReportState.SENT_BACK, {"submit"}),
        (ReportState.ACCEPTED, set()),
    ],
)
def test_which_steps_are_open(state: ReportState, open_steps: set[str]) -> None:
    assert {step for step in STEPS if is_open(step, state)} == open_steps
    for step in set(STEPS) - open_steps:
        with pytest.raises(ReportStepError) as error:
            next_state(step, state)
        assert (error.value.step, error.value.state) == (step, state)


def test_an_unknown_step_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        next_state("burn", ReportState.OPEN)
