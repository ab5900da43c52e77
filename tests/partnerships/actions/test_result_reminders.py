"""What the clock does for results."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from partnerships import actions
from partnerships.actions import result_reminders
from partnerships.actions.result_reminders import keep_results_going
from partnerships.models import ExpectationCheck, Partnership, Report
from partnerships.tasks import keep_results_going as task
from tests.factories.results import make_running, sent, speaker, written
from tests.partnerships.actions.test_expectation_checks import answer, asked

pytestmark = pytest.mark.django_db


def told() -> dict[str, int]:
    """How many letters of which kind the clock has written."""
    stems = Notification.objects.values_list("template", flat=True)
    ours = ("report_due_soon", "report_overdue", "expectations_asked", "expectations_opened")
    return dict(Counter(s.rpartition("/")[2] for s in stems if s.rpartition("/")[2] in ours))


def due_in(report: Report, days: int) -> None:
    report.due_on = timezone.localdate() + timedelta(days=days)
    report.ends_on = report.due_on - timedelta(days=30)
    report.starts_on = report.ends_on - timedelta(days=60)
    report.save()


@pytest.fixture
def partnership() -> Partnership:
    """With one report, that is not due for long."""
    found = make_running()
    Report.objects.exclude(pk=found.reports.all()[0].pk).delete()
    due_in(found.reports.get(), 20)
    return found


@pytest.mark.parametrize(
    ("days", "letters"),
    [
        (8, {}),
        (7, {"report_due_soon": 2}),
        (0, {"report_due_soon": 2}),
        (-1, {}),
        (-6, {}),
        (-7, {"report_overdue": 2}),
        (-40, {"report_overdue": 2}),
    ],
)
def test_reminding_before_and_after_the_day_once_each(
    days: int, letters: dict[str, int], partnership: Partnership
) -> None:
    due_in(partnership.reports.get(), days)
    for _ in range(2):
        assert keep_results_going(60)
        assert told() == letters


def test_both_reminders_in_their_time(partnership: Partnership) -> None:
    report = partnership.reports.get()
    due_in(report, 3)
    task()
    due_in(Report.objects.get(pk=report.pk), -8)
    task()
    assert told() == {"report_due_soon": 2, "report_overdue": 2}


def test_who_writes_is_reminded_and_nobody_once_it_is_sent(partnership: Partnership) -> None:
    report = partnership.reports.get()
    due_in(report, 3)
    written(report)
    keep_results_going(60)
    (letter,) = Notification.objects.filter(template__endswith="report_due_soon")
    assert letter.recipient == speaker(partnership)
    due_in(Report.objects.get(pk=report.pk), -8)
    sent(report)
    keep_results_going(60)
    assert told() == {"report_due_soon": 1}


def test_a_suspended_work_is_left_in_peace(partnership: Partnership) -> None:
    due_in(partnership.reports.get(), 3)
    asked(partnership)
    ExpectationCheck.objects.update(asked_at=None)
    actions.suspend(
        partnership_id=partnership.pk, party_id=partnership.parties.all()[0].pk,
        by=speaker(partnership), reason="safety", words="",
    )  # fmt: skip
    keep_results_going(60)
    assert told() == {}


def test_questions_are_asked_once_and_answers_opened_when_the_time_is_over(
    partnership: Partnership,
) -> None:
    check = asked(partnership, since=0)
    ExpectationCheck.objects.update(asked_at=None)
    for _ in range(2):
        keep_results_going(60)
    assert told() == {"expectations_asked": 2}
    answer(check, 0)
    check = asked(partnership, since=15)
    for _ in range(2):
        keep_results_going(60)
    assert told() == {"expectations_asked": 2, "expectations_opened": 2}
    check.refresh_from_db()
    assert check.opened_at is not None


def test_nobody_is_told_of_answers_that_nobody_gave(partnership: Partnership) -> None:
    check = asked(partnership, since=15)
    keep_results_going(60)
    check.refresh_from_db()
    assert check.opened_at is not None
    assert told() == {}


def test_one_that_fails_keeps_no_other_waiting(
    partnership: Partnership, monkeypatch: pytest.MonkeyPatch
) -> None:
    due_in(partnership.reports.get(), 3)
    other = make_running()
    Report.objects.filter(partnership=other).exclude(pk=other.reports.all()[0].pk).delete()
    due_in(other.reports.get(), 3)
    real = result_reminders.tell_of_report

    def failing(report: Report, *args: Any, **kwargs: Any) -> None:
        if report.partnership_id == partnership.pk:
            raise RuntimeError
        real(report, *args, **kwargs)

    monkeypatch.setattr(result_reminders, "tell_of_report", failing)
    keep_results_going(60)
    assert told() == {"report_due_soon": 2}
    # It is not taken for told.
    assert partnership.reports.get().reminded_before_at is None
