"""What a file would change: each row read, matched with its listing, compared, and judged.

Nothing is written here. The same file over the same directory makes the same plan; the plan's
digest tells whether what somebody looked at is what would be written now.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from organizations.enums import Audience, Status
from organizations.models import Organization, OrganizationIdentifier
from organizations.models.queries import OrganizationQuerySet
from organizations.tables.cells import read
from organizations.tables.columns import CellError, Column, column_of, known
from organizations.tables.files import UnreadableTableError

BATCH = 500
NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
# What a listing is that nobody of the group has agreed to yet.
DEFAULTS = {"audience": Audience.PUBLIC.value, "is_open_to_matching": False}


@dataclass
class RowPlan:
    """One row: `changes` maps a column to its cells before and after, `values` to the new value.

    `errors` maps a column ('' for the whole row) to what is wrong there.
    """

    line: int
    name: str = ""
    listing: Organization | None = None
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        if self.errors:
            return WRONG
        if self.listing is None:
            return NEW
        return CHANGED if self.changes else SAME

    def stored(self) -> dict[str, Any]:
        """Return what the preview shows, as JSON."""
        return {
            "line": self.line,
            "name": self.name,
            "state": self.state,
            "pk": self.listing.pk if self.listing else None,
            "changes": self.changes,
            "errors": self.errors,
        }


@dataclass(frozen=True)
class Plan:
    rows: list[RowPlan]

    @property
    def counts(self) -> dict[str, int]:
        return {NEW: 0, CHANGED: 0, SAME: 0, WRONG: 0, **Counter(row.state for row in self.rows)}

    @property
    def digest(self) -> str:
        """Return a fingerprint of what would be written."""
        told = [row.stored() for row in self.rows if row.state in (NEW, CHANGED)]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def with_all(listings: OrganizationQuerySet) -> OrganizationQuerySet:
    """Fetch with each listing whatever a column reads."""
    return (
        listings.with_tags()
        .select_related("parent")
        .prefetch_related("names", "identifiers", "descriptions", "contacts", "networks")
    )


def make_plan(
    rows: Iterable[list[str]],
    listings: OrganizationQuerySet,
    *,
    citation: str = "",
    forbidden: Callable[[Organization], bool] = lambda listing: False,
    progress: Callable[[int], None] = lambda done: None,
) -> Plan:
    """Return the plan of a file's rows, the header first.

    `citation` is the source of new listings whose row names none. `listings` are those that may be
    changed, and `forbidden` tells those of them that whoever
    sent the file may not touch. Raises UnreadableTableError for a header that cannot be read.
    """
    lines = iter(rows)
    header = _header(next(lines, []))
    columns = known(header)
    numbered = enumerate(lines, start=2)
    plans: list[RowPlan] = []
    while batch := list(islice(numbered, BATCH)):
        plans += [_read(line, header, columns, cells) for line, cells in batch]
        _match(plans[-len(batch) :], listings, columns, citation, forbidden)
        progress(len(plans))
    _refuse_doubles(plans)
    _refuse_taken_identifiers(plans)
    _find_relatives(plans, listings)
    return Plan(plans)


def _header(cells: Sequence[str]) -> list[str]:
    header = [read(cell).lower() for cell in cells]
    while header and not header[-1]:
        header.pop()
    if unknown := [name for name in header if column_of(name) is None]:
        raise UnreadableTableError(
            _("The table has columns that are not known here: %(names)s.")
            % {"names": ", ".join(name or "…" for name in unknown)[:300]}
        )
    if doubled := [name for name, times in Counter(header).items() if times > 1]:
        raise UnreadableTableError(
            _("The table has columns twice: %(names)s.") % {"names": ", ".join(doubled)[:300]}
        )
    if not {"id", "name"} & set(header):
        raise UnreadableTableError(_("The table needs a column “id” or a column “name”."))
    return header


def _read(
    line: int, header: Sequence[str], columns: dict[str, Column], cells: Sequence[str]
) -> RowPlan:
    row = RowPlan(line)
    if any(cells[len(header) :]):
        row.errors[""] = _("The row has more cells than the table has columns.")
    padded = [*cells, *[""] * (len(header) - len(cells))]
    for name, cell in zip(header, padded, strict=False):
        if name == "audience" and not cell.strip():
            continue  # what must be one of several stays as it is
        try:
            row.values[name] = columns[name].parse(read(cell))
        except CellError as error:
            row.errors[name] = str(error.message)
    row.name = str(row.values.get("name", ""))
    return row


def _match(
    rows: Sequence[RowPlan],
    listings: OrganizationQuerySet,
    columns: dict[str, Column],
    citation: str,
    forbidden: Callable[[Organization], bool],
) -> None:
    wanted = {row.values["id"] for row in rows if row.values.get("id")}
    found = {str(one.uuid): one for one in with_all(listings).filter(uuid__in=wanted)}
    for row in rows:
        key = row.values.get("id")
        if not key:
            if "id" not in row.errors:
                _complete(row, citation)
            continue
        row.listing = found.get(key)
        if row.listing is None:
            row.errors["id"] = _("No listing has this id. Leave it empty to add a new one.")
        elif forbidden(row.listing):
            row.errors[""] = _("You belong to this group: somebody else must change its listing.")
        else:
            row.name = row.name or row.listing.name
            _compare(row, row.listing, columns)


def _complete(row: RowPlan, citation: str) -> None:
    """Fill in what a new listing is when the file does not say, and ask for what it must say."""
    if "source_citation" not in row.errors:
        row.values["source_citation"] = row.values.get("source_citation") or citation
    for name in ("name", "kind", "source_citation"):
        if not row.values.get(name) and name not in row.errors:
            row.errors[name] = _("This cell must be filled in.")
    for name, value in DEFAULTS.items():
        if name not in row.errors:
            row.values.setdefault(name, value)
    if row.values.get("status") not in (None, "", Status.SUBMITTED):
        row.errors["status"] = _("What a file adds waits for review: leave this empty.")
    _refuse_contradictions(row, row.values)
    row.values = {name: value for name, value in row.values.items() if name not in ("id", "status")}


def _compare(row: RowPlan, listing: Organization, columns: dict[str, Column]) -> None:
    after = {}
    for name, column in columns.items():
        if name == "id" or name not in row.values:
            continue
        before, after[name] = column.value(listing), row.values[name]
        if before == after[name]:
            continue
        if column.is_fixed:
            row.errors[name] = _("A file cannot change this: it is “%(value)s”.") % {
                "value": before
            }
        row.changes[name] = (column.write(before), column.write(after[name]))
    row.values = {name: after[name] for name in row.changes}
    now = {
        "audience": listing.audience,
        "hidden_from": listing.hidden_from,
        "primary_sectors": listing.primary_sector_codes,
        "secondary_sectors": listing.secondary_sector_codes,
    }
    _refuse_contradictions(row, {**now, **after})


def _refuse_contradictions(row: RowPlan, values: dict[str, Any]) -> None:
    if values.get("audience") == Audience.PUBLIC and values.get("hidden_from"):
        row.errors["hidden_from"] = _(
            "A page that everyone can see cannot be hidden from a government. Choose another "
            "audience, or hide it from no country."
        )
    if main := set(values.get("primary_sectors", [])) & set(values.get("secondary_sectors", [])):
        row.errors["secondary_sectors"] = _("Stands among the primary sectors too: %(codes)s.") % {
            "codes": ", ".join(sorted(main))
        }


def _refuse_doubles(rows: Sequence[RowPlan]) -> None:
    lines: dict[int, int] = {}
    for row in rows:
        if row.listing is None:
            continue
        first = lines.setdefault(row.listing.pk, row.line)
        if first != row.line:
            row.errors["id"] = _("The same listing stands in row %(row)d.") % {"row": first}


def _refuse_taken_identifiers(rows: Sequence[RowPlan]) -> None:
    """One registered body, one listing: neither the file nor the directory may hold two."""
    wanted: dict[str, RowPlan] = {}
    for row in rows:
        for identifier in row.values.get("identifiers", []):
            if identifier in wanted:
                row.errors["identifiers"] = _("The same identifier stands in row %(row)d.") % {
                    "row": wanted[identifier].line
                }
            wanted.setdefault(identifier, row)
    numbers = [identifier.partition(" ")[2] for identifier in wanted]
    for taken in OrganizationIdentifier.objects.filter(number__in=numbers):
        holder = wanted.get(f"{taken.scheme} {taken.number}")
        if holder and (holder.listing is None or holder.listing.pk != taken.organization_id):
            holder.errors["identifiers"] = _("Another listing carries this identifier already.")


def _find_relatives(rows: Sequence[RowPlan], listings: OrganizationQuerySet) -> None:
    """Replace the ids of parents and networks by their listings' keys."""
    asked = {key for row in rows for name in RELATIVES for key in row.values.get(name, [])}
    keys = {str(uuid): pk for uuid, pk in listings.filter(uuid__in=asked).values_list("uuid", "pk")}
    for row in rows:
        for name in RELATIVES & row.values.keys():
            ids = row.values[name]
            if any(one not in keys for one in ids) or (name == "parent" and len(ids) > 1):
                row.errors[name] = _("No listing has this id.")
            elif row.listing and row.listing.pk in [keys[one] for one in ids]:
                row.errors[name] = _("A listing does not belong to itself.")
            else:
                row.values[name] = [keys[one] for one in ids]


RELATIVES = frozenset({"parent", "networks"})
