"""Steps in the life of a listing."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.completeness import missing_facts
from organizations.enums import Status
from organizations.models import Organization, StatusChange
from organizations.notifications import tell_members
from organizations.rules import can_curate, can_take_step
from organizations.search.documents import refresh
from organizations.signals import listing_changed
from organizations.workflow import TRANSITIONS, MissingReasonError, next_status


class IncompleteError(Exception):
    """The listing lacks facts that a submission needs; `missing` names them."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(", ".join(missing))


@transaction.atomic
def take_step(
    *, organization_id: int, step: str, by: User, reason: str = "", message: str = ""
) -> Organization:
    """Take `step` (a name of workflow.TRANSITIONS) and tell the group.

    Raises PermissionDenied for the wrong person, IllegalTransitionError when the listing is
    elsewhere by now, MissingReasonError when the group is owed a reason, IncompleteError when a
    submission lacks a required fact. Nothing is written then.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    allowed = can_take_step if TRANSITIONS[step].by_group else can_curate
    if not allowed(by, organization):
        raise PermissionDenied
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
    )
    tell_members(organization, step=step, reason=reason, message=message)
    if Status.PUBLISHED in (before, organization.status):
        announce_change(organization)


def last_reason(organization: Organization) -> str:
    """Return the reason of the last step, '' where none was given."""
    last = organization.status_changes.first()
    return last.reason if last else ""


def announce_change(organization: Organization) -> None:
    """Write the change to the search; tell the apps above once it is stored."""
    refresh([organization.pk])
    transaction.on_commit(
        partial(listing_changed.send_robust, Organization, organization_id=organization.pk)
    )
