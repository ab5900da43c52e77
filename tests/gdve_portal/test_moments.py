"""Moments in pages are written as browsers and other machines read them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_moment_carries_microseconds() -> None:
    """HTML knows three digits of a second at most; Django's "c" writes six."""
    found = [
        str(path.relative_to(ROOT))
        for path in ROOT.glob("templates/**/*.html")
        if re.search(r"""datetime="{{[^}]*\|date:["']c["']""", path.read_text(encoding="utf-8"))
    ]
    assert found == []
