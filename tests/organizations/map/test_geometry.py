"""Sizes and curves, exactly."""

import pytest

from organizations.map.geometry import (
    LARGEST,
    NARROWEST,
    REACH,
    SMALLEST,
    WIDEST,
    arc,
    legend_counts,
    radius,
    reaches,
    smallest_count,
    width,
)


def test_area_is_in_proportion_to_the_count() -> None:
    assert radius(100, 100) == LARGEST
    assert radius(25, 100) == LARGEST / 2
    assert (radius(80, 100) / radius(20, 100)) ** 2 == pytest.approx(4)


def test_few_groups_make_no_large_dot_and_one_group_can_be_seen() -> None:
    assert radius(5, 5) == LARGEST / 2
    assert radius(1, 100_000) == SMALLEST


@pytest.mark.parametrize("most", [1, 20, 99, 450, 20_000])
def test_the_smallest_size_stands_for_up_to(most: int) -> None:
    count = smallest_count(most)
    assert radius(count + 1, most) > SMALLEST
    assert count == 1 or radius(count, most) == SMALLEST


@pytest.mark.parametrize(
    ("most", "counts"),
    [
        (1, [1]),
        (2, [2, 1]),
        (7, [5, 1]),
        (13, [10, 2, 1]),
        (26, [20, 5, 1]),
        (450, [200, 50, 10]),
        (20_000, [20_000, 5_000, 1_000]),
    ],
)
def test_the_legend_shows_round_counts(most: int, counts: list[int]) -> None:
    assert legend_counts(most) == counts


def test_width_is_in_proportion_to_the_count_and_never_nothing() -> None:
    assert width(10, 10) == WIDEST
    assert width(5, 10) == WIDEST / 2
    assert width(1, 1000) == NARROWEST


def test_a_touch_belongs_to_the_nearer_dot() -> None:
    assert reaches([(0, 0)], [3]) == [REACH]
    assert reaches([(0, 0), (10, 0), (200, 0)], [3, 3, 24]) == [5, 5, 24]


@pytest.mark.parametrize(
    ("start", "end", "path"),
    [
        ((0, 100), (100, 100), "M0 100Q50 78 100 100"),
        ((100, 100), (0, 100), "M100 100Q50 78 0 100"),
        ((0, 0), (0, 100), "M0 0Q22 50 0 100"),
    ],
)
def test_arcs_bend_to_the_north(
    start: tuple[float, float], end: tuple[float, float], path: str
) -> None:
    assert arc(start, end) == path
