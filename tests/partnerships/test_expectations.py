"""Whether all sides see their common work alike."""

from datetime import date

from partnerships.expectations import QUESTIONS, TIME_TO_ANSWER, gaps, state
from partnerships.result_enums import CheckState

OPENS = date(2026, 3, 1)


def test_nothing_is_shown_before_all_have_answered_or_the_time_is_over() -> None:
    for answered, today, word in (
        ([], date(2026, 2, 28), CheckState.AHEAD),
        ([], OPENS, CheckState.ASKING),
        ([1], date(2026, 3, 15), CheckState.ASKING),
        ([1, 2], OPENS, CheckState.OPEN),
        ([1], date(2026, 3, 16), CheckState.OPEN),
        ([], date(2026, 3, 16), CheckState.OPEN),
    ):
        found = state(
            opens_on=OPENS,
            closes_on=OPENS + TIME_TO_ANSWER,
            parties=[1, 2],
            answered=answered,
            today=today,
        )
        assert found == word


def test_the_widest_gap_comes_first() -> None:
    one = dict.fromkeys(QUESTIONS, 4)
    found = gaps({1: one, 2: one | {"voice": 1, "roles": 3}, 3: one | {"again": 2}})
    assert [(gap.question, gap.width, gap.is_wide) for gap in found] == [
        ("voice", 3, True),
        ("again", 2, True),
        ("roles", 1, False),
        ("promises", 0, False),
        ("effort", 0, False),
    ]
    assert found[0].answers == {1: 4, 2: 1, 3: 4}


def test_agreeing_that_it_goes_badly_is_no_gap_but_is_told() -> None:
    found = {gap.question: gap for gap in gaps({1: {"roles": 2}, 2: {"roles": 1}})}
    assert (found["roles"].is_wide, found["roles"].is_low) == (False, True)
    # Nobody answered the others.
    assert (found["voice"].width, found["voice"].is_low) == (0, False)


def test_one_answer_alone_is_no_gap() -> None:
    assert {gap.width for gap in gaps({1: dict.fromkeys(QUESTIONS, 1)})} == {0}
