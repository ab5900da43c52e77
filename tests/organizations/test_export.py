"""The CSV file: what it holds, what it must not hold, and that no cell can act."""

import csv
import io
from typing import Any

import pytest
from django.utils.translation import override

from organizations import export
from organizations.enums import Audience, ContactKind, NameType, Source
from organizations.export import csv_file, inert
from organizations.models import Organization
from organizations.viewers import ANONYMOUS, Viewer
from tests.factories import make_listing


def read(listings: list[Organization], viewer: Viewer = ANONYMOUS, **more: Any) -> list[list[str]]:
    visible = Organization.objects.visible_to(viewer).published()
    parts = list(csv_file([listing.pk for listing in listings], visible, **more))
    text = b"".join(parts).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def rows(listings: list[Organization], viewer: Viewer = ANONYMOUS) -> list[dict[str, str]]:
    header, *found = read(listings, viewer)
    return [dict(zip(header, row, strict=True)) for row in found]


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://evil.example";"x")',
        "==1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "\u00a0+1",
    ],
)
def test_no_cell_is_run(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Group", "a=b", "1-2", "'=1", "École", "بيت", 1999])
def test_other_cells_stay(cell: object) -> None:
    assert inert(cell) == str(cell)


@pytest.mark.django_db
def test_a_row_says_what_the_page_says() -> None:
    listing = make_listing(
        name="Circle, of friends",
        slug="circle",
        kind="network",
        legal_status="registered",
        heritage=["SO", "ER"],
        residence=["KE"],
        works_in=["002"],
        sectors=["education"],
        secondary_sectors=["health"],
        offers=["mentoring"],
        needs=["funding", "training"],
        made_of=["second"],
        serves=["first"],
        languages=["so", "en"],
        is_women_led=True,
        is_youth_led=False,
        founded_year=1999,
        size_band="11-50",
        website="https://circle.example/",
        description='We say "hello",\nevery day.',
        last_confirmed_at="2026-03-01T10:00Z",
    )
    listing.names.create(name="Cercle", type=NameType.TRANSLATION, language="fr")
    listing.identifiers.create(scheme="GB-CHC", number="1")
    listing.roles.set(["advocacy"])
    listing.contacts.create(
        kind=ContactKind.PHONE, value="+254 1", person="Amal", audience=Audience.PUBLIC
    )
    (row,) = rows([listing])
    assert row == {
        "Name": "Circle, of friends",
        "Other names": "Cercle",
        "Kind": "Network or federation",
        "Kind (code)": "network",
        "Legal status": "Registered",
        "Legal status (code)": "registered",
        "Comes from": "Somalia; Eritrea",
        "Comes from (codes)": "SO; ER",
        "Lives in": "Kenya",
        "Lives in (codes)": "KE",
        "Works in": "Africa",
        "Works in (codes)": "002",
        "Main areas of work": "Education and skills",
        "Main areas (codes)": "education",
        "Also works on": row["Also works on"],
        "Also works on (codes)": "health",
        "Roles": row["Roles"],
        "Roles (codes)": "advocacy",
        "Offers": "Mentoring",
        "Offers (codes)": "mentoring",
        "Needs": row["Needs"],
        "Needs (codes)": "funding; training",
        "Made of": row["Made of"],
        "Made of (codes)": "second",
        "Works for": row["Works for"],
        "Works for (codes)": "first",
        "Working languages": row["Working languages"],
        "Working languages (codes)": row["Working languages (codes)"],
        "Leadership": "Led by women",
        "Leadership (codes)": "women",
        "Founded": "1999",
        "Size": "11 to 50 people",
        "Size (code)": "11-50",
        "Registered as": "GB-CHC-1",
        "Description": 'We say "hello",\nevery day.',
        "Language of the description": "en",
        "Website": "https://circle.example/",
        "Public contacts": "Telephone: +254 1",
        "Last confirmed": "2026-03-01",
        "Fictional sample": "",
        "Page": "http://testserver/organizations/circle/",
        "Identifier on this portal": str(listing.uuid),
    }
    assert set(row["Working languages (codes)"].split("; ")) == {"so", "en"}
    assert set(row["Working languages"].split("; ")) == {"Somali", "English"}


@pytest.mark.django_db
def test_words_and_header_are_the_readers() -> None:
    listing = make_listing(slug="circle")
    listing.descriptions.create(language_id="en", text="English words")
    listing.descriptions.create(language_id="ar", text="كلمات")
    with override("ar"):
        visible = Organization.objects.visible_to(ANONYMOUS)
        parts = csv_file([listing.pk], visible)
    with override("fr"):  # the server asks for the parts when another request may be answered
        text = b"".join(parts).decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text, newline=""))
    assert "الصومال" in row
    assert "SO" in row
    assert "كلمات" in row
    assert "English words" not in row
    assert "http://testserver/ar/organizations/circle/" in row
    assert len(header) == len(row) == len(export.COLUMNS)


