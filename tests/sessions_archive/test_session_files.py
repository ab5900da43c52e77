"""A session as a file: out and in again, and what is refused."""

import json
from typing import Any

import pytest

from sessions_archive.actions import save_session
from sessions_archive.documents import SHAPE, for_a_file, read_session
from sessions_archive.models import ExchangeSession, Person
from sessions_archive.session_files import (
    FORMAT,
    LARGEST_FILE,
    UnreadableFileError,
    as_csv,
    as_json,
    read_file,
)
from sessions_archive.session_plans import make_plan
from tests.factories import OrganizationFactory, StaffFactory
from tests.factories.archive import AppearanceFactory, EditionFactory, full_session

pytestmark = pytest.mark.django_db

WRITERS = pytest.mark.parametrize("write", [as_json, as_csv])
HOSTILE = '=HYPERLINK("http://x") | "quoted"\u202f; ‏العربية‏ <b>'


def whole() -> ExchangeSession:
    session = full_session(themes={"en": HOSTILE, "ar": "موضوع"}, capacity=12, is_recorded=True)
    session.interpretation.add("ar", "fr")
    session.places.add("SN")
    session.sectors.add("education")
    listing = OrganizationFactory()
    AppearanceFactory(
        session=session, position=2, organization=listing, capacity="-Chair", role="moderator"
    )
    AppearanceFactory(session=session, position=3, person__is_public=False)
    session.participations.update(organization=listing)
    return session


def read_back(document: dict[str, Any], write: Any) -> Any:
    return make_plan(read_file(write(document)))


@WRITERS
def test_out_and_in_again_nothing_changes(write: Any) -> None:
    session = whole()
    plan = read_back(for_a_file(session), write)
    assert plan.problems == []
    assert plan.session == session
    assert plan.changes == []
    assert plan.document == read_session(session)


@WRITERS
def test_out_of_one_archive_into_another(write: Any) -> None:
    """All comes back but who may not be named, and what a file does not hold."""
    session = whole()
    file = write(for_a_file(session))
    there = for_a_file(session)
    session.delete()
    Person.objects.all().delete()
    plan = make_plan(read_file(file))
    assert plan.problems == []
    assert len(plan.new_people) == 2
    save_session(document=plan.document, by=StaffFactory())
    assert for_a_file(ExchangeSession.objects.get()) == there


def test_a_file_names_nobody_who_may_not_be_named_and_tells_no_secret() -> None:
    session = whole()
    session.join_url, session.staff_notes = "https://meet.example.org/secret", "Between us"
    session.save()
    hidden = Person.objects.get(is_public=False)
    for write in (as_json, as_csv):
        text = write(for_a_file(session)).decode()
        assert hidden.name not in text
        assert "secret" not in text
        assert "Between us" not in text


def test_a_person_hidden_since_stays_hidden_and_stays() -> None:
    session = whole()
    file = as_json(for_a_file(session))
    Person.objects.update(is_public=False)
    plan = make_plan(read_file(file))
    assert plan.changes == []
    save_session(document=plan.document, session=session, seen=plan.seen, by=StaffFactory())
    assert session.appearances.count() == 3
    assert not Person.objects.filter(is_public=True).exists()


def test_what_a_file_leaves_out_stays() -> None:
    session = whole()
    before = read_session(session)
    given = {"edition": session.edition.year, "number": session.number, "capacity": 90}
    plan = read_back({"session": given, "questions": []}, as_json)
    assert [(change.block, change.state, change.fields) for change in plan.changes] == [
        ("session", "changed", [("capacity", "12", "90")]),
        ("questions", "gone", [("texts_en", before["questions"][0]["texts"]["en"], "")]),
    ]
    save_session(document=plan.document, session=session, seen=plan.seen, by=StaffFactory())
    session.refresh_from_db()
    after = read_session(session)
    assert after == before | {"questions": [], "session": before["session"] | {"capacity": 90}}


def test_another_order_is_a_change() -> None:
    session = whole()
    document = for_a_file(session)
    document["people"].reverse()
    plan = read_back(document, as_json)
    assert [(change.block, change.state) for change in plan.changes] == [("people", "moved")]


