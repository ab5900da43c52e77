"""Totals of assessments."""

from decimal import Decimal

import pytest

from partnerships.weighing import mean, weighted_total


@pytest.mark.parametrize(
    ("scores", "weights", "total"),
    [
        ({1: 10, 2: 10}, {1: 60, 2: 40}, "100"),
        ({1: 0, 2: 0}, {1: 60, 2: 40}, "0"),
        ({1: 7, 2: 4}, {1: 60, 2: 40}, "58"),
        ({1: 7, 2: 4}, {1: 55, 2: 45}, "56.5"),
        ({1: 3}, {1: 100}, "30"),
    ],
)
def test_scores_count_by_weight(
    scores: dict[int, int], weights: dict[int, int], total: str
) -> None:
    assert weighted_total(scores, weights) == Decimal(total)


def test_there_is_no_total_while_a_criterion_is_open() -> None:
    assert weighted_total({1: 7}, {1: 60, 2: 40}) is None
    assert weighted_total({}, {}) is None


def test_several_assessments_count_alike() -> None:
    assert mean([Decimal("58"), Decimal("61.5"), Decimal("70")]) == Decimal("63.2")
    assert mean([]) is None
