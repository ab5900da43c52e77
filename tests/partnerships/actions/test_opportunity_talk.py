"""Questions about a call, and invitations to it."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Notification, User
from organizations.enums import Audience
from partnerships import actions
from partnerships.actions import opportunity_talk
from partnerships.models import OpportunityInvitation, OpportunityQuestion
from partnerships.opportunity_errors import (
    QuestionsClosedError,
    TooManyInvitationsError,
    TooManyQuestionsError,
)
from partnerships.opportunity_workflow import IllegalStepError
from tests.factories import UserFactory, make_expression, make_listing, make_opportunity
from tests.factories.opportunities import close

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    rows = Notification.objects.filter(recipient=user).order_by("pk")
    return [row.template.rpartition("/")[2] for row in rows]


def test_a_question_and_its_answer_reach_all_who_are_at_work() -> None:
    representative, asker, writer = (UserFactory() for _ in range(3))
    call = make_opportunity(representative=representative)
    make_expression(call, make_listing(owner=writer), state="draft")
    question = actions.ask_question(opportunity_id=call.pk, by=asker, text="May we be abroad?")
    again = actions.ask_question(opportunity_id=call.pk, by=asker, text="May we be abroad?")
    assert again == question
    assert told(representative) == ["opportunity_question"]
    assert asker.email not in str(Notification.objects.get().context)
    with pytest.raises(PermissionDenied):
        actions.answer_question(question_id=question.pk, by=asker, answer="Yes.")
    for _ in range(2):
        actions.answer_question(question_id=question.pk, by=representative, answer="Yes.")
    assert told(asker) == told(writer) == ["opportunity_answer"]


def test_questions_end_before_the_deadline() -> None:
    call = make_opportunity()
    call.questions_until = call.published_at
    call.save()
    with pytest.raises(QuestionsClosedError):
        actions.ask_question(opportunity_id=call.pk, by=UserFactory(), text="Too late?")
    assert not OpportunityQuestion.objects.exists()


def test_nobody_floods_a_call_with_questions() -> None:
    call, asker = make_opportunity(), UserFactory()
    for number in range(opportunity_talk.QUESTIONS_A_DAY):
        actions.ask_question(opportunity_id=call.pk, by=asker, text=f"Question {number}")
    with pytest.raises(TooManyQuestionsError):
        actions.ask_question(opportunity_id=call.pk, by=asker, text="One more")


def test_groups_are_invited_once() -> None:
    representative, owner = UserFactory(), UserFactory()
    call = make_opportunity(representative=representative)
    groups = [make_listing(owner=owner), make_listing()]
    invite = {"opportunity_id": call.pk, "by": representative, "groups": groups}
    assert len(actions.invite_groups(**invite)) == 2
    assert actions.invite_groups(**invite) == []
    assert told(owner) == ["opportunity_invited"]
    with pytest.raises(PermissionDenied):
        actions.invite_groups(opportunity_id=call.pk, by=owner, groups=groups)
    close(call)
    with pytest.raises(IllegalStepError):
        actions.invite_groups(**invite)


def test_a_call_invites_no_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opportunity_talk, "MOST_INVITED", 2)
    representative = UserFactory()
    call = make_opportunity(representative=representative)
    groups = [make_listing() for _ in range(3)]
    with pytest.raises(TooManyInvitationsError):
        actions.invite_groups(opportunity_id=call.pk, by=representative, groups=groups)
    assert not OpportunityInvitation.objects.exists()


def test_a_group_whose_person_may_not_see_the_publisher_is_not_told() -> None:
    publisher_owner, person = UserFactory(), UserFactory()
    publisher = make_listing(owner=publisher_owner, audience=Audience.PARTNERS)
    call = make_opportunity(publisher=publisher)
    actions.invite_groups(
        opportunity_id=call.pk, by=publisher_owner, groups=[make_listing(owner=person)]
    )
    assert told(person) == []


def test_a_group_declines_an_invitation() -> None:
    owner = UserFactory()
    call = make_opportunity()
    invitation = call.invitations.create(organization=make_listing(owner=owner))
    with pytest.raises(PermissionDenied):
        actions.decline_invitation(invitation_id=invitation.pk, by=UserFactory())
    declined = actions.decline_invitation(invitation_id=invitation.pk, by=owner)
    again = actions.decline_invitation(invitation_id=invitation.pk, by=owner)
    assert declined.declined_at == again.declined_at is not None
