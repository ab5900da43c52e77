"""The published record, walked whole: no field of its file is without a home, or a reason."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.html import conditional_escape

from organizations.models import Organization
from partnerships.models import Partner
from sessions_archive import records
from sessions_archive.models import (
    Edition,
    ExchangeSession,
    InsightSection,
    Participation,
    Recommendation,
    Resource,
)

RECORD: dict[str, Any] = json.loads(
    (Path(records.__file__).parent / "data" / "gdve_2024.json").read_text()
)
Home = Callable[..., Any]

# What the file says and no row holds.
NO_ROW = {
    "series.name": "the archive holds one series: its pages name it",
    "series.acronym": "the archive holds one series: its pages name it",
}
# Lists in which the record means no order.
SETS = {
    "organizations[].people",
    "organizations[].heritage",
    "organizations[].residence",
}


def leaves(value: Any, pattern: str = "", at: tuple[int, ...] = ()) -> Iterator[Any]:
    """Yield each field's pattern, the numbers of the entries around it, and what it says.

    A list of plain values is one field: its order, or that it has none, belongs to it.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{pattern}.{key}".lstrip("."), at)
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for number, inner in enumerate(value):
            yield from leaves(inner, f"{pattern}[]", (*at, number))
    else:
        yield pattern, at, value


def homes() -> dict[str, Home]:
    """Return, for each field of the file, how to read it back from the database.

    Rows are taken by their own order, not by what the file calls them: where a list is out of
    order, every field of it shows that.
    """
    resource = Resource.objects.get()
    editions = list(Edition.objects.order_by("order"))
    sessions = list(ExchangeSession.objects.order_by("starts_at"))
    sections = list(InsightSection.objects.order_by("position"))
    insights = [insight for section in sections for insight in section.insights.all()]
    recommendations = list(Recommendation.objects.order_by("position"))
    # The series' organizers come first on the page; the file has them in another order.
    bodies = {row.name: row for row in Participation.objects.all()}
    bodies_in_order = [bodies[entry["name"]] for entry in RECORD["organizations"]]

    def appearance(s: int, n: int) -> Any:
        return list(sessions[s].appearances.all())[n]

    def listing(n: int) -> Organization:
        found = bodies_in_order[n].organization
        assert found is not None, bodies_in_order[n].name
        return found

    def places(n: int, relation: str) -> list[str]:
        rows = listing(n).place_links.filter(relation=relation)
        return sorted(rows.values_list("place_id", flat=True))

    def place(n: int, relation: str) -> str:
        [code] = places(n, relation)
        return code

    parts = {row: name for name, row in records.PARTS.items()}
    roles = {role: name for name, role in records.ROLES.items()}
    return {
        "source.title": lambda: resource.title,
        "source.authors": lambda: resource.authors,
        "source.year": lambda: resource.year,
        "source.publisher": lambda: resource.publisher,
        "source.isbn": lambda: resource.isbn,
        "source.format": lambda: resource.format,
        "source.publication_number": lambda: resource.publication_number,
        "source.kind": lambda: resource.genre,
        "source.licence": lambda: resource.licence,
        "source.note": lambda: resource.notes["en"],
        "series.organizers": lambda: [
            row.name for row in Participation.objects.filter(part="organizer")
        ],
        "editions[].year": lambda n: editions[n].year,
        "editions[].order": lambda n: editions[n].order,
        "editions[].topic": lambda n: editions[n].topics["en"],
        "editions[].output": lambda n: editions[n].outputs["en"],
        "editions[].note": lambda n: editions[n].notes["en"],
        "organizations[].name": lambda n: bodies_in_order[n].name,
        "organizations[].acronym": lambda n: bodies_in_order[n].acronym,
        "organizations[].part": lambda n: parts[bodies_in_order[n].part],
        "organizations[].type": lambda n: bodies_in_order[n].body,
        "organizations[].network": lambda n: bodies_in_order[n].network,
        "organizations[].basis": lambda n: bodies_in_order[n].basis,
        "organizations[].note": lambda n: bodies_in_order[n].note,
        "organizations[].people": lambda n: sorted(
            person.name for person in bodies_in_order[n].people.all()
        ),
        "organizations[].kind": lambda n: listing(n).kind,
        "organizations[].legal_status": lambda n: listing(n).legal_status,
        "organizations[].women": lambda n: listing(n).is_women_led,
        "organizations[].youth": lambda n: listing(n).is_youth_led,
        "organizations[].heritage": lambda n: places(n, "heritage"),
        "organizations[].heritage_region_m49": lambda n: place(n, "heritage"),
        "organizations[].residence": lambda n: places(n, "residence"),
        "organizations[].works_in_region_m49": lambda n: place(n, "works_in"),
        "organizations[].country": lambda n: Partner.objects.get(
            name=bodies_in_order[n].name
        ).state_countries[0],
        "sessions[].edition": lambda n: sessions[n].edition.year,
        "sessions[].number": lambda n: sessions[n].number,
        "sessions[].theme": lambda n: sessions[n].themes["en"],
        "sessions[].date": lambda n: f"{sessions[n].local_start:%Y-%m-%d}",
        "sessions[].start": lambda n: f"{sessions[n].local_start:%H:%M}",
        "sessions[].end": lambda n: f"{sessions[n].local_end:%H:%M}",
        "sessions[].zone_printed": lambda n: sessions[n].zone_printed,
        "sessions[].language": lambda n: sessions[n].language_id,
        "sessions[].spelling_note": lambda n: sessions[n].notes["en"],
        "sessions[].questions": lambda n: [row.texts["en"] for row in sessions[n].questions.all()],
        "sessions[].appearances[].person": lambda s, n: appearance(s, n).person.name,
        "sessions[].appearances[].role": lambda s, n: roles[appearance(s, n).role],
        "sessions[].appearances[].capacity": lambda s, n: appearance(s, n).capacity,
        "sessions[].appearances[].organization": lambda s, n: appearance(s, n).organization_name,
        "insight_sections[].code": lambda n: sections[n].code,
        "insight_sections[].title": lambda n: sections[n].titles["en"],
        "insight_sections[].session": lambda n: (
            sections[n].session.number if sections[n].session else None
        ),
        "insights[].section": lambda n: insights[n].section.code,
        "insights[].text": lambda n: insights[n].texts["en"],
        "recommendations[].code": lambda n: recommendations[n].code,
        "recommendations[].title": lambda n: recommendations[n].titles["en"],
        "recommendations[].items": lambda n: [
            row.texts["en"] for row in recommendations[n].items.all()
        ],
    }