def test_each_problem_by_its_line_and_field() -> None:
    EditionFactory(year=2026)
    text = """{
 "format": "gdve-session/1",
 "session": {"edition": 2026, "number": 1, "themes": {"en": "T"}, "day": "2026-03-29",
   "start": "15:00", "end": "14:00", "zone": "Europe/Zurich", "places": ["XX"], "colour": "red"},
 "people": [
  {"name": "Ada", "role": "singer"},
  {"name": "Ben", "role": "speaker", "listing": "nowhere", "organization": "X"},
  7
 ],
 "questions": [
  {"texts": {"tlh": "nuqneH"}}
 ],
 "songs": []
}"""
    plan = make_plan(read_file(text.encode()))
    found = [(p.line, p.block, p.field) for p in plan.problems]
    assert sorted(found, key=str) == sorted(
        [
            (3, "session", "colour"),
            (3, "session", "end"),
            (3, "session", "places"),
            (6, "people", "role"),
            (1, "people", ""),
            (11, "questions", "texts"),
            (1, "songs", ""),
        ],
        key=str,
    )
    assert "XX" in next(p.message for p in plan.problems if p.field == "places")
    assert plan.document == {}
    assert not Person.objects.exists()


def test_lines_of_a_table() -> None:
    EditionFactory(year=2026)
    text = (
        "block,edition,number,themes_en,day,start,end,zone,name,role,texts_en\n"
        "session,2026,1,Theme,2026-05-06,15:00,17:00,UTC,,,\n"
        "people,,,,,,,,Ada,singer,\n"
        "songs,,,,,,,,,,\n"
        "questions,,,,,,,,Ada,,Why?\n"
    )
    plan = make_plan(read_file(text.encode()))
    assert [(p.line, p.block, p.field) for p in plan.problems] == [
        (3, "people", "role"),
        (4, "songs", "block"),
        (5, "questions", "name"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"format": "other"}',
        b'{"format": "gdve-session/1", "session": NaN}',
        b'{"format": "gdve-session/1", "people": ' + b"[" * 50_000,
        b'{"format": "gdve-session/1", "session": {"number": ' + b"9" * 5_000 + b"}}",
        b'{"format": "gdve-session/1", "session": {"zone": "\\ud800"}}',
        b'{"format": "gdve-session/1", "people": [' + b"{}," * 1_001 + b"{}]}",
        b"\xff\xfe\x00",
        b'{"format": "\xe9"}',
        b"a,b\n1,2\n",
        b"block,colour\nsession,red\n",
        b"block,block\nsession,session\n",
        b'block,name\n"people\n',
        b"block\n" + b"questions\n" * 1_001,
        b"PK\x03\x04not a zip",
        b"x" * (LARGEST_FILE + 1),
        b"\x00\x01\x02",
    ],
)
def test_what_is_no_session_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_file(content)
    assert refused.value.message


@pytest.mark.parametrize(
    "session",
    [
        {},
        {"edition": 2026},
        {"edition": 2026, "number": -1},
        {"edition": 10**11, "number": 10**11},
        {"edition": True, "number": []},
        {"edition": 2026, "number": 1, "themes": {"en": "x\u0000y"}, "zone": "\u0000"},
        {"edition": 2026, "number": 1, "day": "9999-12-31", "start": "23:59", "end": "00:00"},
        {"edition": 2026, "number": 1, "day": "0001-01-01", "start": "00:00", "end": "00:01",
         "zone": "Asia/Tokyo", "themes": {"en": "T"}},
        {"edition": 2026, "number": 1, "slug": "../../etc", "capacity": 99999999999},
    ],
)  # fmt: skip
def test_odd_values_are_problems_and_write_nothing(session: Any) -> None:
    EditionFactory(year=2026)
    plan = make_plan(read_file(json.dumps({"format": FORMAT, "session": session}).encode()))
    assert plan.problems
    assert not ExchangeSession.objects.exists()


def test_a_name_stands_for_a_row_in_the_shape_of_a_model() -> None:
    """What a file holds of a session is all that the page of entry has."""
    from sessions_archive.entry_rows import ROWS
    from sessions_archive.forms import SessionForm

    for block, form in {**ROWS, "session": SessionForm}.items():
        assert set(form.base_fields) == set(SHAPE[block])  # type: ignore[attr-defined]
