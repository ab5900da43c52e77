"""Files written whole or not at all, once, and only as somebody saw them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts.models import User
from organizations.actions import imports
from organizations.actions.imports import WrongStateError, start_import
from organizations.enums import Audience, ImportState, NameType, Source, Status
from organizations.models import (
    ListingImport,
    Membership,
    Organization,
    OrganizationIdentifier,
    SearchDocument,
)
from organizations.tables import files
from organizations.tables.columns import known, names_for
from organizations.tables.files import UnreadableTableError, csv_parts
from organizations.tables.plan import with_all
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return StaffFactory(is_superuser=True)


def content(*rows: list[str]) -> bytes:
    return b"".join(csv_parts(rows[0], rows[1:]))


def send(staff: User, *rows: list[str]) -> ListingImport:
    found = start_import(
        file_name="groups.csv", content=content(*rows), citation="A list", by=staff
    )
    imports.check(found.pk)
    found.refresh_from_db()
    return found


def write(staff: User, found: ListingImport) -> ListingImport:
    imports.write_plan(import_id=found.pk, by=staff, digest=found.digest)
    imports.write(found.pk)
    found.refresh_from_db()
    return found


def table(*languages: str) -> list[list[str]]:
    columns = known(names_for(languages))
    return [
        list(columns),
        *(
            [column.write(column.value(one)) for column in columns.values()]
            for one in with_all(Organization.objects.all()).order_by("pk")
        ),
    ]


def test_a_new_group_waits_for_review_with_its_source(staff: User) -> None:
    found = send(
        staff,
        ["name", "kind", "heritage", "primary_sectors", "description_ar", "contacts"],
        ["بيت", "grassroots", "SN", "education", "نلتقي", "email | a@example.org | | iom"],
    )
    assert (found.state, found.counts) == (
        ImportState.READY,
        {"new": 1, "changed": 0, "same": 0, "wrong": 0},
    )
    assert not Organization.objects.exists()
    found = write(staff, found)
    assert (found.state, found.done, bytes(found.content)) == (ImportState.DONE, 1, b"")
    listing = Organization.objects.with_tags().get()
    assert (listing.status, listing.source, listing.source_citation) == (
        Status.SUBMITTED,
        Source.IMPORTED,
        "A list",
    )
    assert not listing.is_open_to_matching
    assert (listing.heritage_codes, listing.primary_sector_codes) == (["SN"], ["education"])
    assert listing.descriptions.get().text == "نلتقي"
    assert listing.contacts.get().value == "a@example.org"
    assert not SearchDocument.objects.get(organization=listing).is_listed
    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (staff, "groups.csv, 2")


def test_what_was_taken_out_brings_everything_back(staff: User) -> None:
    other = make_listing(name="Network")
    listing = make_listing(
        name="Circle",
        name_language="en",
        works_in=["ER"],
        secondary_sectors=["peace"],
        offers=["mentoring"],
        needs=["funding"],
        made_of=["second"],
        languages=["en"],
        audience=Audience.MEMBERS,
        hidden_from=["SO"],
        parent=other,
        website="https://a.example/",
        description="We meet.",
        is_youth_led=True,
        open_to=3,
    )
    listing.names.create(name="=A|B", type=NameType.ACRONYM)
    listing.identifiers.create(scheme="GB-CHC", number="1 2")
    listing.contacts.create(kind="phone", value="+254 700", audience=Audience.PUBLIC)
    listing.networks.add(other)
    listing.roles.set(["advocacy"])
    before = table("en")
    # Whatever the table holds is changed or emptied, then the file is brought back.
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        name="Ring", name_language="", audience=Audience.PUBLIC, hidden_from=[], parent=None,
        website="", is_youth_led=None, open_to=None, kind="network",
    )  # fmt: skip
    for rows in (
        *(listing.names, listing.identifiers, listing.contacts, listing.descriptions),
        *(listing.place_links, listing.sector_links, listing.support_links),
        listing.generation_links,
    ):
        rows.all().delete()
    listing.networks.clear()
    listing.roles.clear()
    listing.languages.clear()
    assert table("en") != before
    assert write(staff, send(staff, *before)).state == ImportState.DONE
    assert table("en") == before


def test_a_published_listing_is_found_as_it_is_now(staff: User) -> None:
    listing = make_listing(name="Circle")
    before = listing.updated_at
    write(staff, send(staff, ["id", "name"], [str(listing.uuid), "Quincunx"]))
    listing.refresh_from_db()
    assert (listing.name, listing.status) == ("Quincunx", Status.PUBLISHED)
    assert listing.updated_at > before  # by which the matching knows
    assert "quincunx" in SearchDocument.objects.get(organization=listing).name_words


def test_a_name_that_was_published_stays_findable(staff: User) -> None:
    listing = make_listing(name="Circle")
    draft = make_listing(name="Sketch", status=Status.DRAFT, published_at=None)
    rows = ["id", "name"], [str(listing.uuid), "Ring"], [str(draft.uuid), "Plan"]
    write(staff, send(staff, *rows))
    assert list(listing.names.values_list("name", "type")) == [("Circle", NameType.FORMER)]
    assert "circle" in SearchDocument.objects.get(organization=listing).name_words
    assert not draft.names.exists()


def test_one_bad_row_in_many_keeps_all_out(staff: User) -> None:
    rows = [["Group", "formal"]] * 30
    rows[17] = ["Group", "club"]
    found = send(staff, ["name", "kind"], *rows)
    assert (found.state, found.counts["wrong"]) == (ImportState.WRONG, 1)
    assert [row["line"] for row in found.rows if row["errors"]] == [19]
    with pytest.raises(WrongStateError):
        imports.write_plan(import_id=found.pk, by=staff, digest=found.digest)
    assert not Organization.objects.exists()


def test_what_nobody_has_seen_is_not_written(staff: User) -> None:
    listing = make_listing(name="A")
    found = send(staff, ["id", "name"], [str(listing.uuid), "B"])
    with pytest.raises(WrongStateError):
        imports.write_plan(import_id=found.pk, by=staff, digest="another")
    imports.write_plan(import_id=found.pk, by=staff, digest=found.digest)
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(name="C")
    imports.write(found.pk)
    found.refresh_from_db()
    assert (found.state, found.message) == (
        ImportState.WAITING,
        "The directory has changed since. Look at it again.",
    )
    listing.refresh_from_db()
    assert listing.name == "C"
    imports.check(found.pk)
    found.refresh_from_db()
    assert found.rows[0]["changes"] == {"name": ["C", "B"]}


def test_a_constraint_that_knew_better_leaves_nothing_half_written(
    staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = send(
        staff,
        ["name", "kind", "identifiers"],
        ["A", "formal", "GB-CHC 1"],
        ["B", "formal", "GB-CHC 2"],
    )
    refresh = imports.refresh

    def taken_meanwhile(pks: Any) -> int:
        OrganizationIdentifier.objects.create(
            organization=Organization.objects.get(name="A"), scheme="GB-CHC", number="2"
        )
        return refresh(pks)

    monkeypatch.setattr(imports, "refresh", taken_meanwhile)
    found = write(staff, found)
    assert (found.state, found.message) == (
        ImportState.FAILED,
        "Something went wrong (organization_identifier_once). Nothing was written.",
    )
    assert not Organization.objects.exists()


def test_twice_has_one_effect(staff: User) -> None:
    found = write(staff, send(staff, ["name", "kind"], ["A", "formal"]))
    imports.write(found.pk)
    imports.check(found.pk)
    assert Organization.objects.count() == 1
    with pytest.raises(WrongStateError):
        imports.write_plan(import_id=found.pk, by=staff, digest=found.digest)


def test_two_workers_write_it_once(transactional_db: None) -> None:
    staff = StaffFactory(is_superuser=True)
    found = send(staff, ["name", "kind"], *[["A", "formal"]] * 20)
    imports.write_plan(import_id=found.pk, by=staff, digest=found.digest)

    def work(_: int) -> None:
        imports.write(found.pk)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert Organization.objects.count() == 20
    found.refresh_from_db()
    assert found.state == ImportState.DONE


def test_progress_is_seen_while_it_works(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = StaffFactory(is_superuser=True)
    found = start_import(
        file_name="a.csv",
        content=content(["name", "kind"], *[["A", "formal"]] * 700),
        citation="A list",
        by=staff,
    )
    seen: list[int] = []
    make_plan = imports.make_plan

    def watched(*arguments: Any, progress: Any, **more: Any) -> Any:
        def report(done: int) -> None:
            progress(done)
            with ThreadPoolExecutor(1) as other:
                seen.append(other.submit(read).result())

        return make_plan(*arguments, progress=report, **more)

    def read() -> int:
        done = ListingImport.objects.get(pk=found.pk).done
        connection.close()
        return done

    monkeypatch.setattr(imports, "make_plan", watched)
    imports.check(found.pk)
    assert seen == [500, 700]


def test_whoever_belongs_to_the_group_leaves_it_to_others(staff: User) -> None:
    listing = make_listing(name="A")
    Membership.objects.create(organization=listing, user=staff)
    found = send(staff, ["id", "name"], [str(listing.uuid), "B"])
    assert found.state == ImportState.WRONG


def test_only_who_may_add_and_change_listings(staff: User) -> None:
    found = send(staff, ["name", "kind"], ["A", "formal"])
    for by in (UserFactory(), StaffFactory(is_superuser=False)):
        with pytest.raises(PermissionDenied):
            send(by, ["name", "kind"], ["A", "formal"])
        with pytest.raises(PermissionDenied):
            imports.write_plan(import_id=found.pk, by=by, digest=found.digest)
        with pytest.raises(PermissionDenied):
            imports.give_up(import_id=found.pk, by=by)


def test_what_is_no_table_is_refused_at_once(staff: User) -> None:
    with pytest.raises(UnreadableTableError):
        start_import(file_name="a", content=b"\0", citation="A", by=staff)
    assert not ListingImport.objects.exists()


def test_an_unknown_column_is_said_after_the_check(staff: User) -> None:
    found = send(staff, ["name", "colour"], ["A", "red"])
    assert (found.state, found.message) == (
        ImportState.WRONG,
        "The table has columns that are not known here: colour.",
    )


def test_given_up_nothing_is_kept(staff: User) -> None:
    found = send(staff, ["name", "kind"], ["A", "formal"])
    imports.give_up(import_id=found.pk, by=staff)
    found.refresh_from_db()
    assert (found.state, found.rows, bytes(found.content)) == (ImportState.GIVEN_UP, [], b"")


def test_what_a_worker_died_over_is_queued_again(
    staff: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(
        imports.current_app, "send_task", lambda name, args: sent.append((name, args))
    )
    found = start_import(
        file_name="a.csv", content=content(["name"], ["A"]), citation="A", by=staff
    )
    with django_capture_on_commit_callbacks(execute=True):
        imports.sweep()
    assert sent == []
    ListingImport.objects.update(touched_at=timezone.now() - timedelta(minutes=3))
    with django_capture_on_commit_callbacks(execute=True):
        imports.sweep()
        imports.sweep()
    assert sent == [("organizations.tasks.check_import", [found.pk])]


def test_the_file_is_bounded(staff: User) -> None:
    with pytest.raises(UnreadableTableError):
        start_import(file_name="a", content=b"a" * (files.LARGEST_FILE + 1), citation="A", by=staff)
