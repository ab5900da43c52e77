"""Bringing a file of listings in: checked, looked at, then written whole or not at all."""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

from celery import current_app
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.validators import one_line
from organizations.actions.changes import note_new_name
from organizations.actions.registration import new_slug
from organizations.actions.standing import refresh_trust
from organizations.enums import (
    Direction,
    GenerationRelation,
    ImportState,
    PlaceRelation,
    Source,
    Status,
)
from organizations.models import (
    Contact,
    ListingImport,
    Organization,
    OrganizationDescription,
    OrganizationGeneration,
    OrganizationIdentifier,
    OrganizationName,
    OrganizationPlace,
    OrganizationSector,
    OrganizationSupport,
)
from organizations.models.history import acting, store_together
from organizations.rules import can_import
from organizations.search.documents import refresh
from organizations.tables.cells import split
from organizations.tables.columns import DESCRIPTION
from organizations.tables.files import UnreadableTableError, rows_of
from organizations.tables.plan import CHANGED, NEW, WRONG, Plan, RowPlan, make_plan

logger = logging.getLogger(__name__)

Report = Callable[[int], None]
AT_ONCE = 500
# Whatever was not taken up or reported for this long, a worker died over: it is queued again.
PATIENCE = timedelta(minutes=2)
# Any number that no other lock of the database uses.
LOCK = 0x1157
# How each list of codes is stored: the link's model, its column, and what marks the facet.
LINKS: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "heritage": (OrganizationPlace, "place_id", {"relation": PlaceRelation.HERITAGE}),
    "residence": (OrganizationPlace, "place_id", {"relation": PlaceRelation.RESIDENCE}),
    "works_in": (OrganizationPlace, "place_id", {"relation": PlaceRelation.WORKS_IN}),
    "primary_sectors": (OrganizationSector, "sector_id", {"is_primary": True}),
    "secondary_sectors": (OrganizationSector, "sector_id", {"is_primary": False}),
    "made_of": (
        OrganizationGeneration,
        "generation_id",
        {"relation": GenerationRelation.MADE_OF},
    ),
    "serves": (OrganizationGeneration, "generation_id", {"relation": GenerationRelation.SERVES}),
    "offers": (OrganizationSupport, "support_type_id", {"direction": Direction.OFFERS}),
    "needs": (OrganizationSupport, "support_type_id", {"direction": Direction.NEEDS}),
    "roles": (Organization.roles.through, "role_id", {}),
    "languages": (Organization.languages.through, "language_id", {}),
    "networks": (Organization.networks.through, "to_organization_id", {}),
}
# Entries of several parts, each a line of its cell.
ENTRIES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "other_names": (OrganizationName, ("type", "language", "name")),
    "contacts": (Contact, ("kind", "value", "person", "audience")),
    "identifiers": (OrganizationIdentifier, ("scheme", "number")),
}


@transaction.atomic
def start_import(*, file_name: str, content: bytes, citation: str, by: User) -> ListingImport:
    """Keep a file and have the worker check it. Raises PermissionDenied, UnreadableTableError."""
    if not can_import(by):
        raise PermissionDenied
    # What is no table at all is said at once, at the field; the rows are the worker's.
    total = sum(1 for _row in rows_of(content)) - 1
    found = ListingImport.objects.create(
        by=by,
        file_name=one_line(file_name)[-200:] or "listings",
        content=content,
        citation=citation,
        sha256=hashlib.sha256(content).hexdigest(),
        total=total,
    )
    _queue("check_import", found)
    return found


@transaction.atomic
def check_again(*, import_id: int, by: User) -> None:
    """Make the plan anew: the directory has changed, or somebody corrected it there."""
    found = _of(import_id, by, ImportState.READY, ImportState.WRONG)
    _set(found, ImportState.WAITING)
    _queue("check_import", found)


@transaction.atomic
def write_plan(*, import_id: int, by: User, digest: str) -> None:
    """Have the worker write the plan with this `digest`: the one that `by` has looked at."""
    found = _of(import_id, by, ImportState.READY)
    if found.digest != digest:
        raise WrongStateError(found.state)
    found.by = by
    _set(found, ImportState.WRITING)
    _queue("write_import", found)


@transaction.atomic
def give_up(*, import_id: int, by: User) -> None:
    found = _of(import_id, by, ImportState.READY, ImportState.WRONG, ImportState.WAITING)
    found.content, found.rows = b"", []
    _set(found, ImportState.GIVEN_UP)


