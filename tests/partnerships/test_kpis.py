"""How an indicator stands against what was agreed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from partnerships.kpis import (
    Part,
    PartsError,
    Reading,
    Terms,
    TermsError,
    check_parts,
    check_terms,
    expected,
    milestone_state,
    not_known,
    progress,
    share_of_aim,
    tally,
)
from partnerships.result_enums import Measure, MilestoneState, Progress

START, MID, END = date(2026, 1, 1), date(2026, 7, 1), date(2027, 1, 1)


def terms(*values: str, baseline: str | None = "0", **fields: Any) -> Terms:
    """Terms with these targets at the middle and the end, or at the end alone."""
    days = (MID, END) if len(values) == 2 else (END,)
    given = {"measure": Measure.UNIT, "is_ascending": True, "starts_on": START} | fields
    return Terms(
        baseline=None if baseline is None else Decimal(baseline),
        targets=tuple(Reading(on, Decimal(v)) for on, v in zip(days, values, strict=True)),
        **given,
    )


def at(on: date, value: str) -> Reading:
    return Reading(on, Decimal(value))


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("0", Progress.NO_PROGRESS),
        ("1", Progress.CONSTRAINED),
        ("44", Progress.CONSTRAINED),
        ("45", Progress.ON_TRACK),
        ("50", Progress.ON_TRACK),
        ("99", Progress.ON_TRACK),
        ("100", Progress.MET),
        ("130", Progress.MET),
    ],
)
def test_rising_indicator_at_half_time(value: str, word: str) -> None:
    assert progress(terms("50", "100"), at(MID, value)) == word


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("45", Progress.NO_PROGRESS),
        ("40", Progress.NO_PROGRESS),
        ("35", Progress.CONSTRAINED),
        ("31", Progress.ON_TRACK),
        ("30", Progress.ON_TRACK),
        ("20", Progress.MET),
    ],
)
def test_falling_indicator_is_better_the_lower_it_is(value: str, word: str) -> None:
    fewer = terms("30", "20", baseline="40", is_ascending=False)
    assert progress(fewer, at(MID, value)) == word


@pytest.mark.parametrize(
    ("on", "value", "word"),
    [
        (MID, "0", Progress.ON_TRACK),
        (END, "0", Progress.MET),
        (MID, "1", Progress.NO_PROGRESS),
        (END, "1", Progress.NO_PROGRESS),
    ],
)
def test_what_is_to_be_held_is_met_at_the_end_only(on: date, value: str, word: str) -> None:
    assert progress(terms("0", "0", is_ascending=False), at(on, value)) == word


def test_without_a_baseline_nobody_says_that_there_was_no_way() -> None:
    unknown = terms("50", "100", baseline=None)
    assert progress(unknown, at(MID, "49")) == Progress.CONSTRAINED
    assert progress(unknown, at(MID, "50")) == Progress.ON_TRACK
    assert progress(unknown, at(END, "100")) == Progress.MET
    assert share_of_aim(unknown, at(MID, "50")) is None


@pytest.mark.parametrize("measure", [Measure.NOMINAL, Measure.QUALITATIVE])
def test_what_has_no_order_is_not_judged_by_figures(measure: str) -> None:
    words = terms("3", measure=measure)
    assert progress(words, at(END, "3")) == Progress.UNKNOWN
    assert share_of_aim(words, at(END, "3")) is None


def test_before_anything_is_known() -> None:
    assert progress(terms("10"), None) == Progress.UNKNOWN
    assert share_of_aim(terms("10"), None) is None


def test_the_way_between_targets_is_a_straight_line() -> None:
    agreed = terms("50", "100")
    assert expected(agreed, date(2025, 1, 1)) == 0
    assert expected(agreed, START) == 0
    assert expected(agreed, MID) == 50
    assert expected(agreed, END) == 100
    assert expected(agreed, date(2030, 1, 1)) == 100
    # 92 of the 184 days from July to the end of the year.
    assert expected(agreed, date(2026, 10, 1)) == 75
    assert expected(terms("50", "100", baseline=None), START) == 50


@pytest.mark.parametrize(
    ("value", "share"), [("0", 0.0), ("25", 0.25), ("100", 1.0), ("150", 1.0), ("-5", 0.0)]
)
def test_share_of_the_way(value: str, share: float) -> None:
    assert share_of_aim(terms("100"), at(MID, value)) == share


def test_share_of_a_falling_way() -> None:
    assert share_of_aim(terms("20", baseline="40", is_ascending=False), at(MID, "25")) == 0.75
    held = terms("5", baseline="5", is_ascending=False)
    assert share_of_aim(held, at(MID, "6")) == 0.0


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"targets": ()}, "no_target"),
        ({"targets": (at(END, "1"), at(MID, "2"))}, "target_order"),
        ({"targets": (at(START, "1"),)}, "target_order"),
        ({"targets": (at(END, "-1"),)}, "out_of_range"),
        ({"targets": (at(END, "101"),), "measure": Measure.PERCENTAGE}, "out_of_range"),
        ({"baseline": Decimal(-1)}, "out_of_range"),
        ({"baseline": Decimal(200)}, "wrong_way"),
        ({"baseline": Decimal(50), "is_ascending": False}, "wrong_way"),
    ],
)
def test_terms_that_contradict_themselves(bad: dict[str, Any], code: str) -> None:
    good = {
        "measure": Measure.UNIT,
        "is_ascending": True,
        "starts_on": START,
        "baseline": Decimal(0),
        "targets": (at(END, "100"),),
    }
    check_terms(Terms(**good))  # type: ignore[arg-type]
    with pytest.raises(TermsError) as error:
        check_terms(Terms(**(good | bad)))  # type: ignore[arg-type]
    assert error.value.code == code


def part(dimension: str, category: str, value: int) -> Part:
    return Part(dimension, category, Decimal(value))


def test_parts_may_be_fewer_than_the_whole_never_more() -> None:
    split = [part("gender", "female", 6), part("gender", "male", 3), part("generation", "first", 9)]
    check_parts(Decimal(10), split)
    assert not_known(Decimal(10), split) == {"gender": 1, "generation": 1}
    with pytest.raises(PartsError) as error:
        check_parts(Decimal(8), split)
    assert error.value.dimension == "gender"
    with pytest.raises(PartsError):
        check_parts(Decimal(8), [part("gender", "female", -1)])


def test_where_a_milestone_stands() -> None:
    today = date(2026, 5, 1)
    assert milestone_state(date(2026, 4, 30), None, today) == MilestoneState.LATE
    assert milestone_state(date(2026, 4, 30), today, today) == MilestoneState.REACHED
    assert milestone_state(today, None, today) == MilestoneState.SOON
    assert milestone_state(date(2026, 5, 15), None, today) == MilestoneState.SOON
    assert milestone_state(date(2026, 5, 16), None, today) == MilestoneState.AHEAD


def test_the_tally_begins_with_the_best() -> None:
    words = [Progress.UNKNOWN, Progress.ON_TRACK, Progress.MET, Progress.ON_TRACK]
    assert list(tally(words).items()) == [
        (Progress.MET, 1),
        (Progress.ON_TRACK, 2),
        (Progress.UNKNOWN, 1),
    ]
