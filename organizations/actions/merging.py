"""Making one listing of two, and taking that back."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff_log import note
from organizations.actions.life import announce_change
from organizations.actions.rows import Changes, take_back
from organizations.actions.versions import version_of
from organizations.enums import CURATED, Audience, DuplicateState, NameType, Status
from organizations.merge_fields import BOTH, FIELDS, OTHER, MergeField
from organizations.merge_rules import following
from organizations.models import (
    DuplicateCandidate,
    Evidence,
    MergeRecord,
    Organization,
    OrganizationName,
    StatusChange,
)
from organizations.models.history import recorded
from organizations.notifications import tell_of_merge
from organizations.rules import can_curate
from organizations.workflow import MERGE, SEPARATE

_NARROWER = (Audience.PUBLIC, Audience.MEMBERS, Audience.PARTNERS, Audience.IOM)


class MergeError(Exception):
    """Why two listings cannot be merged, or a merge cannot be taken back, in words."""

    def __init__(self, words: object) -> None:
        self.words = words
        super().__init__(str(words))


@recorded
@transaction.atomic
def merge_listings(
    *, kept_id: int, merged_id: int, by: User, choices: Mapping[str, str]
) -> MergeRecord:
    """Let the listing `kept_id` take in `merged_id`.

    `choices` says for each name of merge_fields what the kept listing says afterwards: its own
    (the default), what the other said, or both. Everything else that belongs to the other follows.
    Raises PermissionDenied and MergeError; nothing is written then.
    """
    kept, merged = _locked(kept_id, merged_id, by)
    _require_mergeable(kept, merged)
    changes = Changes()
    old_names = [merged.name, kept.name]
    standing = Evidence.objects.standing().filter(organization__in=(kept, merged))
    in_force = list(standing.values_list("pk", flat=True))
    chosen = {field.name: choices.get(field.name, "") for field in FIELDS}
    for field in FIELDS:
        _choose(field, chosen[field.name], kept, merged, changes)
    own = {id(_column_of(field)) for field in FIELDS if field.relation}
    for column in following():
        if id(column) not in own:
            changes.move(column, merged, kept)
    _keep_findable(kept, old_names, changes)
    _bind_to_name(kept, in_force, changes)
    was = merged.status
    changes.set(merged, {"status": Status.MERGED})
    for row in DuplicateCandidate.objects.of(kept.pk, merged.pk).select_for_update():
        decided = {"state": DuplicateState.MERGED, "decided_by_id": by.pk}
        changes.set(row, {**decided, "decided_at": timezone.now()})
    record = MergeRecord.objects.create(
        kept=kept,
        merged=merged,
        choices=chosen,
        changes=changes.changed,
        created=changes.created,
        by=by,
    )
    _note(merged, MERGE, was, by)
    _announce(kept, merged, step=MERGE, by=by)
    return record


@recorded
@transaction.atomic
def undo_merge(*, record_id: int, by: User) -> MergeRecord:
    """Make two listings of one again, each as it was.

    What somebody has changed since the merge stays as it is now. Raises PermissionDenied, and
    MergeError when it is too late.
    """
    record = MergeRecord.objects.select_for_update().get(pk=record_id)
    kept, merged = _locked(record.kept_id, record.merged_id, by)
    if record.undone_at is not None:
        raise MergeError(_("This merge has been taken back already."))
    if not record.can_be_undone:
        raise MergeError(_("A merge can be taken back within 30 days; this one is older."))
    if kept.status == Status.MERGED:
        raise MergeError(
            _("The listing was merged once more since. Take that later merge back first.")
        )
    take_back(record.changes, record.created)
    record.undone_at, record.undone_by = timezone.now(), by
    record.save(update_fields=["undone_at", "undone_by"])
    kept.refresh_from_db()
    merged.refresh_from_db()
    _note(merged, SEPARATE, Status.MERGED, by)
    _announce(kept, merged, step=SEPARATE, by=by)
    return record


def _locked(kept_id: int, merged_id: int, by: User) -> tuple[Organization, Organization]:
    """Lock the two, in one order for everybody, and see that `by` may decide about both."""
    if kept_id == merged_id:
        raise MergeError(_("A listing cannot be merged with itself."))
    numbers = sorted((kept_id, merged_id))
    rows = {
        row.pk: row
        for row in Organization.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    }
    if len(rows) < len(numbers):
        raise MergeError(_("One of the two listings is not there any more."))
    if not all(can_curate(by, row) for row in rows.values()):
        raise PermissionDenied
    return rows[kept_id], rows[merged_id]


def _require_mergeable(kept: Organization, merged: Organization) -> None:
    for row in (kept, merged):
        if row.status == Status.MERGED:
            raise MergeError(
                _("“%(name)s” was merged with another listing in the meantime.")
                % {"name": row.name}
            )
        if row.status not in CURATED:
            raise MergeError(
                _("“%(name)s” cannot be merged: its state is “%(status)s”.")
                % {"name": row.name, "status": row.get_status_display()}
            )
        if row.alarmed_at:
            raise MergeError(
                _("“%(name)s” has raised its alarm, and stays as it is until the group ends it.")
                % {"name": row.name}
            )
    if merged.status == Status.PUBLISHED and kept.status != Status.PUBLISHED:
        raise MergeError(
            _("Keep the published listing: otherwise the group would vanish from the directory.")
        )


def _choose(
    field: MergeField, choice: str, kept: Organization, merged: Organization, changes: Changes
) -> None:
    if field.relation:
        if choice == BOTH:
            changes.move(_column_of(field), merged, kept)
        elif choice == OTHER:
            changes.exchange(_column_of(field), kept, merged)
    elif field.name == "audience" and choice == BOTH:
        changes.set(kept, _more_careful(kept, merged))
    elif choice == OTHER:
        columns = [Organization._meta.get_field(name).attname for name in field.columns]  # type: ignore[union-attr]
        values = {name: getattr(merged, name) for name in columns}
        if values.get("parent_id") != kept.pk:
            changes.set(kept, values)


def _more_careful(one: Organization, other: Organization) -> dict[str, object]:
    """Return the narrower audience, and every state that either is hidden from."""
    audience = max(one.audience, other.audience, key=lambda name: _NARROWER.index(Audience(name)))
    return {
        "audience": audience,
        "hidden_from": sorted({*one.hidden_from, *other.hidden_from}),
    }


def _column_of(field: MergeField) -> object:
    """Return the column that ties the rows of a relation to a listing."""
    relation = Organization._meta.get_field(field.relation)
    if relation.many_to_many:
        through = relation.remote_field.through  # type: ignore[union-attr]
        return through._meta.get_field(relation.m2m_field_name())  # type: ignore[union-attr]
    return relation.field  # type: ignore[union-attr]


def _keep_findable(kept: Organization, names: list[str], changes: Changes) -> None:
    """Whoever knows the group by one of its old names still finds it."""
    known = {kept.name, *kept.names.values_list("name", flat=True)}
    for name in dict.fromkeys(names):
        if name not in known:
            changes.create(OrganizationName(organization=kept, name=name, type=NameType.FORMER))


def _bind_to_name(kept: Organization, in_force: list[int], changes: Changes) -> None:
    """What spoke for either speaks for the group under the name it keeps: a curator has read both
    names and says that they are one group's. What had lapsed under another name stays lapsed.
    """
    for row in kept.evidence.filter(pk__in=in_force).order_by("pk"):
        changes.set(row, {"for_name": kept.name})


def _note(merged: Organization, step: str, was: str, by: User) -> None:
    StatusChange.objects.create(
        organization=merged,
        transition=step,
        from_status=was,
        to_status=merged.status,
        by=by,
        version=version_of(merged.pk),
    )


def _announce(kept: Organization, merged: Organization, *, step: str, by: User) -> None:
    for row in (kept, merged):
        row.save(update_fields=["updated_at"])
        announce_change(row)
    tell_of_merge(kept, merged, step=step)
    note(by=by, about=merged, what=step)
