"""Reports and checks in the admin: what the parties read of each other, and no more."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from partnerships.actions.reports import accept_report
from partnerships.models import ExpectationAnswer, ExpectationCheck, Report
from tests.factories import StaffFactory
from tests.factories.results import begun, make_running, sent, speaker, written

pytestmark = pytest.mark.django_db
REPORTS = "/admin/partnerships/report/"
CHECKS = "/admin/partnerships/expectationcheck/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(StaffFactory())
    return client


def page(staff: Client, row: Report | ExpectationCheck) -> str:
    start = REPORTS if isinstance(row, Report) else CHECKS
    return staff.get(f"{start}{row.pk}/change/").content.decode()


def test_a_report_is_read_once_it_is_sent(staff: Client) -> None:
    report: Report = make_running().reports.all()[0]
    written(report)
    assert "We taught." not in page(staff, report)
    sent(report)
    html = page(staff, report)
    assert "We taught." in html
    assert "Girls taught" in html
    assert 'name="_save"' not in html
    accept_report(
        report_id=report.pk,
        party_id=report.partnership.parties.all()[1].pk,
        by=speaker(report.partnership, 1),
        words="Well told.",
    )
    assert "Well told." in page(staff, report)


def test_nothing_is_written(staff: Client) -> None:
    partnership = make_running()
    for row in (partnership.reports.all()[0], partnership.checks.all()[0]):
        start = REPORTS if isinstance(row, Report) else CHECKS
        assert staff.post(f"{start}{row.pk}/change/", {"state": "accepted"}).status_code == 403
        assert staff.get(f"{start}add/").status_code == 403
        assert staff.post(f"{start}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_search_and_dates(staff: Client) -> None:
    late = make_running(title="Late one")
    yesterday = timezone.localdate() - timedelta(days=1)
    late.reports.filter(ends_on__lt=yesterday).update(due_on=yesterday)
    young = make_running(title="Young one", starts=begun(0))

    young.parties.filter(partner__isnull=False).update(name="Lighthouse")

    def found(query: str) -> set[str]:
        html = staff.get(f"{REPORTS}?{query}").content.decode()
        return {name for name in ("Late one", "Young one") if name in html}

    assert found("") == {"Late one", "Young one"}
    assert found("q=Young") == found("q=lighthouse") == {"Young one"}
    assert found("date=overdue") == {"Late one"}
    assert found("date=waiting") == set()


def test_answers_are_read_once_they_lie_side_by_side(staff: Client) -> None:
    check: ExpectationCheck = make_running().checks.all()[0]
    party = check.partnership.parties.all()[0]
    ExpectationAnswer.objects.create(
        check_of=check, party=party, words="More hours.",
        roles=1, promises=2, voice=3, effort=4, again=4,
    )  # fmt: skip
    html = page(staff, check)
    assert party.name in html
    assert "1 / 2" in html
    assert "More hours." not in html
    check.opened_at = timezone.now()
    check.save()
    assert "More hours." in page(staff, check)


@pytest.mark.parametrize("many", [1, 10])
def test_queries(staff: Client, many: int, django_assert_num_queries: Any) -> None:
    for _ in range(many):
        make_running()
    staff.get(REPORTS)
    with django_assert_num_queries(5):
        staff.get(REPORTS)
    with django_assert_num_queries(6):
        staff.get(CHECKS)