@pytest.fixture
def loaded(db: None) -> None:
    call_command("load_gdve", verbosity=0)


@pytest.mark.usefixtures("loaded")
def test_every_field_of_the_file_is_read_back_as_it_is() -> None:
    where = homes()
    wrong, seen = [], set()
    for pattern, at, said in leaves(RECORD):
        seen.add(pattern)
        if pattern in NO_ROW:
            continue
        assert pattern in where, f"{pattern} has no home: {said!r}"
        kept = where[pattern](*at)
        if kept != (sorted(said) if pattern in SETS else said):
            wrong.append((pattern, at, said, kept))
    assert wrong == []
    # Nothing here speaks of fields that the file does not have.
    assert seen == {*where, *NO_ROW}
    assert len(list(leaves(RECORD))) == 303


def test_a_forgotten_field_is_seen() -> None:
    grown = {"sessions": [{"appearances": [{"pronoun": "she"}]}], "words": ["a", "b"]}
    assert list(leaves(grown)) == [
        ("sessions[].appearances[].pronoun", (0, 0), "she"),
        ("words", (), ["a", "b"]),
    ]


# What the pages say in other words, or keep for staff.
NOT_VERBATIM = {
    "organizations[].part": "a heading",
    "organizations[].type": "a word of the list's own",
    "organizations[].kind": "a word of the list's own",
    "organizations[].legal_status": "a word of the list's own",
    "organizations[].heritage": "a code; the listing's page has its label",
    "organizations[].heritage_region_m49": "a code; the listing's page has its label",
    "organizations[].residence": "a code; the listing's page has its label",
    "organizations[].works_in_region_m49": "a code; the listing's page has its label",
    "organizations[].country": "a code; the partner's page has its label",
    "organizations[].basis": "why IOM took a fact over: for staff",
    "organizations[].note": "where the report says it: for staff",
    "sessions[].date": "a date is written as the reader's language does",
    "sessions[].language": "a code; the page has its label",
    "sessions[].appearances[].role": "a heading",
}


@pytest.mark.usefixtures("loaded")
def test_every_text_of_the_file_is_on_a_page_of_the_archive(client: Client) -> None:
    paths = ["/sessions/"]
    paths += [row.get_absolute_url() for row in Edition.objects.all()]
    paths += [row.get_absolute_url() for row in ExchangeSession.objects.all()]
    pages = "".join(client.get(path).content.decode() for path in paths).casefold()
    missing = {
        (pattern, text)
        for pattern, _at, said in leaves(RECORD)
        if pattern not in NOT_VERBATIM
        for text in (said if isinstance(said, list) else [said])
        if isinstance(text, str) and conditional_escape(text).casefold() not in pages
    }
    assert missing == set()
