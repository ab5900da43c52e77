"""Notes of a session, read as sections and insights."""

import pytest
from django.core.exceptions import ValidationError

from sessions_archive.actions import publish_notes
from sessions_archive.models import InsightSection
from sessions_archive.notes import Section, read_notes
from tests.factories import StaffFactory
from tests.factories.archive import ExchangeSessionFactory

NOTES = """
# 1.1 Funding
- Small grants   work.
* Papers do not.

## 1.2 Trust
Time builds it.
# 1.1 Funding again
Interest helps.
# 1.3 Nothing said
"""


def test_sections_and_insights() -> None:
    assert read_notes(NOTES) == [
        Section("1.1", "Funding", ["Small grants work.", "Papers do not.", "Interest helps."]),
        Section("1.2", "Trust", ["Time builds it."]),
    ]


@pytest.mark.parametrize(
    ("notes", "line"),
    [("An insight", 1), ("# 1.1 A\nb\n# no-number", 3), ("#\n", 1), ("# 1.1 A\n" + "x" * 1001, 2)],
)
def test_the_line_in_the_way_is_named(notes: str, line: int) -> None:
    with pytest.raises(ValidationError, match=f"Line {line}: "):
        read_notes(notes)


@pytest.mark.django_db
def test_published_twice_they_stand_once() -> None:
    session, staff = ExchangeSessionFactory(), StaffFactory()
    sections = read_notes(NOTES)
    assert publish_notes(session=session, sections=sections, by=staff) == 4
    assert publish_notes(session=session, sections=sections, by=staff) == 0
    more = [Section("1.1", "Renamed", ["Small grants work.", "New."])]
    assert publish_notes(session=session, sections=more, by=staff) == 1
    rows = InsightSection.objects.filter(session=session).order_by("position")
    assert [
        (row.code, row.titles["en"], [i.texts["en"] for i in row.insights.all()]) for row in rows
    ] == [
        ("1.1", "Funding", ["Small grants work.", "Papers do not.", "Interest helps.", "New."]),
        ("1.2", "Trust", ["Time builds it."]),
    ]
