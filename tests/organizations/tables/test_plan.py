"""The plan: what a file would change, and everything that is wrong in it at once."""

import csv
import io
from typing import Any

import pytest

from organizations.enums import Audience, ContactKind, NameType
from organizations.models import Organization
from organizations.tables.columns import known, names_for
from organizations.tables.files import UnreadableTableError
from organizations.tables.plan import CHANGED, NEW, SAME, WRONG, Plan, make_plan, with_all
from tests.factories import make_listing

pytestmark = pytest.mark.django_db


def plan(*rows: list[str], **more: Any) -> Plan:
    return make_plan(rows, Organization.objects.all(), citation="A list", **more)


def table(listings: list[Organization], *languages: str) -> list[list[str]]:
    columns = known(names_for(languages))
    found = with_all(Organization.objects.filter(pk__in=[one.pk for one in listings]))
    return [
        list(columns),
        *(
            [column.write(column.value(one)) for column in columns.values()]
            for one in found.order_by("pk")
        ),
    ]


def whole_listing() -> Organization:
    """A listing with something in every column."""
    other = make_listing(name="Network", slug="network")
    listing = make_listing(
        name="Circle",
        slug="circle",
        name_language="en",
        legal_status="registered",
        founded_year=1999,
        size_band="11-50",
        budget_band="0",
        is_youth_led=True,
        is_women_led=False,
        works_in=["ER", "014"],
        secondary_sectors=["peace"],
        offers=["mentoring"],
        needs=["funding", "training"],
        made_of=["second"],
        serves=["first"],
        languages=["en", "so"],
        website="https://circle.example/",
        audience=Audience.MEMBERS,
        hidden_from=["SO"],
        open_to=7,
        source_citation="A book",
        parent=other,
        description="We | meet.\nOn Sundays.",
    )
    listing.names.create(name="A|B \\ C", type=NameType.ACRONYM)
    listing.names.create(name="Cercle", type=NameType.TRANSLATION, language="fr")
    listing.contacts.create(kind=ContactKind.EMAIL, value="a@example.org", person="A. | B.")
    listing.identifiers.create(scheme="GB-CHC", number="123 456")
    listing.roles.set(["advocacy"])
    listing.networks.add(other)
    return listing


def test_what_was_taken_out_changes_nothing() -> None:
    made = plan(*table([whole_listing(), make_listing(slug="plain")], "en", "ar"))
    assert [(row.state, row.errors, row.changes) for row in made.rows] == [(SAME, {}, {})] * 2


def test_every_column_is_filled_by_that_listing() -> None:
    header, row = table([whole_listing()], "en")
    assert [name for name, cell in zip(header, row, strict=True) if not cell] == ["is_refugee_led"]


def test_a_change_shows_before_and_after() -> None:
    listing = make_listing(name="Circle", residence=["KE"])
    made = plan(["id", "name", "residence"], [str(listing.uuid), "Ring", "ET; KE"])
    (row,) = made.rows
    assert row.state == CHANGED
    assert row.changes == {"name": ("Circle", "Ring"), "residence": ("KE", "ET; KE")}


def test_a_column_that_is_absent_stays_and_an_empty_cell_empties() -> None:
    listing = make_listing(name="Circle", website="https://a.example/", needs=["funding"])
    (row,) = plan(["id", "needs"], [str(listing.uuid), ""]).rows
    assert row.changes == {"needs": ("funding", "")}


def test_a_row_without_an_id_is_new_and_waits() -> None:
    (row,) = plan(["name", "kind", "heritage"], ["بيت", "grassroots", ""]).rows
    assert (row.state, row.name) == (NEW, "بيت")
    assert row.values["is_open_to_matching"] is False
    assert row.values["source_citation"] == "A list"