class WrongStateError(Exception):
    """The import has gone on in the meantime; `state` says where it stands."""

    def __init__(self, state: str) -> None:
        self.state = ImportState(state)
        super().__init__(state)


def check(import_id: int) -> None:
    """Make the plan and store it. Twice, or in two workers, it has one effect."""
    with _failing(import_id), _alone(import_id, ImportState.WAITING) as found:
        if found is None:
            return
        with _in_their_language(found), _reporting(found) as report:
            try:
                plan = _plan(found, report)
            except UnreadableTableError as error:
                found.message = str(error.message)
                _set(found, ImportState.WRONG)
                return
        found.counts, found.digest = plan.counts, plan.digest
        found.rows = [row.stored() for row in plan.rows]
        found.total = len(plan.rows)
        _set(found, ImportState.WRONG if plan.counts[WRONG] else ImportState.READY)


def write(import_id: int) -> None:
    """Write the stored plan whole, or nothing; a plan that would be another now is not written."""
    with _failing(import_id), _alone(import_id, ImportState.WRITING) as found:
        if found is None:
            return
        with _in_their_language(found), _reporting(found) as report:
            plan = _plan(found, lambda done: None, lock=True)
            if plan.digest != found.digest or plan.counts[WRONG]:
                found.message = _("The directory has changed since. Look at it again.")
                _set(found, ImportState.WAITING)
                _queue("check_import", found)
                return
            _write(plan, found, report)
        found.content, found.finished_at = b"", timezone.now()
        _set(found, ImportState.DONE)


def sweep() -> None:
    """Queue again what a lost nudge or a killed worker left undone."""
    waiting = ListingImport.objects.filter(touched_at__lte=timezone.now() - PATIENCE)
    for found in waiting.filter(state__in=(ImportState.WAITING, ImportState.WRITING)):
        found.touched_at = timezone.now()
        found.save(update_fields=["touched_at"])
        _queue("check_import" if found.state == ImportState.WAITING else "write_import", found)


def _of(import_id: int, by: User, *states: ImportState) -> ListingImport:
    if not can_import(by):
        raise PermissionDenied
    found = ListingImport.objects.select_for_update().get(pk=import_id)
    if found.state not in states:
        raise WrongStateError(found.state)
    return found


def _set(found: ListingImport, state: ImportState) -> None:
    found.state, found.touched_at = state, timezone.now()
    found.done = found.total if state == ImportState.DONE else 0
    if state != ImportState.WAITING:
        found.message = found.message if state == ImportState.WRONG else ""
    found.save()


def _queue(task: str, found: ListingImport) -> None:
    """Nudge the worker once the row is stored; if the broker is away, the sweep does."""

    def send() -> None:
        current_app.send_task(f"organizations.tasks.{task}", args=[found.pk])

    transaction.on_commit(send, robust=True)


def _in_their_language(found: ListingImport) -> AbstractContextManager[None]:
    return override(found.by.language if found.by else None)


@contextmanager
def _failing(import_id: int) -> Iterator[None]:
    """Note what went wrong, once nothing of it is left; the file stays, to be looked into."""
    try:
        yield
    except Exception as error:
        logger.exception("import %s failed", import_id)
        # A constraint knew better than the plan: its name says what.
        known = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        with override(None):
            message = _("Something went wrong (%(what)s). Nothing was written.") % {
                "what": known or type(error).__name__
            }
        ListingImport.objects.filter(pk=import_id).update(
            state=ImportState.FAILED, message=message[:400], finished_at=timezone.now()
        )


