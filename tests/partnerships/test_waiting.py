"""What waits for a person."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from partnerships.actions import (
    accept_introduction,
    ask_back,
    ask_for_introduction,
    ask_to_represent,
    register_partner,
)
from partnerships.viewers import viewer_for
from partnerships.waiting import Waiting, waiting_for
from tests.factories import StaffFactory, UserFactory, make_listing, make_partner
from tests.factories.results import make_running, sent, speaker
from tests.partnerships.actions.test_expectation_checks import answer, asked
from tests.partnerships.actions.test_representation import CITY, SAID

pytestmark = pytest.mark.django_db


def lines(user: User) -> list[Waiting]:
    return waiting_for(viewer_for(user))


def told(user: User) -> list[tuple[str, str]]:
    return [(line.about, line.url) for line in lines(user)]


def test_a_question_of_iom_and_a_colleague() -> None:
    officer, colleague = UserFactory(), UserFactory()
    asked = register_partner(by=officer, identity=CITY, **SAID)
    assert told(officer) == []
    ask_back(request_id=asked.pk, by=StaffFactory(), reason="contact", message="Phone?")
    ceiba = make_partner(name="Ceiba", representative=officer)
    joining = ask_to_represent(partner=ceiba, by=colleague, **SAID)
    assert told(officer) == [
        ("Ceiba", f"/partners/requests/{joining.uuid}/answer/"),
        ("City of Bridges", f"/partners/requests/{asked.uuid}/"),
    ]
    assert told(colleague) == []


def test_an_introduction_comes_first_as_it_has_a_day() -> None:
    leader, officer = UserFactory(), UserFactory()
    circle = make_listing(name="Circle", owner=leader)
    ceiba = make_partner(name="Ceiba", representative=officer)
    ask_to_represent(partner=ceiba, by=UserFactory(), **SAID)
    asked = ask_for_introduction(
        asker=circle, asked=ceiba, by=leader, purpose="A workshop", offer="A room"
    )
    first, second = lines(officer)
    assert (first.about, first.url, first.is_late) == (
        "Ceiba",
        f"/introductions/{asked.uuid}/",
        False,
    )
    assert first.due == asked.expires_at
    assert second.due is None
    assert lines(leader) == []
    accept_introduction(introduction_id=asked.pk, by=officer)
    assert [line.due for line in lines(officer)] == [None]


def test_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    officer: Any = UserFactory()
    ceiba = make_partner(representative=officer)
    for _ in range(3):
        ask_to_represent(partner=ceiba, by=UserFactory(), **SAID)
    viewer = viewer_for(officer)
    with django_assert_num_queries(1):
        assert len(waiting_for(viewer)) == 3


def test_reports_checks_and_proposed_texts() -> None:
    partnership = make_running(title="Evening school")
    one, other = speaker(partnership), speaker(partnership, 1)
    report = partnership.reports.all()[0]
    check = asked(partnership)
    line = ("Evening school", f"/partnerships/reports/{report.uuid}/")
    questions = ("Evening school", f"/partnerships/checks/{check.uuid}/")
    assert told(one) == told(other) == [questions, line]
    assert [row.due.date() for row in lines(one)] == [check.closes_on, report.due_on]
    sent(report)
    answer(check, 0)
    assert told(one) == []
    assert told(other) == [questions, line]
