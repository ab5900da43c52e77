"""Sizes and curves of what is drawn on the map. Pure."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

Point = tuple[float, float]

LARGEST, SMALLEST = 24.0, 2.5
# A result of a few groups is no reason for large dots: the largest size is for this many at least.
FULL_SIZE = 20
# Half of what a finger or pointer needs, where no neighbour is nearer (24 px on a phone).
REACH = 19.0
WIDEST, NARROWEST = 7.0, 1.2
# How far an arc bends away from the straight line, as a share of its length.
BEND = 0.22
LEGEND_STEPS = 3


def radius(count: int, most: int) -> float:
    """Return the radius of a dot whose area stands for `count`; `most` is the largest count."""
    return max(SMALLEST, LARGEST * sqrt(count / max(most, FULL_SIZE)))


def smallest_count(most: int) -> int:
    """Return up to which count all dots have the smallest size."""
    return max(1, int(max(most, FULL_SIZE) * (SMALLEST / LARGEST) ** 2))


def width(count: int, most: int) -> float:
    """Return the width of an arc, in proportion to `count`."""
    return max(NARROWEST, WIDEST * count / most)


def reaches(points: Sequence[Point], radii: Sequence[float]) -> list[float]:
    """Return how far around each point a touch belongs to it: never to a neighbour's share."""
    if len(points) < 2:
        return [max(REACH, own) for own in radii]
    places = np.array(points)
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    return [
        max(own, min(REACH, float(nearest) / 2))
        for own, nearest in zip(radii, apart.min(axis=1), strict=True)
    ]


def arc(start: Point, end: Point) -> str:
    """Return a curve between two points that bends to the north, as an SVG path."""
    (x1, y1), (x2, y2) = start, end
    # At right angles to the line; the sign makes that upwards from east to west as well.
    share = BEND if x2 >= x1 else -BEND
    x, y = (x1 + x2) / 2 + (y2 - y1) * share, (y1 + y2) / 2 - (x2 - x1) * share
    return f"M{x1:.0f} {y1:.0f}Q{x:.0f} {y:.0f} {x2:.0f} {y2:.0f}"


def legend_counts(most: int) -> list[int]:
    """Return up to three round counts, largest first, that show how sizes grow."""
    found = [_round_down(most)]
    while len(found) < LEGEND_STEPS and found[-1] > smallest_count(most):
        found.append(_round_down(max(found[-1] / 4, smallest_count(most))))
    return found


def _round_down(limit: float) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50 … that is not above `limit`."""
    power: int = 10 ** (len(str(int(limit))) - 1)
    return next(factor * power for factor in (5, 2, 1) if factor * power <= limit)