@contextmanager
def _alone(import_id: int, state: ImportState) -> Iterator[ListingImport | None]:
    """Hold the import for this worker, in one transaction; None where another has it or is done.

    The lock is no row lock, so that progress can be written beside the transaction.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, import_id])
        is_ours = cursor.fetchone()[0]
        found = ListingImport.objects.filter(pk=import_id, state=state).select_related("by")
        yield found.first() if is_ours else None


@contextmanager
def _reporting(found: ListingImport) -> Iterator[Report]:
    """Yield what stores how many rows are done, at once, beside the transaction of the work."""
    beside = connection.copy()
    try:

        def report(done: int) -> None:
            with beside.cursor() as cursor:
                cursor.execute(
                    f"UPDATE {connection.ops.quote_name(ListingImport._meta.db_table)} "  # noqa: S608
                    "SET done = %s, touched_at = now() WHERE id = %s",
                    [done, found.pk],
                )

        yield report
    finally:
        beside.close()


def _plan(found: ListingImport, report: Report, *, lock: bool = False) -> Plan:
    by = found.by
    listings = Organization.objects.all()
    own = set(by.memberships.values_list("organization_id", flat=True)) if by else set()
    return make_plan(
        rows_of(bytes(found.content)),
        listings.select_for_update(of=("self",)) if lock else listings,
        citation=found.citation,
        forbidden=lambda listing: listing.pk in own,
        progress=report,
    )


def _write(plan: Plan, found: ListingImport, report: Report) -> None:
    rows = [row for row in plan.rows if row.state in (NEW, CHANGED)]
    for start in range(0, len(rows), AT_ONCE):
        batch = rows[start : start + AT_ONCE]
        with acting(found.by, "import"):
            _write_batch(batch)
        refresh(_listing(row).pk for row in batch)
        # A badge is bound to the name, and what others see to the audience.
        refresh_trust(_listing(row).pk for row in batch if row.state == CHANGED)
        _log(batch, found)
        report(start + len(batch))


def _write_batch(rows: Sequence[RowPlan]) -> None:
    added: list[Organization] = []
    for row in rows:
        if row.state == CHANGED:
            _change(_listing(row), row)
        else:
            row.listing = Organization(
                slug=new_slug(row.name),
                source=Source.IMPORTED,
                status=Status.SUBMITTED,
                submitted_at=timezone.now(),
            )
            _set_columns(row.listing, row)
            added.append(row.listing)
    store_together(Organization, added)
    linked: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        for model, values in _linked(row):
            linked[model].append(model(**values))
    for model, links in linked.items():
        store_together(model, links)


def _listing(row: RowPlan) -> Organization:
    if row.listing is None:
        raise ValueError(f"row {row.line} has no listing yet")
    return row.listing


def _change(listing: Organization, row: RowPlan) -> None:
    old = listing.name
    _set_columns(listing, row)
    listing.save()
    # A published name stays findable, unless the row itself says which other names there are.
    if listing.name != old and listing.published_at:
        note_new_name(listing, old)
    _clear(row)


def _set_columns(listing: Organization, row: RowPlan) -> None:
    for name, value in row.values.items():
        if name == "parent":
            listing.parent_id = value[0] if value else None
        elif name == "name_language":
            listing.name_language = "".join(value)
        elif name not in LINKS and name not in ENTRIES and not name.startswith(DESCRIPTION):
            setattr(listing, name, value)


def _clear(row: RowPlan) -> None:
    """Delete what the row replaces."""
    listing = _listing(row)
    for name in row.values:
        if name in LINKS:
            model, _column, marks = LINKS[name]
            owner = "from_organization" if name == "networks" else "organization"
            model._default_manager.filter(**{owner: listing}, **marks).delete()
        elif name in ENTRIES:
            ENTRIES[name][0]._default_manager.filter(organization=listing).delete()
        elif name.startswith(DESCRIPTION):
            language = name.removeprefix(DESCRIPTION)
            listing.descriptions.filter(language_id=language).delete()


def _linked(row: RowPlan) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield the rows of other tables that a row of the file stands for."""
    pk = _listing(row).pk
    for name, value in row.values.items():
        if name in LINKS:
            model, column, marks = LINKS[name]
            owner = "from_organization_id" if name == "networks" else "organization_id"
            yield from ((model, {owner: pk, column: code, **marks}) for code in value)
        elif name in ENTRIES:
            model, columns = ENTRIES[name]
            for entry in value:
                parts = entry.split(" ", 1) if name == "identifiers" else split(entry)
                yield model, {"organization_id": pk, **dict(zip(columns, parts, strict=True))}
        elif name.startswith(DESCRIPTION) and value:
            language = name.removeprefix(DESCRIPTION)
            yield (
                OrganizationDescription,
                {"organization_id": pk, "language_id": language, "text": value},
            )


def _log(rows: Sequence[RowPlan], found: ListingImport) -> None:
    """Note with each listing which file and row wrote it: its provenance."""
    if found.by is None:
        return
    kind = ContentType.objects.get_for_model(Organization)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=found.by,
            content_type=kind,
            object_id=str(_listing(row).pk),
            object_repr=str(row.listing)[:200],
            action_flag=CHANGE if row.changes else ADDITION,
            change_message=f"{found.file_name}, {row.line}: {', '.join(row.changes)}".rstrip(": "),
        )
        for row in rows
    )
