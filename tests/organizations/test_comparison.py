"""Listings side by side."""

import pytest

from organizations.comparison import comparison
from organizations.models import Organization
from organizations.viewers import ANONYMOUS
from tests.factories import make_listing

pytestmark = pytest.mark.django_db


def compared(*names: str) -> dict[str, list[tuple[list[str], bool]]]:
    rows = (
        Organization.objects.visible_to(ANONYMOUS)
        .with_tags()
        .with_details()
        .prefetch_related("descriptions")
    )
    found = [rows.get(name=name) for name in names]
    return {
        str(row.label): [([str(v) for v in cell.values], cell.is_missed) for cell in row.cells]
        for row in comparison(found)
    }


def test_each_fact_once_known_or_not() -> None:
    a = make_listing(name="A", needs=["funding"], description="We teach.", founded_year=1999)
    make_listing(name="B", heritage=[], sectors=["health", "education"])
    a.identifiers.create(scheme="GB-CHC", number="1")
    table = compared("A", "B")
    assert list(table) == [
        "What the group does",
        "Kind",
        "Trust",
        "Areas of work",
        "Also works on",
        "Roles",
        "Offers",
        "Needs",
        "Comes from",
        "Lives in",
        "Works in",
        "Working languages",
        "Made of",
        "Works for",
        "Leadership",
        "Legal status",
        "Founded",
        "Size",
        "Registered as",
        "Last confirmed",
    ]
    assert table["What the group does"] == [(["We teach."], False), ([], True)]
    assert table["Kind"] == [(["Grass-roots group"], False)] * 2
    assert [len(values) for values, _ in table["Areas of work"]] == [1, 2]
    assert table["Comes from"] == [(["Somalia"], False), ([], True)]
    assert table["Founded"] == [(["1999"], False), ([], True)]
    # No group needs a number: none is not a fact that is missed.
    assert table["Registered as"] == [(["GB-CHC-1"], False), ([], False)]


def test_a_number_that_nobody_has_makes_no_row() -> None:
    make_listing(name="A")
    make_listing(name="B")
    assert "Registered as" not in compared("A", "B")
