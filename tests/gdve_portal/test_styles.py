"""The style sheets hold together: browsers drop all that follows a brace left open."""

import re
from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parents[2] / "static" / "css").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_brace_is_closed(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    depth = 0
    for sign in re.findall(r"[{}]", rules):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0
