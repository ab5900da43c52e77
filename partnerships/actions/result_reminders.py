"""What the clock does for results: reminding of reports, asking and closing expectation checks.

Each is told once: the row says so, in the transaction of its letters. Late, or run twice at once,
it does the same.
"""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from partnerships.actions.expectation_checks import lay_open
from partnerships.models import ExpectationCheck, PartnershipParty, Report
from partnerships.partnership_enums import PartnershipState
from partnerships.reporting import REMIND_AFTER, REMIND_BEFORE
from partnerships.result_news import tell_of_check, tell_of_report

logger = logging.getLogger(__name__)

AT_ONCE = 500


def keep_results_going(seconds: float) -> bool:
    """Do what is due, for at most about `seconds`; return whether all of it is done."""
    deadline = time.monotonic() + seconds
    return all(
        [
            _each(_reports_due(), _remind, deadline),
            _each(_checks_due(), _go_on, deadline),
        ]
    )


def _reports_due() -> QuerySet[Report]:
    """Reports that nobody has sent, a week before they are due, and a week after."""
    today = timezone.localdate()
    before = Q(due_on__lte=today + REMIND_BEFORE, due_on__gte=today, reminded_before_at=None)
    after = Q(due_on__lte=today - REMIND_AFTER, reminded_after_at=None)
    return Report.objects.to_write().filter(before | after)


def _checks_due() -> QuerySet[ExpectationCheck]:
    """Checks to ask about, and those whose time is over while some have not answered."""
    today = timezone.localdate()
    return ExpectationCheck.objects.filter(
        Q(asked_at=None, closes_on__gte=today) | Q(closes_on__lt=today, asked_at__isnull=False),
        opens_on__lte=today,
        opened_at=None,
        partnership__state=PartnershipState.ACTIVE,
    )


def _remind(report: Report) -> None:
    now, today = timezone.now(), timezone.localdate()
    parties = _parties(report.partnership_id)
    if report.party_id is not None:
        # Who has begun to write it is the one to be reminded.
        parties = [party for party in parties if party.pk == report.party_id]
    if today >= report.due_on + REMIND_AFTER:
        # Whoever is told that it is overdue need not hear that it will be due.
        report.reminded_before_at = report.reminded_before_at or now
        report.reminded_after_at = now
        stem = "report_overdue"
    else:
        report.reminded_before_at = now
        stem = "report_due_soon"
    report.save(update_fields=["reminded_before_at", "reminded_after_at"])
    tell_of_report(report, stem, parties=parties)


def _go_on(check: ExpectationCheck) -> None:
    parties = _parties(check.partnership_id)
    if check.closes_on < timezone.localdate():
        lay_open(check, parties)
        return
    check.asked_at = timezone.now()
    check.save(update_fields=["asked_at"])
    tell_of_check(check, "expectations_asked", parties=parties)


def _parties(partnership_id: int) -> list[PartnershipParty]:
    return list(PartnershipParty.objects.filter(partnership=partnership_id).joined())


def _each(due: QuerySet[Any], step: Callable[[Any], None], deadline: float) -> bool:
    """Take `step` for each in a transaction of its own: one that fails keeps no other waiting."""
    pks: Iterable[int] = list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for pk in pks:
        if time.monotonic() > deadline:
            return False
        try:
            with transaction.atomic():
                # Read again under the lock: it may have been sent, or told, meanwhile.
                rows = due.filter(pk=pk).select_related("partnership")
                if row := rows.select_for_update(skip_locked=True, of=("self",)).first():
                    step(row)
        except Exception:
            logger.exception("reminding of %s %s failed", due.model.__name__, pk)
    return True
