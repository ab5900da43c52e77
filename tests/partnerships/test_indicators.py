"""Indicators as the agreed text keeps them."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from partnerships.indicators import (
    AgreedIndicator,
    AgreedMilestone,
    Target,
    indicator_of,
    milestone_of,
    replaced,
    without,
)
from partnerships.kpis import Reading, TermsError

START, END = date(2026, 1, 1), date(2026, 12, 31)
TAUGHT = AgreedIndicator(
    key="a",
    title="Girls taught",
    description="Who came to five lessons or more",
    result_type="1",
    measure="1",
    is_ascending=True,
    baseline_year=2025,
    baseline_value=Decimal("0.0"),
    baseline_comment="",
    verification="Attendance lists",
    splits=("generation", "gender"),
    targets=(Target(date(2026, 6, 30), Decimal(20)), Target(END, Decimal("42.50"), "If funded")),
)


def test_what_is_stored_is_plain_and_comes_back() -> None:
    stored = json.loads(json.dumps(TAUGHT.to_json()))
    assert stored["targets"] == [
        {"on": "2026-06-30", "value": "20", "comment": ""},
        {"on": "2026-12-31", "value": "42.5", "comment": "If funded"},
    ]
    assert (stored["baseline_value"], stored["splits"]) == ("0", ["generation", "gender"])
    assert indicator_of(stored) == TAUGHT
    words = replace(TAUGHT, measure="5", baseline_value=None, targets=(Target(END, None, "Trust"),))
    assert indicator_of(words.to_json()) == words


def test_terms_hold_the_values() -> None:
    terms = TAUGHT.terms(START)
    assert terms.baseline == 0
    assert terms.aim == Reading(END, Decimal("42.5"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"targets": ()}, "no_target"),
        ({"targets": (Target(date(2027, 1, 1), Decimal(1)),)}, "outside"),
        ({"targets": (Target(START, Decimal(1)),)}, "outside"),
        ({"targets": (Target(END, None, "many"),)}, "no_value"),
        ({"baseline_value": Decimal(50)}, "wrong_way"),
    ],
)
def test_contradictions_are_named(change: dict[str, Any], code: str) -> None:
    TAUGHT.check(START, END)
    with pytest.raises(TermsError) as error:
        replace(TAUGHT, **change).check(START, END)
    assert error.value.code == code


def test_words_need_no_values() -> None:
    replace(TAUGHT, measure="5", targets=(Target(END, None, "Trust"),)).check(START, END)


def test_one_of_several_is_changed_added_or_taken_out() -> None:
    one, two = {"key": "a", "title": "x"}, {"key": "b", "title": "y"}
    assert replaced((one, two), {"key": "a", "title": "z"}) == ({"key": "a", "title": "z"}, two)
    assert replaced((one,), two) == (one, two)
    assert without((one, two), "a") == (two,)
    assert without((one,), "c") == (one,)


def test_milestones_come_back_too() -> None:
    opening = AgreedMilestone("m", "The school opens", date(2026, 9, 1))
    assert milestone_of(json.loads(json.dumps(opening.to_json()))) == opening
