"""What waits for a person."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from organizations.models import Membership
from partnerships import actions
from partnerships.actions import (
    accept_introduction,
    ask_back,
    ask_for_introduction,
    ask_to_represent,
    register_partner,
)
from partnerships.host_workflow import Power
from partnerships.models import ExpressionOfInterest, Representative
from partnerships.viewers import viewer_for
from partnerships.waiting import Waiting, waiting_for
from tests.factories import StaffFactory, UserFactory, make_listing, make_partner
from tests.factories.hosting import make_agreement, make_group, make_host, make_terms
from tests.factories.introductions import make_introduction
from tests.factories.opportunities import close, make_expression, make_opportunity
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


def test_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    officer: Any = UserFactory()
    ceiba = make_partner(representative=officer)
    for _ in range(3):
        ask_to_represent(partner=ceiba, by=UserFactory(), **SAID)
    viewer = viewer_for(officer)
    # What waits, and before that what she has to do with at all.
    with django_assert_num_queries(2):
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


def test_an_invitation_waits_until_a_group_has_answered() -> None:
    leader, officer = UserFactory(), UserFactory()
    circle = make_listing(name="Circle", owner=leader)
    call = make_opportunity(representative=officer, title="Evening schools", audience="invited")
    assert told(leader) == []
    actions.invite_groups(opportunity_id=call.pk, by=officer, groups=[circle])
    (line,) = lines(leader)
    assert (line.about, line.url, line.due) == (
        "Evening schools",
        call.get_absolute_url(),
        call.deadline,
    )
    draft = make_expression(call, circle, state="draft")
    assert told(leader) == []
    draft.delete()
    circle.opportunity_invitations.update(declined_at=timezone.now())
    assert told(leader) == []


def test_a_question_about_a_call_waits_for_its_publisher() -> None:
    officer = UserFactory()
    call = make_opportunity(representative=officer, title="Evening schools")
    question = call.questions.create(text="May we be two?", asked_by=UserFactory())
    call.questions.create(text="Until when?", asked_by=UserFactory())
    assert told(officer) == [("Evening schools", call.get_absolute_url())]
    call.questions.update(answer="Yes.", answered_at=timezone.now())
    assert told(officer) == []
    assert question.asked_by is not None
    assert told(question.asked_by) == []


def test_what_came_in_waits_for_those_who_may_assess_it() -> None:
    officer, colleague = UserFactory(), UserFactory()
    call = make_opportunity(representative=officer, title="Evening schools")
    Representative.objects.create(partner=call.partner, user=colleague)
    sent_in = make_expression(call, make_listing())
    make_expression(call, make_listing(owner=colleague))
    assert told(officer) == told(colleague) == []
    close(call, "assessing")
    line = ("Evening schools", f"{call.get_absolute_url()}received/")
    assert told(officer) == [line]
    # Her own group answers: others assess.
    assert told(colleague) == []
    ExpressionOfInterest.objects.update(
        outcome="successful", reason="fits", feedback="A clear plan."
    )
    assert sent_in.pk
    assert told(officer) == []


def test_feedback_waits_until_somebody_of_the_group_has_read_it() -> None:
    leader, other = UserFactory(), UserFactory()
    call = make_opportunity(title="Evening schools")
    circle = make_listing(owner=leader)
    Membership.objects.create(organization=circle, user=other, role="editor")
    answer_of = make_expression(call, circle)
    assert told(leader) == []
    close(call, "assessing")
    ExpressionOfInterest.objects.update(
        state="unsuccessful", outcome="unsuccessful", reason="others", feedback="Come again.",
        decided_at=timezone.now(),
    )  # fmt: skip
    line = ("Evening schools", answer_of.get_absolute_url())
    assert told(leader) == told(other) == [line]
    client = Client()
    client.force_login(other)
    assert "Come again." in client.get(answer_of.get_absolute_url()).content.decode()
    assert told(leader) == told(other) == []


def test_a_group_that_is_asked_to_join_others() -> None:
    leader, asked_one = UserFactory(), UserFactory()
    call = make_opportunity(title="Evening schools")
    circle, choir = make_listing(owner=leader), make_listing(owner=asked_one)
    draft = make_expression(call, circle, state="draft")
    draft.members.create(opportunity=call, organization=choir, state="asked")
    assert told(asked_one) == [("Evening schools", draft.get_absolute_url())]
    assert told(leader) == []
    draft.members.all().delete()
    draft.delete()
    coalition = actions.start_coalition(
        opportunity_id=call.pk, lead=circle, groups=[choir], by=leader
    )
    assert told(asked_one) == [("Evening schools", coalition.get_absolute_url())]
    assert told(leader) == []
    actions.answer_coalition(coalition=coalition, organization=choir, word="agree", by=asked_one)
    assert told(asked_one) == []


@pytest.mark.parametrize("many", [1, 8])
def test_the_dashboard_asks_few_questions(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A person with everything: groups, a partner body, calls, coalitions, works, hosting."""
    person = UserFactory()
    body = make_partner(representative=person)
    for _ in range(many):
        circle = make_group(owner=person)
        make_introduction(asked=circle)
        call = make_opportunity(publisher=body)
        call.questions.create(text="May we be two?", asked_by=UserFactory())
        make_opportunity().invitations.create(organization=circle)
        make_running(people=[person])
    make_agreement(host=make_host(owner=person), terms=make_terms(Power.REPORT))
    client = Client()
    client.force_login(person)
    assert len(client.get("/dashboard/").context["waiting"]) == 4 * many
    with django_assert_num_queries(11):
        client.get("/dashboard/")
