"""The kinds of work that the directory itself brings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from organizations.actions import handle_report, reopen_report, take_step, undo_step
from organizations.actions.life import (
    UNDO,
    CannotUndoError,
    ChangedMeanwhileError,
    reading_mark,
    undoable,
)
from organizations.actions.reports import AlreadyHandledError
from organizations.admin.queue.registry import Decided, Decision, Source, TooLateError, queue
from organizations.enums import ReportKind, Status
from organizations.models import ListingReport, Organization
from organizations.promises import REPORT_DAYS, REVIEW_DAYS
from organizations.reasons import REASONS_OF
from organizations.rules import can_curate, can_undo
from organizations.workflow import (
    MERGING_LABELS,
    TRANSITIONS,
    IllegalTransitionError,
    Transition,
    possible,
)

GOOD = ("publish", "reinstate", "restore")
DANGER = ("decline", "suspend", "archive")


@contextmanager
def in_words() -> Iterator[None]:
    """Tell a curator who comes second what happened meanwhile."""
    try:
        yield
    except IllegalTransitionError as error:
        raise TooLateError(
            _(
                "Nothing was changed: somebody decided about this listing in the meantime. "
                "It is now in the state “%(status)s”."
            )
            % {"status": error.status.label}
        ) from error
    except ChangedMeanwhileError as error:
        raise TooLateError(
            _(
                "Nothing was changed: the group changed its listing after you opened it. "
                "Please read it again."
            )
        ) from error
    except AlreadyHandledError as error:
        raise TooLateError(
            _("Nothing was changed: %(who)s has handled this report in the meantime.")
            % {"who": error.report.handled_by or _("somebody")}
        ) from error
    except CannotUndoError as error:
        raise TooLateError(
            _("This decision cannot be taken back any more: it is too old, or not the last one.")
        ) from error


def decision_of(step: Transition) -> Decision:
    """Return a step of a listing's life as a decision."""
    tone = "good" if step.name in GOOD else "danger" if step.name in DANGER else ""
    return Decision(step.name, step.label, REASONS_OF[step.name] if step.needs_reason else (), tone)


def step_decisions(status: str) -> list[Decision]:
    """Return what staff may decide about a listing in `status`; the queue's locks say who reads."""
    steps = possible(status, by_group=False)
    return [decision_of(step) for step in steps if step.name != "start_review"]


@queue.register
class Submissions(Source):
    """Listings that their group wants to see published."""

    name = "submission"
    label = gettext_lazy("Submission")
    promise = timedelta(days=REVIEW_DAYS)
    since = "submitted_at"
    organization = "pk"
    template = "admin/organizations/queue/_submission.html"

    def rows(self) -> QuerySet[Organization]:
        return Organization.objects.all()

    def waiting(self) -> QuerySet[Organization]:
        return Organization.objects.filter(status__in=(Status.SUBMITTED, Status.IN_REVIEW))

    def is_waiting(self, row: Organization) -> bool:
        return row.status in (Status.SUBMITTED, Status.IN_REVIEW)

    def listing_of(self, row: Organization) -> Organization:
        return row

    def mark(self, row: Organization) -> str:
        return reading_mark(row)

    def decisions(self, row: Organization) -> list[Decision]:
        return step_decisions(row.status)

    def decide(
        self, row: Organization, decision: str, *, by: User, reason: str, message: str, mark: str
    ) -> None:
        with in_words():
            take_step(
                organization_id=row.pk,
                step=decision,
                by=by,
                reason=reason,
                message=message,
                seen=mark,
            )

    def decided(self, row: Organization, by: User) -> Decided | None:
        last = row.status_changes.select_related("by").first()
        if last is None:
            return None
        words = {"step": step_label(last.transition), "who": last.by or _("an account now deleted")}
        can_take_back = undoable(row) == last and can_undo(by, row, last.by_id)
        return Decided(_("%(step)s, by %(who)s") % words, can_take_back)

    def undo(self, row: Organization, *, by: User) -> None:
        with in_words():
            change = undoable(row)
            if change is None:
                raise CannotUndoError
            undo_step(change_id=change.pk, by=by)


@queue.register
class Reports(Source):
    """What readers told about a listing; danger before everything else."""

    name = "report"
    label = gettext_lazy("Report")
    promise = timedelta(days=REPORT_DAYS)
    since = "created_at"
    urgent = Q(kind=ReportKind.DANGER)
    template = "admin/organizations/queue/_report.html"

    def rows(self) -> QuerySet[ListingReport]:
        return ListingReport.objects.select_related("organization", "reporter", "handled_by")

    def waiting(self) -> QuerySet[ListingReport]:
        return ListingReport.objects.filter(handled_at=None)

    def decisions(self, row: ListingReport) -> list[Decision]:
        handled = Decision("handled", gettext_lazy("Mark as handled"), tone="good", tells=False)
        return [handled, *step_decisions(row.organization.status)]

    def decide(
        self, row: ListingReport, decision: str, *, by: User, reason: str, message: str, mark: str
    ) -> None:
        """A step that is taken because of a report settles the report, too."""
        with in_words():
            handle_report(report_id=row.pk, by=by)
            if decision != "handled":
                take_step(
                    organization_id=row.organization_id,
                    step=decision,
                    by=by,
                    reason=reason,
                    message=message,
                )

    def decided(self, row: ListingReport, by: User) -> Decided | None:
        if row.handled_at is None:
            return None
        who = row.handled_by or _("an account now deleted")
        return Decided(_("Handled by %(who)s") % {"who": who}, can_curate(by, row.organization))

    def undo(self, row: ListingReport, *, by: User) -> None:
        reopen_report(report_id=row.pk, by=by)


def step_label(transition: str) -> Any:
    """Return the name of a step in the reader's language."""
    if transition == UNDO:
        return _("Decision taken back")
    if transition in MERGING_LABELS:
        return MERGING_LABELS[transition]
    return TRANSITIONS[transition].label
