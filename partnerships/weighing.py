"""What an assessment comes to. Pure."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal

# A criterion is scored from 0 to this; weights are shares of 100.
MOST = 10
ALL = 100
_PLACES = Decimal("0.1")


def weighted_total(scores: Mapping[int, int], weights: Mapping[int, int]) -> Decimal | None:
    """Return the total of one assessment from 0 to 100; None while a criterion is not scored."""
    if not weights or set(scores) != set(weights):
        return None
    points = sum(weights[criterion] * score for criterion, score in scores.items())
    return Decimal(points) / MOST


def mean(totals: Iterable[Decimal]) -> Decimal | None:
    """Return what several assessments come to, to one decimal; None where there is none."""
    given = list(totals)
    if not given:
        return None
    return (sum(given, Decimal(0)) / len(given)).quantize(_PLACES, ROUND_HALF_EVEN)
