"""Making what the text in force says of results into rows: indicators, milestones, reports due.

Called in the transaction in which a text comes into force, with the partnership locked.
"""

from datetime import date, timedelta

from django.utils import timezone

from partnerships.agreement import AgreedText
from partnerships.expectations import DAYS, TIME_TO_ANSWER
from partnerships.indicators import indicator_of, milestone_of
from partnerships.models import (
    ExpectationCheck,
    Kpi,
    KpiTarget,
    Milestone,
    Partnership,
    Report,
)
from partnerships.reporting import TIME_TO_WRITE, periods
from partnerships.result_enums import ReportState


def follow_text(partnership: Partnership, text: AgreedText) -> None:
    """Let rows say what the text says. What it no longer names is kept, with what was reached."""
    _follow_indicators(partnership, text)
    _follow_milestones(partnership, text)
    _follow_periods(partnership, text)
    if not partnership.checks.exists():
        begins = max(timezone.localdate(), text.starts or date.min)
        ExpectationCheck.objects.bulk_create(
            ExpectationCheck(
                partnership=partnership,
                days=days,
                opens_on=begins + timedelta(days=days),
                closes_on=begins + timedelta(days=days) + TIME_TO_ANSWER,
            )
            for days in DAYS
        )


def _follow_indicators(partnership: Partnership, text: AgreedText) -> None:
    partnership.kpis.update(is_agreed=False)
    for position, content in enumerate(text.kpis):
        agreed = indicator_of(content)
        kpi, _created = Kpi.objects.update_or_create(
            partnership=partnership,
            key=agreed.key,
            defaults={
                "position": position,
                "is_agreed": True,
                "title": agreed.title,
                "description": agreed.description,
                "result_type": agreed.result_type,
                "measure": agreed.measure,
                "is_ascending": agreed.is_ascending,
                "baseline_year": agreed.baseline_year,
                "baseline_value": agreed.baseline_value,
                "baseline_comment": agreed.baseline_comment,
                "verification": agreed.verification,
                "splits": list(agreed.splits),
            },
        )
        kpi.targets.all().delete()
        KpiTarget.objects.bulk_create(
            KpiTarget(kpi=kpi, on=row.on, value=row.value, comment=row.comment)
            for row in agreed.targets
        )


def _follow_milestones(partnership: Partnership, text: AgreedText) -> None:
    partnership.milestones.update(is_agreed=False)
    for position, content in enumerate(text.milestones):
        agreed = milestone_of(content)
        Milestone.objects.update_or_create(
            partnership=partnership,
            key=agreed.key,
            defaults={
                "position": position,
                "is_agreed": True,
                "title": agreed.title,
                "due_on": agreed.due_on,
            },
        )


def _follow_periods(partnership: Partnership, text: AgreedText) -> None:
    """What has begun or is over stays as it was agreed then; what is ahead follows the new text."""
    if text.starts is None or text.ends is None:
        raise ValueError("no text is proposed without its dates")
    ahead = partnership.reports.filter(
        state=ReportState.OPEN, party=None, ends_on__gte=timezone.localdate()
    )
    ahead.delete()
    last = partnership.reports.order_by("-ends_on").first()
    starts = last.ends_on + timedelta(days=1) if last else text.starts
    if starts > text.ends:
        return
    # Of a period that was over before all had agreed, nobody is late at once.
    soonest = timezone.localdate() + TIME_TO_WRITE
    Report.objects.bulk_create(
        Report(
            partnership=partnership,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            due_on=max(period.due_on, soonest)
            if period.ends_on < timezone.localdate()
            else period.due_on,
        )
        for period in periods(starts, text.ends, text.report_every)
    )
