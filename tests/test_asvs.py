"""The list of requirements that are met points at what is there."""

import csv
import re

import pytest

from tests.workers import ROOT

with (ROOT / "docs" / "asvs.csv").open(newline="") as lines:
    ROWS = list(csv.DictReader(lines))


def test_each_requirement_stands_once() -> None:
    """ASVS 5.0.0 has 70 requirements of level 1 and 183 of level 2."""
    assert len({row["id"] for row in ROWS}) == len(ROWS) == 253
    assert [sum(row["level"] == level for row in ROWS) for level in ("1", "2")] == [70, 183]
    assert {row["state"] for row in ROWS} == {"met", "not applicable", "gap"}


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_what_is_met_is_shown(row: dict[str, str]) -> None:
    assert bool(row["shown_by"]) == (row["state"] == "met")
    path, _, name = row["shown_by"].partition("::")
    assert (ROOT / path).exists(), path
    if name:
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.M), name
