"""Telling IOM about a conversation, and what IOM does then."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note
from organizations.models import Organization
from organizations.rules import can_curate
from partnerships.enums import AbuseKind, Side
from partnerships.host_rules import answers_through
from partnerships.introduction_letters import warn_of_conversation
from partnerships.models import ConversationReport, Introduction
from partnerships.rules import side_of

DAY = timedelta(days=1)
A_PERSON_A_DAY = 10


class TooManyReportsError(Exception):
    """As many reports came from this person as a day may bring."""


class AlreadyHandledError(Exception):
    """Somebody has dealt with the report; `report` says who and when."""

    def __init__(self, report: ConversationReport) -> None:
        self.report = report
        super().__init__(str(report))


@transaction.atomic
def report_conversation(
    *, introduction_id: int, by: User, kind: str, text: str = ""
) -> ConversationReport:
    """Tell IOM, which may read the conversation from now on; danger is told to staff at once.

    While a report of hers waits, a second one adds nothing. Raises PermissionDenied for whoever
    is on neither side, and TooManyReportsError.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    introduction = Introduction.objects.with_sides().get(pk=introduction_id)
    side = side_of(by, introduction)
    if side is None:
        if answers_through(by, introduction) is None:
            raise PermissionDenied
        side = Side.ASKED
    own = ConversationReport.objects.filter(reporter=by)
    waiting = own.filter(introduction=introduction, handled_at=None)
    if (there := waiting.first()) is not None:
        return there
    if own.filter(created_at__gt=timezone.now() - DAY).count() >= A_PERSON_A_DAY:
        raise TooManyReportsError
    report = ConversationReport.objects.create(
        introduction=introduction,
        organization=_group_of(introduction, side),
        side=side,
        reporter=by,
        kind=kind,
        text=text,
    )
    if kind == AbuseKind.DANGER:
        staff = User.objects.filter(is_staff=True, is_active=True)
        warn_of_conversation(
            report, [person for person in staff if can_curate(person, report.organization)]
        )
    return report


@transaction.atomic
def handle_conversation_report(*, report_id: int, by: User, stop: bool = False) -> None:
    """Note that `by` has dealt with the report; `stop` ends the conversation.

    Raises PermissionDenied where it is about her own group, AlreadyHandledError for the second.
    """
    report = _locked(report_id, by)
    if report.handled_at:
        raise AlreadyHandledError(report)
    report.handled_at, report.handled_by = timezone.now(), by
    report.save(update_fields=["handled_at", "handled_by"])
    if stop:
        Introduction.objects.filter(pk=report.introduction_id, stopped_at=None).update(
            stopped_at=report.handled_at
        )
    note(by=by, about=report, what="stop_conversation" if stop else "handle_report")


@transaction.atomic
def reopen_conversation_report(*, report_id: int, by: User) -> None:
    """Let a report wait again; a conversation that it ended goes on."""
    report = _locked(report_id, by)
    Introduction.objects.filter(pk=report.introduction_id, stopped_at=report.handled_at).update(
        stopped_at=None
    )
    report.handled_at = report.handled_by = None
    report.save(update_fields=["handled_at", "handled_by"])
    note(by=by, about=report, what="reopen_report")


def _group_of(introduction: Introduction, reporting: Side) -> Organization:
    """The group whose curators deal with it: the one reported, else the one that reports."""
    for side in (reporting.other, reporting):
        listing = introduction.listing(side)
        if isinstance(listing, Organization):
            return listing
    raise AssertionError("one of the two is a group, by constraint")


def _locked(report_id: int, by: User) -> ConversationReport:
    report = (
        ConversationReport.objects.select_for_update(of=("self",))
        .select_related("organization")
        .get(pk=report_id)
    )
    if not can_curate(by, report.organization):
        raise PermissionDenied
    return report
