"""Steps in the life of a listing."""

from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note
from organizations.actions.duplicates import find_duplicates_of
from organizations.actions.standing import refresh_trust
from organizations.actions.versions import version_of
from organizations.completeness import missing_facts
from organizations.enums import Status
from organizations.models import Organization, StatusChange
from organizations.models.history import recorded
from organizations.notifications import tell_members
from organizations.rules import can_curate, can_take_step, can_undo
from organizations.search.documents import refresh
from organizations.signals import listing_changed
from organizations.workflow import TRANSITIONS, MissingReasonError, next_status

UNDO = "undo"
UNDO_WITHIN = timedelta(hours=24)


class IncompleteError(Exception):
    """The listing lacks facts that a submission needs; `missing` names them."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(", ".join(missing))


class ChangedMeanwhileError(Exception):
    """What is to be decided is not what the curator has read."""


class CannotUndoError(Exception):
    """The decision is too old, or not the last one any more."""


@transaction.atomic
@recorded
def take_step(
    *,
    organization_id: int,
    step: str,
    by: User,
    reason: str = "",
    message: str = "",
    seen: str | None = None,
) -> Organization:
    """Take `step` (a name of workflow.TRANSITIONS) and tell the group.

    `seen` is the reading mark of what `by` decides about (see `reading_mark`). Raises
    PermissionDenied for the wrong person, IllegalTransitionError when the listing is elsewhere by
    now, ChangedMeanwhileError when it was taken back and submitted again since, MissingReasonError
    when the group is owed a reason, IncompleteError when a submission lacks a required fact.
    Nothing is written then.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    allowed = can_take_step if TRANSITIONS[step].by_group else can_curate
    if not allowed(by, organization):
        raise PermissionDenied
    next_status(step, organization.status, last_reason(organization))
    if seen is not None and seen != reading_mark(organization):
        raise ChangedMeanwhileError
    move(organization, step, by=by, reason=reason, message=message)
    return organization


def move(
    organization: Organization, step: str, *, by: User | None, reason: str = "", message: str = ""
) -> None:
    """Take `step` with a locked listing, whoever asks; `by` is None for the clock."""
    transition = TRANSITIONS[step]
    before = organization.status
    organization.status = next_status(step, before, last_reason(organization))
    if transition.needs_reason and not reason:
        raise MissingReasonError(step)
    if step == "submit" and (missing := missing_facts(organization)):
        raise IncompleteError(missing)

    now = timezone.now()
    if organization.status == Status.SUBMITTED:
        organization.submitted_at = now
    if transition.by_group and organization.status in (Status.SUBMITTED, Status.PUBLISHED):
        organization.last_confirmed_at = now
    if organization.status == Status.PUBLISHED and organization.published_at is None:
        organization.published_at = now
    organization.save()
    if before == Status.ARCHIVED:
        # Back in the directory, a group is asked and warned anew before it could leave again.
        organization.confirmation_letters.all().delete()
    StatusChange.objects.create(
        organization=organization,
        transition=step,
        from_status=before,
        to_status=organization.status,
        reason=reason,
        message=message,
        by=by,
        at=now,
        version=version_of(organization.pk),
    )
    if by and not transition.by_group:
        note(by=by, about=organization, what=step)
    tell_members(organization, step=step, reason=reason, message=message)
    if Status.PUBLISHED in (before, organization.status):
        announce_change(organization)
    elif organization.status == Status.SUBMITTED:
        find_duplicates_of(organization)


def last_reason(organization: Organization) -> str:
    """Return the reason of the last step, '' where none was given."""
    last = organization.status_changes.first()
    return last.reason if last else ""


def reading_mark(organization: Organization) -> str:
    """Return what changes when a group submits its listing anew."""
    return str(organization.submitted_at)


def undoable(organization: Organization) -> StatusChange | None:
    """Return the last decision about the listing, if it may still be taken back."""
    last = organization.status_changes.select_related("by").first()
    step = TRANSITIONS.get(last.transition) if last else None
    if last is None or step is None or step.by_group or last.to_status != organization.status:
        return None
    return last if last.at > timezone.now() - UNDO_WITHIN else None


@transaction.atomic
@recorded
def undo_step(*, change_id: int, by: User) -> Organization:
    """Take a decision about a listing back, and tell the group.

    Raises PermissionDenied for the wrong person, CannotUndoError when something was decided since
    or the day is over.
    """
    change = StatusChange.objects.get(pk=change_id)
    organization = Organization.objects.select_for_update().get(pk=change.organization_id)
    if undoable(organization) != change:
        raise CannotUndoError
    if not can_undo(by, organization, change.by_id):
        raise PermissionDenied
    before = organization.status
    organization.status = Status(change.from_status)
    if organization.published_at == change.at:
        organization.published_at = None
    organization.save()
    if before == Status.ARCHIVED:
        organization.confirmation_letters.all().delete()
    StatusChange.objects.create(
        organization=organization,
        transition=UNDO,
        from_status=before,
        to_status=organization.status,
        by=by,
        version=version_of(organization.pk),
    )
    note(by=by, about=organization, what=UNDO)
    tell_members(organization, step=UNDO)
    if Status.PUBLISHED in (before, organization.status):
        announce_change(organization)
    return organization


def announce_change(organization: Organization) -> None:
    """Write the change to trust, search and possible duplicates; tell the apps above once it is
    stored.
    """
    refresh_trust([organization.pk])
    refresh([organization.pk])
    find_duplicates_of(organization)
    transaction.on_commit(
        partial(listing_changed.send_robust, Organization, organization_id=organization.pk)
    )
