"""Edits of what people know a group by: live in a draft, read by IOM once it is published.

Sensitive is what a badge, a warning or a reader's trust hangs on: what the group is called, what
kind of group it is, whether it is registered, and where its people come from. Everything else is
live at once, and so is, above all, who may see the listing: nobody waits to be safe.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note
from organizations.actions.life import CannotUndoError, ChangedMeanwhileError, announce_change
from organizations.actions.links import replace_links
from organizations.enums import ChangeState, NameType, PlaceRelation, Reason
from organizations.models import Organization, PendingChange
from organizations.models.history import recorded
from organizations.notifications import tell_of_change
from organizations.rules import can_curate, can_edit, can_undo, needs_review
from organizations.signals import name_changed
from organizations.workflow import MissingReasonError

COLUMNS = ("name", "name_language", "kind", "legal_status")
SENSITIVE = (*COLUMNS, "other_names", "heritage")
UNDO_WITHIN = timedelta(hours=24)

Values = dict[str, Any]


class AlreadySettledError(Exception):
    """The change was decided or withdrawn; `change` says how."""

    def __init__(self, change: PendingChange) -> None:
        self.change = change
        super().__init__(str(change))


def sensitive_of(organization: Organization) -> Values:
    """Return what the listing says now in its sensitive fields, lists in order."""
    aliases = organization.names.filter(type=NameType.ALIAS)
    heritage = organization.place_links.filter(relation=PlaceRelation.HERITAGE)
    return {
        **{column: getattr(organization, column) for column in COLUMNS},
        "other_names": sorted(aliases.values_list("name", flat=True)),
        "heritage": sorted(heritage.values_list("place_id", flat=True)),
    }


def waiting_change(organization: Organization) -> PendingChange | None:
    return organization.pending_changes.filter(state=ChangeState.WAITING).first()


def save_sensitive(organization: Organization, given: Mapping[str, Any], *, by: User) -> bool:
    """Store `given` in a locked listing, or let it wait; return whether the listing changed."""
    now = sensitive_of(organization)
    asked = {field: _in_order(value) for field, value in given.items()}
    if needs_review(organization):
        _let_wait(organization, asked, now, by=by)
        return False
    changes = {field: value for field, value in asked.items() if value != now[field]}
    _apply(organization, changes)
    return bool(changes)


def _let_wait(organization: Organization, asked: Values, now: Values, *, by: User) -> None:
    """Join `asked` to what waits; what equals the listing again waits no longer."""
    change = waiting_change(organization)
    others = {f: v for f, v in change.wanted.items() if f not in asked} if change else {}
    wanted = {**others, **{f: v for f, v in asked.items() if v != now[f]}}
    if change is None and wanted:
        PendingChange.objects.create(
            organization=organization,
            wanted=wanted,
            before={field: now[field] for field in wanted},
            asked_by=by,
        )
    elif change and not wanted:
        _settle(change, ChangeState.WITHDRAWN, by=by)
    elif change and wanted != change.wanted:
        change.wanted, change.before = wanted, {field: now[field] for field in wanted}
        change.asked_by, change.edited_at = by, timezone.now()
        change.save()


@transaction.atomic
@recorded
def withdraw_change(*, organization: Organization, by: User) -> None:
    """Take back what waits; nothing happens where nothing does. Raises PermissionDenied."""
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    if not can_edit(by, locked):
        raise PermissionDenied
    if change := waiting_change(locked):
        _settle(change, ChangeState.WITHDRAWN, by=by)


@transaction.atomic
@recorded
def approve_change(
    *, change_id: int, by: User, message: str = "", seen: str | None = None
) -> PendingChange:
    """Write what was wanted into the listing and tell the group.

    `seen` is the mark of what `by` has read. Raises PermissionDenied, AlreadySettledError,
    ChangedMeanwhileError; nothing is written then.
    """
    organization, change = _for_decision(change_id, by=by, seen=seen)
    now = sensitive_of(organization)
    change.before = {field: now[field] for field in change.wanted}
    _apply(organization, change.wanted)
    _settle(change, ChangeState.APPROVED, by=by, message=message)
    note(by=by, about=organization, what="approve_change")
    announce_change(organization)
    tell_of_change(change)
    return change


@transaction.atomic
@recorded
def decline_change(
    *, change_id: int, by: User, reason: str, message: str = "", seen: str | None = None
) -> PendingChange:
    """Leave the listing as it is and tell the group why.

    Raises MissingReasonError besides what `approve_change` raises.
    """
    organization, change = _for_decision(change_id, by=by, seen=seen)
    if not reason:
        raise MissingReasonError("decline_change")
    _settle(change, ChangeState.DECLINED, by=by, reason=reason, message=message)
    note(by=by, about=organization, what="decline_change")
    tell_of_change(change)
    return change


@transaction.atomic
@recorded
def undo_change(*, change_id: int, by: User) -> PendingChange:
    """Let a decided change wait again; what an approval wrote is taken back.

    Raises PermissionDenied, and CannotUndoError when the day is over, the group asks for
    something else by now, or the listing was changed since.
    """
    organization, change = _locked(change_id)
    if not can_undo(by, organization, change.decided_by_id):
        raise PermissionDenied
    if not can_wait_again(change):
        raise CannotUndoError
    if change.state == ChangeState.APPROVED:
        now = sensitive_of(organization)
        if any(now[field] != value for field, value in change.wanted.items()):
            raise CannotUndoError
        _apply(organization, change.before)
        if "name" in change.before:
            names = organization.names.filter(type=NameType.FORMER)
            names.filter(name__in=(change.before["name"], change.wanted["name"])).delete()
        announce_change(organization)
    change.state, change.decided_at, change.decided_by = ChangeState.WAITING, None, None
    change.reason = change.message = ""
    change.save()
    note(by=by, about=organization, what="undo_change")
    tell_of_change(change)
    return change


def can_wait_again(change: PendingChange) -> bool:
    """Whether a decision about the change is fresh, and nothing else waits by now."""
    return (
        change.state in (ChangeState.APPROVED, ChangeState.DECLINED)
        and change.decided_at is not None
        and change.decided_at > timezone.now() - UNDO_WITHIN
        and waiting_change(change.organization) is None
    )


def change_mark(change: PendingChange) -> str:
    """Return what moves when the group edits what it wants."""
    return change.edited_at.isoformat()


def _apply(organization: Organization, values: Values) -> None:
    """Write sensitive values into a locked listing. A name that was published stays findable."""
    old = organization.name
    columns = {field: value for field, value in values.items() if field in COLUMNS}
    for column, value in columns.items():
        setattr(organization, column, value)
    if columns:
        organization.save()
    if "other_names" in values:
        aliases = organization.names.filter(type=NameType.ALIAS)
        for alias in aliases.exclude(name__in=values["other_names"]):
            alias.delete()
        for name in values["other_names"]:
            organization.names.get_or_create(name=name, type=NameType.ALIAS)
    if "heritage" in values:
        wanted: dict[tuple[str, object], list[str]] = {
            ("relation", PlaceRelation.HERITAGE): values["heritage"]
        }
        replace_links(organization.place_links, "place_id", wanted)
    if organization.name != old and organization.published_at:
        note_new_name(organization, old)


def note_new_name(organization: Organization, old: str) -> None:
    """Keep a published name as a former one, and tell whoever vouches for names."""
    organization.names.get_or_create(name=old, type=NameType.FORMER)
    name_changed.send(Organization, organization=organization, old=old)


def _for_decision(
    change_id: int, *, by: User, seen: str | None
) -> tuple[Organization, PendingChange]:
    organization, change = _locked(change_id)
    if not can_curate(by, organization):
        raise PermissionDenied
    if change.state != ChangeState.WAITING:
        raise AlreadySettledError(change)
    if seen is not None and seen != change_mark(change):
        raise ChangedMeanwhileError
    return organization, change


def _locked(change_id: int) -> tuple[Organization, PendingChange]:
    """Lock the listing first, as every edit of it does, then read what waits."""
    organization = Organization.objects.select_for_update().get(pending_changes=change_id)
    return organization, organization.pending_changes.get(pk=change_id)


def _settle(
    change: PendingChange, state: ChangeState, *, by: User, reason: str = "", message: str = ""
) -> None:
    change.state, change.decided_by, change.decided_at = state, by, timezone.now()
    change.reason, change.message = Reason(reason) if reason else "", message
    change.save()


def _in_order(value: Any) -> Any:
    return value if isinstance(value, str) else sorted(set(value))
