"""What is marked, and that nothing of a member's text becomes markup."""

import pytest

from organizations.search.marks import Marks

SCHOOL = Marks(frozenset({"school", "مدرس"}))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Our schools", "Our <mark>schools</mark>"),
        ("School!", "<mark>School</mark>!"),
        ("preschool", "preschool"),
        ("schoolmasterly", "schoolmasterly"),
        ("المدرسة هنا", "<mark>المدرسة</mark> هنا"),
        ("<b>school</b>", "&lt;b&gt;<mark>school</mark>&lt;/b&gt;"),
        ("", ""),
    ],
)
def test_marked(text: str, marked: str) -> None:
    assert SCHOOL.marked(text) == marked


def test_the_excerpt_shows_the_searched_word() -> None:
    text = "word " * 100 + "and the school at last " + "tail " * 50
    excerpt = SCHOOL.excerpt(text, 80)
    assert "school" in excerpt
    assert excerpt.startswith("…word")
    assert excerpt.endswith("…")
    assert len(excerpt) <= 82
    assert Marks().excerpt("short  text", 80) == "short text"
    assert SCHOOL.excerpt("school " + "tail " * 50, 30) == "school tail tail tail tail…"
