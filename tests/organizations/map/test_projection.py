"""The projection, against published figures and its own promise."""

from math import cos, radians

import pytest

from organizations.map.projection import HEIGHT, NORTH, WIDTH, equal_earth, on_map

# EPSG:8857 puts Equal Earth on the sphere of the same area as WGS 84: PROJ's own tests give these.
AUTHALIC_RADIUS = 6371007.1809


@pytest.mark.parametrize(
    ("place", "metres"),
    [
        ((0, 0), (0, 0)),
        ((180, 0), (17243959.06, 0)),
        ((0, 90), (0, 8392927.60)),
        ((-180, 90), (-10216474.79, 8392927.60)),
    ],
)
def test_equal_earth_agrees_with_proj(
    place: tuple[float, float], metres: tuple[float, float]
) -> None:
    x, y = equal_earth(*place)
    assert (x * AUTHALIC_RADIUS, y * AUTHALIC_RADIUS) == pytest.approx(metres, abs=0.01)


@pytest.mark.parametrize("latitude", [-80, -45, 0, 10, 33.3, 60, 75])
def test_areas_are_true_at_every_latitude(latitude: float) -> None:
    step = 0.01
    x = equal_earth(1, latitude)[0]  # x grows evenly with longitude
    south, north = equal_earth(0, latitude - step)[1], equal_earth(0, latitude + step)[1]
    area = x * (north - south) / radians(2 * step)
    assert area == pytest.approx(radians(1) * cos(radians(latitude)), rel=1e-6)


def test_the_map_is_cut_in_the_bering_strait() -> None:
    assert on_map(11.5, 0)[0] == pytest.approx(WIDTH / 2)
    assert on_map(-168.49, 0)[0] == pytest.approx(0, abs=0.1)
    assert on_map(-168.51, 0)[0] == pytest.approx(WIDTH, abs=0.1)


def test_the_north_is_above() -> None:
    assert on_map(0, NORTH)[1] == pytest.approx(0)
    assert 0 < on_map(0, 50)[1] < on_map(0, -50)[1] < HEIGHT
