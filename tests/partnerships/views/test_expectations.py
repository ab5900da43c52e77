"""The expectation check as its readers see it."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from partnerships.expectations import QUESTIONS
from partnerships.models import ExpectationAnswer, ExpectationCheck
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.factories.results import make_running, speaker
from tests.partnerships.actions.test_expectation_checks import answer, asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def check() -> ExpectationCheck:
    return asked(make_running())


def address(check: ExpectationCheck) -> str:
    return f"/partnerships/checks/{check.uuid}/"


def as_party(check: ExpectationCheck, number: int = 0) -> Client:
    client = Client()
    client.force_login(speaker(check.partnership, number))
    return client


def said(value: int, **more: Any) -> dict[str, Any]:
    return {**dict.fromkeys(QUESTIONS, value), "words": "Words of mine", **more}


def test_nobody_reads_anothers_answers_before_giving_hers(check: ExpectationCheck) -> None:
    assert as_party(check).post(address(check), said(5)).status_code == 302
    own = as_party(check).get(address(check)).content.decode()
    assert "Your side has answered" in own
    assert "Words of mine" in own
    other = as_party(check, 1).get(address(check)).content.decode()
    assert "Words of mine" not in other
    assert "Your side has answered" not in other
    staff = Client()
    staff.force_login(StaffFactory())
    assert "Words of mine" not in staff.get(address(check)).content.decode()
    results = f"/partnerships/{check.partnership.uuid}/results/"
    assert "Waiting for answers" in as_party(check, 1).get(results).content.decode()


def test_the_gap_is_shown_to_all_once_all_have_answered(check: ExpectationCheck) -> None:
    as_party(check).post(address(check), said(5))
    page = as_party(check, 1).post(address(check), said(5, voice=2), follow=True)
    for client in (as_party(check), as_party(check, 1)):
        response = client.get(address(check))
        rows = response.context["rows"]
        assert [(gap.question, gap.width) for gap, _said in rows][:2] == [
            ("voice", 3),
            ("roles", 0),
        ]
        assert "You see this differently" in response.content.decode()
        assert "Words of mine" in response.content.decode()
    assert page.status_code == 200
    late = as_party(check).post(address(check), said(1))
    assert late.status_code == 409
    assert "No answers are taken any more." in late.content.decode()
    assert ExpectationAnswer.objects.filter(roles=1).count() == 0


def test_when_the_time_is_over_who_was_silent_is_named() -> None:
    check = asked(make_running())
    answer(check, 0)
    check = asked(check.partnership, since=15)
    page = as_party(check, 1).get(address(check)).content.decode()
    assert f"No answer came from: <bdi>{check.partnership.parties.all()[1].name}</bdi>" in page
    assert "4 of 5" in page


def test_every_question_has_to_be_answered(check: ExpectationCheck) -> None:
    response = as_party(check).post(address(check), said(4) | {"voice": "", "roles": "6"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"voice", "roles"}
    assert "Words of mine" in response.content.decode()
    assert not ExpectationAnswer.objects.exists()


def test_strangers_learn_nothing(check: ExpectationCheck) -> None:
    assert Client().get(address(check)).status_code == 302
    stranger = UserFactory()
    make_listing(owner=stranger)
    client = Client()
    client.force_login(stranger)
    assert client.get(address(check)).status_code == 404
    assert client.post(address(check), said(4)).status_code == 404
    staff = Client()
    staff.force_login(StaffFactory())
    assert staff.post(address(check), said(4)).status_code == 404
    assert not ExpectationAnswer.objects.exists()


def test_queries(
    check: ExpectationCheck, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    answer(check, 0)
    client = as_party(check)
    # Session, person, two for the viewer, the check, parties, answers.
    with django_assert_num_queries(7):
        client.get(address(check))
    answer(check, 1)
    with django_assert_num_queries(7):
        client.get(address(check))