def errors(header: list[str], *cells: str) -> dict[str, str]:
    (row,) = plan(header, list(cells)).rows
    assert row.state == WRONG
    return row.errors


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("name", "", "This cell must be filled in."),
        ("kind", "club", "“club” is not one of: grassroots, formal, network."),
        ("heritage", "SN; XX; YY", "Unknown code: XX, YY."),
        ("primary_sectors", "education; health; youth; peace", "At most 3."),
        ("is_women_led", "maybe", "Enter yes, no, or leave it empty."),
        ("founded_year", "-5", "Enter a number from 1800 to 2200."),
        ("founded_year", "19999999999999999999", "Enter a number from 1800 to 2200."),
        ("founded_year", "١٩٩٩", "Enter a number from 1800 to 2200."),
        (
            "website",
            "javascript:alert(1)",
            "Enter a web address that starts with https:// or http://.",
        ),
        ("contacts", "email | a@", "Write a contact as: kind | contact | person | audience, "
         "where the kind is one of: email, phone, whatsapp, social, address."),
        ("contacts", "email | a@ | | iom", "This is not an e-mail address."),
        (
            "contacts",
            "phone | 1 | | all",
            "“all” is not one of: public, members, partners, iom.",
        ),
        ("identifiers", "123", "Write an identifier as scheme and number, such as: "
         "GB-CHC 1234567."),
        ("other_names", "Cercle", "Write a name as: type | language | name, where the type is "
         "one of: translation, acronym, former, alias."),
        ("id", "17", "This is not an id of a listing."),
        ("id", "5a0c7f4e-2b9d-4c61-8f3a-9e1d6b7c8a90",
         "No listing has this id. Leave it empty to add a new one."),
        ("parent", "5a0c7f4e-2b9d-4c61-8f3a-9e1d6b7c8a90", "No listing has this id."),
        ("status", "published", "What a file adds waits for review: leave this empty."),
        ("source_citation", "x" * 301, "May have at most 300 characters."),
        ("description_en", "x" * 2_001, "May have at most 2000 characters."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_cell(column: str, cell: str, message: str) -> None:
    cells = {"name": "A", "kind": "formal", column: cell}
    assert errors(list(cells), *cells.values())[column] == message


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = errors(["name", "kind", "heritage"], "", "club", "XX")
    assert set(found) == {"name", "kind", "heritage"}


def test_a_public_page_is_hidden_from_nobody() -> None:
    listing = make_listing(audience=Audience.MEMBERS, hidden_from=["SO"])
    found = errors(["id", "audience"], str(listing.uuid), "public")
    assert found["hidden_from"].startswith("A page that everyone can see cannot be hidden")


def test_a_sector_is_primary_or_secondary() -> None:
    listing = make_listing(sectors=["education"])
    found = errors(["id", "secondary_sectors"], str(listing.uuid), "education")
    assert found == {"secondary_sectors": "Stands among the primary sectors too: education."}


def test_what_only_the_queue_decides_is_not_changed_by_a_file() -> None:
    listing = make_listing()
    found = errors(["id", "status"], str(listing.uuid), "archived")
    assert found == {"status": "A file cannot change this: it is “published”."}


def test_nobody_changes_the_listing_of_her_own_group() -> None:
    listing = make_listing()
    (row,) = plan(["id", "name"], [str(listing.uuid), "B"], forbidden=lambda one: True).rows
    assert row.errors == {"": "You belong to this group: somebody else must change its listing."}


def test_doubles_are_found_in_the_file_and_in_the_directory() -> None:
    listing = make_listing()
    taken = make_listing()
    taken.identifiers.create(scheme="GB-CHC", number="1")
    made = plan(
        ["id", "name", "kind", "identifiers"],
        [str(listing.uuid), "A", "formal", ""],
        [str(listing.uuid), "B", "formal", ""],
        ["", "C", "formal", "GB-CHC 2"],
        ["", "D", "formal", "GB-CHC 2"],
        ["", "E", "formal", "GB-CHC 1"],
    )
    assert [row.errors for row in made.rows] == [
        {},
        {"id": "The same listing stands in row 2."},
        {},
        {"identifiers": "The same identifier stands in row 4."},
        {"identifiers": "Another listing carries this identifier already."},
    ]


def test_a_listing_is_not_its_own_parent() -> None:
    listing = make_listing()
    found = errors(["id", "parent"], str(listing.uuid), str(listing.uuid))
    assert found == {"parent": "A listing does not belong to itself."}


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (["nam", "kind"], "The table has columns that are not known here: nam."),
        (["name", "name"], "The table has columns twice: name."),
        (["kind"], "The table needs a column “id” or a column “name”."),
        (["name", "description_xx"], "The table has columns that are not known here: "
         "description_xx."),
    ],
)  # fmt: skip
def test_a_header_that_cannot_be_read(header: list[str], message: str) -> None:
    with pytest.raises(UnreadableTableError) as caught:
        plan(header)
    assert str(caught.value.message) == message


def test_more_cells_than_columns() -> None:
    (row,) = plan(["name", "kind"], ["A", "formal", "", "x"]).rows
    assert row.errors == {"": "The row has more cells than the table has columns."}


def test_the_digest_tells_another_plan() -> None:
    listing = make_listing(name="A")
    rows = (["id", "name"], [str(listing.uuid), "B"])
    before = plan(*rows).digest
    assert plan(*rows).digest == before
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(name="C")
    assert plan(*rows).digest != before


def test_queries_do_not_grow_with_the_rows(django_assert_num_queries: Any) -> None:
    for count in (1, 20):
        listings = [make_listing(name=f"L{count}.{n}") for n in range(count)]
        rows = table(listings, "en")
        with django_assert_num_queries(6):
            plan(*rows)


def test_progress_is_told_in_batches() -> None:
    told: list[int] = []
    plan(["name", "kind"], *[["A", "formal"]] * 1_200, progress=told.append)
    assert told == [500, 1_000, 1_200]


def test_a_csv_file_of_a_spreadsheet_reads_the_same() -> None:
    listing = whole_listing()
    text = io.StringIO()
    csv.writer(text).writerows(table([listing], "en"))
    rows = list(csv.reader(io.StringIO(text.getvalue(), newline="")))
    assert [row.state for row in plan(*rows).rows] == [SAME]


def test_empty_cells_of_what_cannot_be_empty() -> None:
    listing = make_listing(audience=Audience.MEMBERS)
    header = ["id", "name", "kind", "audience", "is_open_to_matching"]
    made = plan(
        header,
        [str(listing.uuid), listing.name, listing.kind, "", ""],
        ["", "New", "formal", "", ""],
    )
    assert made.rows[0].changes == {"is_open_to_matching": ("yes", "no")}
    assert made.rows[1].values["audience"] == "public"
    assert made.rows[1].values["is_open_to_matching"] is False
