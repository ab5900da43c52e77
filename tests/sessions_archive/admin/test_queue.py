"""What waits around the exchanges, in the work queue."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from gdve_portal.roles import COUNTRY_OFFICE, set_up_roles
from sessions_archive.actions import Answers, change_answers, register
from sessions_archive.models import ExchangeSession, RemovalRequest, SessionRegistration
from tests.factories import StaffFactory, UserFactory
from tests.factories.archive import (
    ExchangeSessionFactory,
    InsightFactory,
    InsightSectionFactory,
    PersonFactory,
    make_upcoming,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/organizations/organization/queue/"
LISTS = "/admin/sessions_archive/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(StaffFactory())
    return client


def waits(client: Client) -> dict[str, int]:
    """What the queue tells of, by the end of the address where it is done."""
    errands = client.get(QUEUE).context["errands"]
    return {errand.address.rpartition("/")[2]: errand.number for errand in errands}


def rows(client: Client, address: str) -> list[Any]:
    return list(client.get(LISTS + address).context["cl"].result_list)


def some_work() -> dict[str, Any]:
    removal = RemovalRequest.objects.create(person=PersonFactory())
    session = make_upcoming(capacity=1)
    needing = register(session=session, by=UserFactory(), answers=Answers(access_needs="Captions"))
    waiting = register(session=session, by=UserFactory(), answers=Answers(access_needs="A ramp"))
    held = ExchangeSessionFactory(staff_notes="# 1 A\n- b", capacity=5)
    there = held.registrations.create(
        user=UserFactory(), state="registered", placed_at=held.starts_at
    )
    done = ExchangeSessionFactory(staff_notes="# 1 A\n- b")
    InsightFactory(section=InsightSectionFactory(session=done))
    return {"removal": removal, "needs": needing, "places": waiting, "attendance": there,
            "notes": held}  # fmt: skip


def test_each_kind_is_told_and_leads_to_its_rows(staff: Client) -> None:
    assert waits(staff) == {}
    work = some_work()
    assert waits(staff) == {
        "?state__exact=open": 1,
        "?work=needs": 1,
        "?work=places": 1,
        "?work=attendance": 1,
        "?work=notes": 1,
    }
    assert "Access needs to arrange" in staff.get(QUEUE).content.decode()
    assert rows(staff, "removalrequest/?state__exact=open") == [work["removal"]]
    for kind in ("needs", "places", "attendance"):
        assert rows(staff, f"sessionregistration/?work={kind}") == [work[kind]]
    assert rows(staff, "exchangesession/?work=notes") == [work["notes"]]
    assert len(rows(staff, "exchangesession/?work=other")) == ExchangeSession.objects.count()


def test_needs_are_arranged_and_asked_about_again_when_they_change(staff: Client) -> None:
    work = some_work()
    data = {"action": "needs_arranged", "_selected_action": [work["needs"].pk, work["places"].pk]}
    html = staff.post(f"{LISTS}sessionregistration/", data, follow=True).content.decode()
    assert "Noted for 1 person." in html
    assert "?work=needs" not in waits(staff)
    assert LogEntry.objects.get().change_message == "needs_arranged"
    row = SessionRegistration.objects.get(pk=work["needs"].pk)
    for needs, is_open in (("Captions", False), ("Captions and a ramp", True)):
        change_answers(
            registration=row, by=row.user, organization=None, answers=Answers(access_needs=needs)
        )
        assert ("?work=needs" in waits(staff)) is is_open


def test_a_session_that_is_over_or_cancelled_leaves_nothing_to_arrange(staff: Client) -> None:
    some_work()
    ExchangeSession.objects.update(cancelled_at=timezone.now())
    assert set(waits(staff)) == {"?state__exact=open", "?work=notes"}
    past = timezone.now() - timedelta(days=9)
    ExchangeSession.objects.update(
        cancelled_at=None, starts_at=past, ends_at=past + timedelta(hours=1)
    )
    assert waits(staff)["?work=attendance"] == 2
    assert "?work=needs" not in waits(staff)


def test_for_who_may_do_it_in_seven_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    some_work()
    curator = StaffFactory()
    client.force_login(curator)
    client.get(QUEUE)
    with django_assert_max_num_queries(7):
        assert len(client.get(QUEUE).context["errands"]) == 5
    office = UserFactory(is_staff=True)
    office.groups.set(group for group in set_up_roles() if group.name == COUNTRY_OFFICE.name)
    client.force_login(office)
    assert client.get(QUEUE).context["errands"] == []
