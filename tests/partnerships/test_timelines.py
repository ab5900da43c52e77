"""An indicator over time, as coordinates."""

from datetime import date
from decimal import Decimal

import pytest

from partnerships.kpis import Reading
from partnerships.timelines import AIR, FOOT, HEIGHT, SIDE, WIDTH, scale, timeline

START = date(2026, 1, 1)


def at(month: int, value: str) -> Reading:
    return Reading(date(2026, month, 1), Decimal(value))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["0", "100"], ["0", "25", "50", "75", "100"]),
        (["3", "7"], ["0", "2", "4", "6", "8"]),
        (["90", "98"], ["90", "92", "94", "96", "98"]),
        (["0", "0"], ["0", "0.25", "0.50", "0.75", "1.00"]),
        (["5", "5"], ["5", "5.25", "5.50", "5.75", "6.00"]),
        (["0", "1300"], ["0", "500", "1000", "1500"]),
        ([], ["0", "0.25", "0.50", "0.75", "1.00"]),
    ],
)
def test_a_scale_of_round_values(values: list[str], expected: list[str]) -> None:
    assert scale([Decimal(v) for v in values]) == [Decimal(v) for v in expected]


def test_lines_start_at_the_baseline_and_time_is_to_scale() -> None:
    drawn = timeline(
        [at(4, "20")], [at(4, "50"), at(12, "100")], starts_on=START, baseline=Decimal(0),
        mirrored=False,
    )  # fmt: skip
    assert [dot.reading.value for dot in drawn.actuals] == [0, 20]
    assert [dot.reading.value for dot in drawn.targets] == [0, 50, 100]
    # April is 90 of the 334 days to December.
    wide = WIDTH - AIR - SIDE
    assert [dot.x for dot in drawn.targets] == [SIDE, round(SIDE + wide * 90 / 334, 1), WIDTH - AIR]
    assert [dot.y for dot in drawn.targets] == [HEIGHT - FOOT, 113.0, AIR]
    assert (drawn.first, drawn.last) == (START, date(2026, 12, 1))


def test_mirrored_time_runs_to_the_left() -> None:
    drawn = timeline([], [at(12, "10")], starts_on=START, baseline=Decimal(0), mirrored=True)
    assert [dot.x for dot in drawn.targets] == [WIDTH - SIDE, AIR]
    assert drawn.actuals == []


def test_an_unknown_baseline_is_not_drawn() -> None:
    drawn = timeline([at(4, "20")], [at(12, "100")], starts_on=START, baseline=None, mirrored=False)
    assert [len(drawn.actuals), len(drawn.targets)] == [1, 1]
    assert drawn.first == START
