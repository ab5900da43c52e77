"""Telling IOM about a listing."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.staff_log import note
from organizations.enums import ReportKind
from organizations.models import ListingReport, Organization
from organizations.notifications import warn_staff
from organizations.rules import can_curate

DAY = timedelta(days=1)
AN_ORIGIN_A_DAY = 10


class TooManyReportsError(Exception):
    """As many reports came from there as a day may bring."""


@transaction.atomic
def report_listing(
    *,
    organization: Organization,
    kind: str,
    text: str,
    duplicate_of: str,
    reply_to: str,
    by: User | None,
    address: str,
) -> ListingReport:
    """Store a report; one of danger is told to all staff at once.

    `by` is who reports, `address` the network address the request came from. A report sent twice
    is one. Raises TooManyReportsError; nothing is written then.
    """
    origin = origin_of(by, address)
    today = ListingReport.objects.filter(origin=origin, created_at__gt=timezone.now() - DAY)
    said = {"organization": organization, "kind": kind, "text": text, "duplicate_of": duplicate_of}
    if same := today.filter(**said).first():
        return same
    if today.count() >= AN_ORIGIN_A_DAY:
        raise TooManyReportsError
    report = ListingReport.objects.create(**said, reply_to=reply_to, reporter=by, origin=origin)
    if kind == ReportKind.DANGER:
        warn_staff(report)
    return report


def origin_of(by: User | None, address: str) -> str:
    """Return a pseudonym of who reports: of the account, else of the address and the day."""
    name = f"user {by.pk}" if by else f"address {address} {timezone.now().date()}"
    return salted_hmac("listing report", name, algorithm="sha256").hexdigest()[:32]


class AlreadyHandledError(Exception):
    """Somebody has dealt with the report; `report` says who and when."""

    def __init__(self, report: ListingReport) -> None:
        self.report = report
        super().__init__(str(report))


@transaction.atomic
def handle_report(*, report_id: int, by: User) -> ListingReport:
    """Note that `by` has dealt with the report.

    Raises PermissionDenied where it is about her own group, AlreadyHandledError for the second.
    """
    report = _locked(report_id, by)
    if report.handled_at:
        raise AlreadyHandledError(report)
    report.handled_at, report.handled_by = timezone.now(), by
    report.save(update_fields=["handled_at", "handled_by"])
    note(by=by, about=report, what="handle_report")
    return report


@transaction.atomic
def reopen_report(*, report_id: int, by: User) -> ListingReport:
    """Let a report wait again."""
    report = _locked(report_id, by)
    report.handled_at = report.handled_by = None
    report.save(update_fields=["handled_at", "handled_by"])
    note(by=by, about=report, what="reopen_report")
    return report


def _locked(report_id: int, by: User) -> ListingReport:
    report = ListingReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    if not can_curate(by, report.organization):
        raise PermissionDenied
    return report
