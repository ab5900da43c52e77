"""Every file with the data of others leaves a row: who, what, how many, asked for how."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import Transfer
from accounts.rights.transfers import LONGEST_VALUE, MOST_VALUES, in_words, note_transfer
from organizations.models import ShortlistEntry
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db


def noted() -> list[tuple[Any, ...]]:
    rows = Transfer.objects.order_by("pk")
    return [(row.by, row.what, row.rows, row.filters) for row in rows]


def test_the_directory(client: Client) -> None:
    make_listing(name="One", legal_status="registered")
    make_listing(name="Two", legal_status="none")
    reader = UserFactory()
    path = "/organizations/export.csv?legal_status=registered&sort=name"
    b"".join(client.get(path).streaming_content)  # type: ignore[attr-defined]
    client.force_login(reader)
    b"".join(client.get("/fr/organizations/export.csv").streaming_content)  # type: ignore[attr-defined]
    assert noted() == [
        (None, "directory", 1, {"legal_status": ["registered"], "sort": ["name"]}),
        (reader, "directory", 2, {}),
    ]


def test_a_file_that_is_refused_is_no_transfer(client: Client) -> None:
    assert client.get("/organizations/export.csv?legal_status=nonsense").status_code == 400
    assert noted() == []


def test_a_shortlist(client: Client) -> None:
    reader = UserFactory()
    ShortlistEntry.objects.create(user=reader, organization=make_listing())
    client.force_login(reader)
    client.get("/organizations/shortlist/export.csv")
    assert noted() == [(reader, "shortlist", 1, {})]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_listings_taken_by_staff(client: Client, kind: str) -> None:
    staff = StaffFactory()
    make_listing(name="One")
    client.force_login(staff)
    client.get(f"/admin/organizations/organization/export.{kind}?q=One")
    assert noted() == [(staff, f"listings_{kind}", 1, {"q": ["One"]})]


def test_how_even_matches_are(client: Client) -> None:
    staff = StaffFactory()
    client.force_login(staff)
    client.get("/admin/partnerships/matchrun/fairness.csv")
    assert noted() == [(staff, "fairness", 0, {})]


def test_nobody_fills_the_table_with_long_addresses() -> None:
    row = note_transfer(
        by=AnonymousUser(),
        what="directory",
        rows=0,
        filters=[("q", ["x" * 10_000]), *((f"n{number}", ["y"]) for number in range(200))],
    )
    assert len(row.filters) == MOST_VALUES
    assert row.filters["q"] == ["x" * LONGEST_VALUE]


def test_she_sees_her_own_and_staff_all(client: Client) -> None:
    reader, staff = UserFactory(), StaffFactory()
    note_transfer(by=reader, what="directory", rows=41, filters=[("q", ["choir"])])
    note_transfer(by=UserFactory(), what="shortlist", rows=42)
    client.force_login(reader)
    page = client.get("/accounts/your-data/").content.decode()
    assert "The directory as CSV" in page
    assert "<td>41</td>" in page
    assert "<td>42</td>" not in page
    client.force_login(staff)
    table = client.get("/admin/accounts/transfer/").content.decode()
    assert "q: choir" in table
    assert "A shortlist as CSV" in table
    assert client.get("/admin/accounts/transfer/add/").status_code == 403


def test_every_code_has_words() -> None:
    for what in (
        *("directory", "shortlist", "listings_csv", "listings_xlsx"),
        *("partnership_csv", "partnership_iati", "fairness"),
    ):
        assert in_words(Transfer(what=what)) != what


def test_the_log_outlives_the_account() -> None:
    reader = UserFactory()
    note_transfer(by=reader, what="directory", rows=1)
    reader.delete()
    assert noted() == [(None, "directory", 1, {})]
