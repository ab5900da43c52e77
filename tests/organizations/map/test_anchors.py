"""What is kept of the world: an outline of its land, and a point a country."""

import gzip
import re
from pathlib import Path

import pytest

from organizations.data.files import read_json
from organizations.map.anchors import anchors
from organizations.map.projection import HEIGHT, WIDTH, on_map

LAND = Path(__file__).resolve().parents[3] / "static" / "img" / "land.svg"


def test_every_country_and_area_has_its_point_on_the_map() -> None:
    codes = {row["code"] for row in read_json("places.json") if row["level"] == "country"}
    assert len(codes) == 249
    assert set(anchors()) == codes
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in anchors().values())


@pytest.mark.parametrize(
    ("code", "middle"),
    [
        ("CN", (105, 35)),
        ("FR", (2, 46)),
        ("KE", (38, 1)),
        ("NG", (8, 10)),
        ("PH", (122, 13)),
        ("US", (-97, 38)),
        ("VE", (-66, 8)),
        ("WS", (-172, -14)),
        ("ZA", (24, -29)),
    ],
)
def test_points_stand_near_the_middle(code: str, middle: tuple[float, float]) -> None:
    assert anchors()[code] == pytest.approx(on_map(*middle), abs=12)


def test_the_outline_is_light_and_fits_the_map() -> None:
    svg = LAND.read_text("utf-8")
    assert len(gzip.compress(LAND.read_bytes())) <= 8_000
    assert f'viewBox="0 0 {2 * WIDTH} {2 * HEIGHT}"' in svg
    assert svg.count("<path") == 1
    assert re.fullmatch(r"[\sMlz\d-]+", svg.split(' d="')[1].split('"')[0])
