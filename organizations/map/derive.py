"""Draw the map's land and place its anchor points, once: nothing of this runs with the portal.

`npm install world-atlas@2.0.2` in any folder, then
`python -m organizations.map.derive FOLDER/node_modules/world-atlas`. It writes static/img/land.svg
and organizations/map/anchors.json. The package holds Natural Earth 4.1 (public domain) as TopoJSON.
"""

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from math import asin, degrees, radians, sin
from pathlib import Path
from typing import Any

from organizations.data.files import read_json
from organizations.map.anchors import FILE as ANCHORS
from organizations.map.projection import HEIGHT, WIDTH, on_map

LAND = Path(__file__).resolve().parents[2] / "static" / "img" / "land.svg"
# The outline's grid is finer than the map's units: whole numbers, and no visible steps.
FINER = 2
# Set by hand (longitude, latitude): places that Natural Earth draws as part of another country or
# not at all, groups of islands without a main one, and countries whose largest piece, as drawn
# there, is not the middle of the country as the United Nations show it.
BY_HAND = {
    "AQ": (-58.9, -62.2),  # King George Island, where most stations stand
    "BQ": (-68.3, 12.2),
    "BV": (3.4, -54.4),
    "CC": (96.8, -12.2),
    "CX": (105.6, -10.5),
    "CY": (33.2, 35.1),
    "EH": (-13.7, 24.7),
    "GF": (-53.1, 4.0),
    "GP": (-61.5, 16.2),
    "KI": (173.0, 1.4),
    "MA": (-6.4, 31.9),
    "MQ": (-61.0, 14.6),
    "MY": (102.3, 4.0),
    "RE": (55.5, -21.1),
    "SJ": (16.0, 78.6),
    "SO": (46.2, 5.2),
    "TK": (-171.8, -9.2),
    "UM": (166.6, 19.3),
    "VA": (12.5, 41.9),
    "YT": (45.2, -12.8),
}

Point = tuple[float, float]
Ring = list[Point]
Topology = dict[str, Any]


def rings(topology: Topology, geometry: Topology) -> Iterator[Ring]:
    """Yield the outer and inner rings of a TopoJSON polygon or multipolygon."""
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for parts in polygon:
            ring: Ring = []
            for part in parts:
                # A negative number is an arc read backwards; arcs share their end points.
                arc = topology["arcs"][part if part >= 0 else ~part]
                points = list(_decoded(arc, scale, shift))
                ring += (points if part >= 0 else points[::-1])[1 if ring else 0 :]
            yield ring


def _decoded(arc: list[list[int]], scale: list[float], shift: list[float]) -> Iterator[Point]:
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * scale[0] + shift[0], y * scale[1] + shift[1]


def outline(topology: Topology) -> str:
    """Return all land but Antarctica as one SVG path in whole numbers."""
    path = []
    (land,) = topology["objects"]["land"]["geometries"]
    for ring in rings(topology, land):
        if max(latitude for _, latitude in ring) < -60:
            continue
        points = _lean([_rounded(point) for point in ring])
        if any(abs(a[0] - b[0]) > WIDTH for a, b in pairwise(points)):
            raise ValueError("The map's edge cuts through land: choose another central meridian.")
        if len(points) > 2:
            path.append(_path(points))
    return "".join(path)


def _rounded(point: Point) -> tuple[int, int]:
    x, y = on_map(*point)
    return round(x * FINER), round(y * FINER)


def _lean(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a closed ring without the points that say nothing: repeated, or on a straight line."""
    kept: list[tuple[int, int]] = []
    for point in points[:-1]:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if (bx - ax) * (point[1] - by) == (by - ay) * (point[0] - bx):
                kept.pop()
        kept.append(point)
    return kept


def _path(points: list[tuple[int, int]]) -> str:
    """Return a closed ring as steps from point to point, which are short to write."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    numbers = "".join(f"{dx:+d}{dy:+d}" for dx, dy in steps).replace("+", " ").strip()
    return f"M{points[0][0]} {points[0][1]}l{numbers}z".replace("l ", "l")


def anchors(topology: Topology) -> dict[str, Point]:
    """Return a point inside the largest piece of each country and area, by alpha-2 code."""
    codes = {
        row["m49"]: row["code"] for row in read_json("places.json") if row["level"] == "country"
    }
    pieces: dict[str, list[Ring]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = codes.get(geometry.get("id"))
        if code and code not in BY_HAND:
            # Some countries have several entries: Australia's lesser islands bear its code too.
            pieces.setdefault(code, []).extend(rings(topology, geometry))
    found = {code: inside(max(held, key=area)) for code, held in pieces.items()} | BY_HAND
    if missing := set(codes.values()) - set(found):
        raise ValueError(f"Set by hand: {sorted(missing)}")
    return {code: (round(x, 2), round(y, 2)) for code, (x, y) in sorted(found.items())}


def area(ring: Ring) -> float:
    return abs(_moments(_flat(ring))[0])


def inside(ring: Ring) -> Point:
    """Return the centre of gravity, or where that is outside, the middle of the ring there."""
    flat = _flat(ring)
    doubled, x, y = _moments(flat)
    x, y = x / (3 * doubled), y / (3 * doubled)
    crossings = sorted(
        a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
        for a, b in pairwise(flat)
        if (a[1] > y) != (b[1] > y)
    )
    spans = list(zip(crossings[::2], crossings[1::2], strict=True))
    if not any(west <= x <= east for west, east in spans):
        _, x = max((east - west, (west + east) / 2) for west, east in spans)
    return (degrees(x) + 180) % 360 - 180, degrees(asin(y))


def _flat(ring: Ring) -> Ring:
    """Lay a ring on the equal-area cylinder, unbroken at the 180th meridian."""
    first = ring[0][0]
    return [(radians(first + (x - first + 180) % 360 - 180), sin(radians(y))) for x, y in ring]


def _moments(ring: Ring) -> tuple[float, float, float]:
    """Return twice the signed area and six times its first moments (the shoelace formula)."""
    doubled = x = y = 0.0
    for a, b in pairwise(ring):
        cross = a[0] * b[1] - b[0] * a[1]
        doubled += cross
        x += (a[0] + b[0]) * cross
        y += (a[1] + b[1]) * cross
    return doubled, x, y


def main(folder: Path) -> None:
    def topology(name: str) -> Topology:
        read: Topology = json.loads((folder / name).read_text(encoding="utf-8"))
        return read

    size = f"{WIDTH * FINER} {HEIGHT * FINER}"
    path = outline(topology("land-110m.json"))
    LAND.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}">'
        f'<path fill-rule="evenodd" d="{path}"/></svg>\n',
        encoding="utf-8",
    )
    lines = ",\n".join(
        f'"{code}": [{x}, {y}]' for code, (x, y) in anchors(topology("countries-10m.json")).items()
    )
    ANCHORS.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
