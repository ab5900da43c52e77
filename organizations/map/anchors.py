"""One point a country or area: where its dot stands. Derived by derive.py; no boundary is kept."""

import json
from functools import cache
from pathlib import Path

from organizations.map.projection import on_map

FILE = Path(__file__).resolve().parent / "anchors.json"


@cache
def anchors() -> dict[str, tuple[float, float]]:
    """Return each country's point on the map, by ISO 3166-1 alpha-2 code."""
    return {code: on_map(*point) for code, point in json.loads(FILE.read_text("utf-8")).items()}
