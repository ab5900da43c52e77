"""Each side answers on its own; then all read all answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Notification
from organizations.models import Membership
from partnerships.actions.expectation_checks import (
    AnsweredForAnotherError,
    CheckNotOpenError,
    answer_check,
)
from partnerships.expectations import QUESTIONS
from partnerships.models import ExpectationCheck, Partnership
from partnerships.result_enums import CheckState
from tests.factories import UserFactory
from tests.factories.results import make_running, speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def check() -> ExpectationCheck:
    """One that is asked since yesterday."""
    return asked(make_running())


def asked(partnership: Partnership, *, since: int = 1) -> ExpectationCheck:
    check = partnership.checks.get(days=30)
    check.opens_on = timezone.localdate() - timedelta(days=since)
    check.closes_on = check.opens_on + timedelta(days=14)
    check.asked_at = timezone.now()
    check.save()
    return check


def answer(check: ExpectationCheck, number: int, value: int = 4, **fields: Any) -> None:
    answer_check(
        **{
            "check_id": check.pk,
            "party_id": check.partnership.parties.all()[number].pk,
            "by": speaker(check.partnership, number),
            "values": dict.fromkeys(QUESTIONS, value),
            "words": "More time",
        }
        | fields
    )


def opened() -> int:
    return Notification.objects.filter(template__endswith="/expectations_opened").count()


def test_the_last_answer_lays_all_side_by_side(check: ExpectationCheck) -> None:
    answer(check, 0)
    check.refresh_from_db()
    assert (check.opened_at, opened()) == (None, 0)
    answer(check, 1, 2)
    check.refresh_from_db()
    assert check.opened_at is not None
    assert opened() == 2
    assert [row.values["voice"] for row in check.answers.all()] == [4, 2]


def test_until_then_a_side_may_say_it_anew(check: ExpectationCheck) -> None:
    answer(check, 0, 4)
    answer(check, 0, 1)
    assert [row.values["roles"] for row in check.answers.all()] == [1]


def test_nobody_answers_after_the_answers_are_open(check: ExpectationCheck) -> None:
    answer(check, 0)
    answer(check, 1)
    with pytest.raises(CheckNotOpenError) as error:
        answer(check, 0, 1)
    assert error.value.state == CheckState.OPEN
    assert opened() == 2


@pytest.mark.parametrize(("since", "state"), [(-1, CheckState.AHEAD), (15, CheckState.OPEN)])
def test_answers_are_taken_in_their_time(since: int, state: CheckState) -> None:
    check = asked(make_running(), since=since)
    with pytest.raises(CheckNotOpenError) as error:
        answer(check, 0)
    assert error.value.state == state
    assert not check.answers.exists()


def test_one_person_answers_for_one_side(check: ExpectationCheck) -> None:
    both = speaker(check.partnership, 1)
    Membership.objects.create(
        organization=check.partnership.parties.all()[0].organization, user=both, role="editor"
    )
    answer(check, 0, by=both)
    with pytest.raises(AnsweredForAnotherError):
        answer(check, 1, by=both)
    assert check.answers.count() == 1


def test_strangers_do_not_answer(check: ExpectationCheck) -> None:
    with pytest.raises(PermissionDenied):
        answer(check, 0, by=UserFactory())
