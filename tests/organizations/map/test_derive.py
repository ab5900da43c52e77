"""The parts of the script that draws the land, on shapes whose answers are known."""

from math import degrees, radians, sin

import pytest

from organizations.map.derive import area, inside, outline, rings

SQUARE = [(10.0, 0.0), (20.0, 0.0), (20.0, 10.0), (10.0, 10.0), (10.0, 0.0)]
# Two arcs that meet: the second ring reads one of them backwards.
TOPOLOGY = {
    "transform": {"scale": [2, 1], "translate": [10, 0]},
    "arcs": [[[0, 0], [5, 0]], [[5, 0], [0, 10], [-5, 0], [0, -10]]],
    "objects": {"land": {"geometries": [{"type": "Polygon", "arcs": [[0, 1]]}]}},
}


def test_rings_are_read_forwards_and_backwards() -> None:
    (forwards,) = rings(TOPOLOGY, {"type": "Polygon", "arcs": [[0, 1]]})
    assert forwards == [(10, 0), (20, 0), (20, 10), (10, 10), (10, 0)]
    (backwards,) = rings(TOPOLOGY, {"type": "MultiPolygon", "arcs": [[[~1, ~0]]]})
    assert backwards == forwards[::-1]


def test_area_is_that_on_the_sphere() -> None:
    assert area(SQUARE) == pytest.approx(2 * radians(10) * sin(radians(10)))


def test_a_point_inside() -> None:
    x, y = inside(SQUARE)
    assert x == pytest.approx(15)
    assert sin(radians(y)) == pytest.approx(sin(radians(10)) / 2)


def test_a_crescent_has_its_point_inside_too() -> None:
    crescent = [(0, 0), (30, 0), (30, 30), (20, 30), (20, 2), (0, 2), (0, 0)]
    x, _ = inside([(float(x), float(y)) for x, y in crescent])
    assert 20 < x < 30


def test_land_across_the_180th_meridian_stays_in_one_piece() -> None:
    ring = [(175.0, 0.0), (-175.0, 0.0), (-175.0, 10.0), (175.0, 10.0), (175.0, 0.0)]
    assert abs(inside(ring)[0]) == pytest.approx(180)
    assert degrees(area(ring) / 2 / sin(radians(10))) == pytest.approx(10)


def test_the_outline_is_one_path_of_whole_steps() -> None:
    assert outline(TOPOLOGY) == "M992 483l55 0 0-75-55 0z"
