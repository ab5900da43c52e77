"""The import in the admin: send, look, write; and the table that is taken out."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from organizations.actions import imports
from organizations.enums import ImportState, Status
from organizations.models import ListingImport, Organization
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

IMPORTS = "/admin/organizations/listingimport/"
LISTINGS = "/admin/organizations/organization/"


@pytest.fixture
def staff(client: Client) -> User:
    user = StaffFactory(is_superuser=True)
    client.force_login(user)
    return user


def send(client: Client, text: str, citation: str = "A list") -> Any:
    file = SimpleUploadedFile("groups.csv", text.encode())
    return client.post(f"{IMPORTS}add/", {"file": file, "citation": citation})


def test_from_the_file_to_the_listings(client: Client, staff: User) -> None:
    listing = make_listing(name="Circle")
    text = f"id,name,kind\n{listing.uuid},<b>Ring</b>,grassroots\n,New,formal\n"
    answer = send(client, text)
    found = ListingImport.objects.get()
    page = f"{IMPORTS}{found.pk}/change/"
    assert answer.url == page
    assert "Being checked" in client.get(page).content.decode()
    imports.check(found.pk)
    new = client.get(page).content.decode()
    assert "Write it: 1 new, 1 changed" in new
    changed = client.get(page, {"rows": "changed"}).content.decode()
    assert "&lt;b&gt;Ring&lt;/b&gt;" in changed
    assert "<b>Ring</b>" not in changed
    found.refresh_from_db()
    client.post(f"{IMPORTS}{found.pk}/write/", {"digest": found.digest})
    imports.write(found.pk)
    assert set(Organization.objects.values_list("name", "status")) == {
        ("<b>Ring</b>", Status.PUBLISHED),
        ("New", Status.SUBMITTED),
    }
    assert "Written" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("text", "citation", "message"),
    [
        ("", "A list", "The submitted file is empty."),
        ("name\n\0", "A list", "This is neither a CSV nor an XLSX file."),
        ("name\nA\n", "", "Say where the facts come from."),
    ],
)
def test_bad_input_is_said_at_the_field(
    client: Client, staff: User, text: str, citation: str, message: str
) -> None:
    answer = send(client, text, citation)
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert not ListingImport.objects.exists()


def test_errors_are_shown_by_row_and_column(client: Client, staff: User) -> None:
    send(client, "name,kind\nA,club\nB,formal\n")
    found = ListingImport.objects.get()
    imports.check(found.pk)
    page = client.get(f"{IMPORTS}{found.pk}/change/").content.decode()
    assert "<code>kind</code>" in page
    assert "“club” is not one of" in page
    assert "Write it" not in page


def test_somebody_was_quicker(client: Client, staff: User) -> None:
    send(client, "name,kind\nA,formal\n")
    found = ListingImport.objects.get()
    imports.check(found.pk)
    imports.give_up(import_id=found.pk, by=staff)
    page = client.post(f"{IMPORTS}{found.pk}/write/", {"digest": found.digest}, follow=True)
    assert "Nothing was done: the import is in the state “Given up” now." in page.content.decode()
    found.refresh_from_db()
    assert found.state == ImportState.GIVEN_UP


@pytest.mark.parametrize("step", ["write", "check", "give-up"])
def test_nothing_changes_by_looking(client: Client, staff: User, step: str) -> None:
    send(client, "name,kind\nA,formal\n")
    assert client.get(f"{IMPORTS}{ListingImport.objects.get().pk}/{step}/").status_code == 405


@pytest.mark.parametrize("is_staff", [False, True])
def test_nobody_else_comes_near(client: Client, is_staff: bool) -> None:
    by = StaffFactory(is_superuser=True)
    found = imports.start_import(
        file_name="a.csv", content=b"name,kind\nA,formal\n", citation="A", by=by
    )
    client.force_login(StaffFactory(is_superuser=False) if is_staff else UserFactory())
    for path in ("", "add/", f"{found.pk}/change/", "template.csv"):
        assert client.get(f"{IMPORTS}{path}").status_code in (302, 403)
    assert client.get(f"{LISTINGS}export.csv").status_code in (302, 403)
    assert client.post(f"{IMPORTS}{found.pk}/write/", {"digest": ""}).status_code in (302, 403)
    found.refresh_from_db()
    assert found.state == ImportState.WAITING


def test_the_template_can_be_sent_as_it_is(client: Client, staff: User) -> None:
    for kind in ("csv", "xlsx"):
        body = client.get(f"{IMPORTS}template.{kind}").content
        found = imports.start_import(file_name="t", content=body, citation="A", by=staff)
        imports.check(found.pk)
        found.refresh_from_db()
        assert (found.state, found.counts["new"]) == (ImportState.READY, 1)


def test_the_table_holds_what_the_list_shows(client: Client, staff: User) -> None:
    make_listing(name="=Circle", description="We meet.")
    make_listing(name="Draft", status=Status.DRAFT, published_at=None)
    answer = client.get(f"{LISTINGS}export.csv", {"status__exact": "published"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    assert [row[header.index("name")] for row in rows] == ["'=Circle"]
    assert rows[0][header.index("description_en")] == "We meet."
    book = load_workbook(io.BytesIO(client.get(f"{LISTINGS}export.xlsx").content))
    names = {row[2] for row in book.active.iter_rows(values_only=True)}
    assert names == {"name", "'=Circle", "Draft"}


def test_queries_do_not_grow_with_the_table(
    client: Client, staff: User, django_assert_num_queries: Any
) -> None:
    def take() -> None:
        b"".join(client.get(f"{LISTINGS}export.csv").streaming_content)

    make_listing()
    take()
    with django_assert_num_queries(11):  # one of them notes what left
        take()
    for number in range(20):
        make_listing(slug=f"more-{number}")
    with django_assert_num_queries(11):
        take()
