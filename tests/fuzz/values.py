"""What is sent: what people mistype, what attackers try, and what nobody thought of."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st

from tests.fuzz.forms import Field

NASTY = [
    *("", " ", "\n", "\r\nBcc: a@example.org", "a\x00b", "\u202e", "\u200d", "\ufeff", "é" * 3),
    *("x" * 300, "x" * 5_000, "ا" * 2_100, "<script>alert(1)</script>", "{{7*7}}", "=1+1"),
    *("' OR 1=1 --", "%", "\\", "../../etc/passwd", "http://[", "javascript:alert(1)"),
    *("https://example.org/", "a@example.org", "a@b", "on", "null", "None", "[]", "{}", "true"),
    *("-1", "0", "1", "0.5", "-0", "1e400", "NaN", "Infinity", "9" * 30, "٣", "1,5", "0x10"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "2026-01-01T25:61", "12:00", "24:00", "31/12/99"),
    *(str(uuid.UUID(int=0)), "SO", "XX", "002", "en", "zz", "health", "funding", "Europe/Zurich"),
]
FILES = [
    ("a.png", b"\x89PNG\r\n\x1a\n"),
    ("a.pdf", b"%PDF-1.4"),
    ("../a.csv", b"name,kind\nGroup,formal\n"),
    ("a.csv", b"\xff\xfe\x00"),
    ("a.xlsx", b"PK\x03\x04"),
    ("a.svg", b"<svg onload='alert(1)'/>"),
    ("a.txt", b""),
]

texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.integers().map(str),
    st.dates().map(str),
    st.floats().map(str),
)
files = st.sampled_from(FILES).map(lambda pair: SimpleUploadedFile(*pair))


def values_of(field: Field) -> st.SearchStrategy[list[Any]]:
    """What is sent for a field: mostly what its page offers, so that the others are looked at."""
    if field.kind == "file":
        return st.lists(files, max_size=1)
    offered = [st.sampled_from(field.offered)] if field.offered else []
    if field.several:
        return st.lists(st.one_of(*offered * 3, texts), max_size=4)
    # Empty, left out, as it was, another choice, or anything.
    return st.one_of(*(choice.map(lambda value: [value]) for choice in offered * 2),
                     texts.map(lambda value: [value]), st.just([]))  # fmt: skip


def filled(fields: list[Field]) -> st.SearchStrategy[dict[str, list[Any]]]:
    return st.fixed_dictionaries({field.name: values_of(field) for field in fields})


PARAMETERS = (
    *("q", "page", "sort", "for", "to", "about", "next", "kind", "heritage", "by", "channel", "o"),
    *("group", "show", "state", "rows", "source", "p", "all", "e", "_popup", "_to_field", "level"),
    *("_changelist_filters", "answer", "introduction", "session", "need", "sector", "works_in"),
    *("person", "organization", "reason", "aside", "as", "language", "year", "theme", "term"),
    *("app_label", "model_name", "field_name"),
)
queries = st.lists(
    st.tuples(st.one_of(st.sampled_from(PARAMETERS), st.text(max_size=10)), texts),
    min_size=1,
    max_size=4,
)