@pytest.mark.django_db
def test_only_what_is_public_whoever_asks() -> None:
    secret = make_listing(
        name="Partners only",
        audience=Audience.PARTNERS,
        hidden_from=["SO"],
        budget_band="1-1000",
        source=Source.RECORD,
        source_citation="The record",
    )
    for audience in Audience.values:
        secret.contacts.create(kind="email", value=f"{audience}@example.org", audience=audience)
    partner = Viewer(user_id=1, is_member=True, is_verified_partner=True)
    curator = Viewer(user_id=1, is_curator=True)
    assert rows([secret]) == []
    (seen,) = rows([secret], partner)
    assert seen["Public contacts"] == "E-mail: public@example.org"
    assert rows([secret], curator) == [seen]
    text = " ".join([*seen, *seen.values()])
    for word in ("members@", "partners@", "iom@", "Partners verified", "record", "1,000", "Publ"):
        assert word not in text.replace("Public contacts", "")


@pytest.mark.django_db
def test_what_is_fictional_says_so() -> None:
    (row,) = rows([make_listing(source=Source.SAMPLE)])
    assert row["Fictional sample"] == "yes"


@pytest.mark.django_db
def test_it_begins_with_the_mark_of_utf_8_and_every_cell_is_quoted() -> None:
    listing = make_listing(name="a;=1+1")
    visible = Organization.objects.visible_to(ANONYMOUS)
    content = b"".join(csv_file([listing.pk], visible))
    assert content.startswith(b'\xef\xbb\xbf"Name","Other names",')
    assert b'\r\n"a;=1+1",' in content


@pytest.mark.django_db
def test_notes_stand_first() -> None:
    listing = make_listing(name="A")
    header, row = read(
        [listing], notes={listing.pk: ("=because", "2026-03-01")}, note_labels=("Why", "When")
    )
    assert (header[:3], row[:3]) == (["Why", "When", "Name"], ["'=because", "2026-03-01", "A"])


@pytest.mark.django_db
@pytest.mark.parametrize(("listings", "queries"), [(1, 3), (20, 3), (41, 9)])
def test_queries_by_batch(
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
    listings: int,
    queries: int,
) -> None:
    monkeypatch.setattr(export, "BATCH", 20)
    made = [make_listing(description="Text") for _ in range(listings)]
    read(made)
    with django_assert_num_queries(queries):
        assert len(read(made)) == listings + 1


@pytest.mark.django_db
def test_what_is_hidden_while_the_file_is_written_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(export, "BATCH", 1)
    first, second = make_listing(name="First"), make_listing(name="Second")
    visible = Organization.objects.visible_to(ANONYMOUS)
    parts = csv_file([first.pk, second.pk], visible)
    assert b"Name" in next(parts)
    assert b"First" in next(parts)
    Organization.objects.filter(pk=second.pk).unrecorded(because="arranged").update(
        audience=Audience.IOM
    )
    assert b"".join(parts) == b""
