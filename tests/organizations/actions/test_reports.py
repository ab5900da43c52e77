"""Reports are kept, danger is told at once, and nobody floods the list."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import Notification
from organizations.actions import handle_report, report_listing
from organizations.actions.reports import AlreadyHandledError, TooManyReportsError, origin_of
from organizations.models import ListingReport
from tests.factories import OrganizationFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def report(organization: Any, text: str = "Look", **more: Any) -> ListingReport:
    said = {"kind": "wrong_facts", "duplicate_of": "", "reply_to": "", "by": None}
    said |= {"address": "192.0.2.1"}
    return report_listing(organization=organization, text=text, **(said | more))


def test_danger_is_told_to_all_staff_and_says_nothing_by_mail() -> None:
    staff = {StaffFactory(), StaffFactory()}
    StaffFactory(is_active=False)
    UserFactory()
    made = report(OrganizationFactory(name="Circle"), "They watch us", kind="danger")
    rows = Notification.objects.all()
    assert {row.recipient for row in rows} == staff
    assert [row.context for row in rows] == [
        {"path": f"/admin/organizations/listingreport/{made.pk}/change/"}
    ] * 2


def test_other_kinds_wait_in_the_list() -> None:
    StaffFactory()
    for kind in ("wrong_facts", "duplicate", "not_diaspora", "spam"):
        report(OrganizationFactory(), kind=kind)
    assert not Notification.objects.exists()


def test_a_report_sent_twice_is_one() -> None:
    group = OrganizationFactory()
    StaffFactory()
    assert report(group, kind="danger") == report(group, kind="danger")
    assert Notification.objects.count() == 1


def test_ten_reports_a_day_from_one_address_or_account() -> None:
    for by, other in ((None, UserFactory()), (UserFactory(), None)):
        for number in range(10):
            report(OrganizationFactory(), str(number), by=by)
        with pytest.raises(TooManyReportsError):
            report(OrganizationFactory(), by=by)
        report(OrganizationFactory(), "free", by=other, address="192.0.2.9")
    ListingReport.objects.update(created_at=ListingReport.objects.first().created_at - timedelta(1))
    report(OrganizationFactory())


def test_no_address_is_kept() -> None:
    made = report(OrganizationFactory(), address="192.0.2.77")
    stored = ListingReport.objects.filter(pk=made.pk).values().get()
    assert "192.0.2.77" not in str(stored)
    assert made.origin == origin_of(None, "192.0.2.77") != origin_of(None, "192.0.2.78")


def test_handled_reports_go_last_and_danger_comes_first() -> None:
    staff, group = StaffFactory(), OrganizationFactory()
    kinds = ["spam", "danger", "not_diaspora", "duplicate"]
    made = [report(group, kind, kind=kind, by=UserFactory()) for kind in kinds]
    assert handle_report(report_id=made[3].pk, by=staff).handled_by == staff
    with pytest.raises(AlreadyHandledError):
        handle_report(report_id=made[3].pk, by=staff)
    assert [row.kind for row in ListingReport.objects.all()] == [
        "danger",
        "not_diaspora",
        "spam",
        "duplicate",
    ]


@pytest.mark.parametrize("kind", ["wrong_facts", "danger", "duplicate", "rumour"])
def test_a_report_says_something(kind: str) -> None:
    with pytest.raises(IntegrityError):
        report(OrganizationFactory(), "", kind=kind)
