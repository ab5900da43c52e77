"""Cells: inert in a spreadsheet, and the same text when they come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.tables.cells import inert, joined, read, split, written


@given(st.text())
def test_what_is_written_is_read_back(text: str) -> None:
    assert read(written(text)) == text.strip() or written(text).startswith("'")
    assert read(written(text.strip())) == text.strip()


@given(st.text())
def test_no_written_cell_is_run(text: str) -> None:
    assert inert(written(text)) == written(text)


@given(st.lists(st.text().map(str.strip), min_size=2, max_size=4))
def test_parts_are_told_apart_again(parts: list[str]) -> None:
    line = joined(parts)
    assert "\n" not in line
    if all(part == part.strip(" ") for part in parts) and parts[0] and parts[-1]:
        assert split(line) == parts


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("a | b", ["a", "b"]),
        ("a|b|", ["a", "b", ""]),
        ("a \\| b | c", ["a | b", "c"]),
        ("a\\", ["a\\"]),
        ("one\\ntwo | x", ["one\ntwo", "x"]),
        ("", [""]),
    ],
)
def test_lines_that_people_write(line: str, parts: list[str]) -> None:
    assert split(line) == parts
