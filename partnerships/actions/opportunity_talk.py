"""Questions about a call, and the groups that its publisher would like to hear from."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.models import Organization
from organizations.rules import is_member
from partnerships import opportunity_letters as letters
from partnerships.models import Opportunity, OpportunityInvitation, OpportunityQuestion
from partnerships.opportunity_enums import OpportunityState
from partnerships.opportunity_errors import (
    QuestionsClosedError,
    TooManyInvitationsError,
    TooManyQuestionsError,
)
from partnerships.opportunity_rules import can_manage
from partnerships.opportunity_workflow import IllegalStepError

DAY = timedelta(days=1)
QUESTIONS_A_DAY = 10
MOST_INVITED = 100


@transaction.atomic
def ask_question(*, opportunity_id: int, by: User, text: str) -> OpportunityQuestion:
    """Ask about a call that `by` may see (that is for the caller to know).

    Asking the same twice asks once. Raises QuestionsClosedError and TooManyQuestionsError.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    opportunity = Opportunity.objects.get(pk=opportunity_id)
    if not opportunity.takes_questions:
        raise QuestionsClosedError
    own = OpportunityQuestion.objects.filter(asked_by=by)
    if same := own.filter(opportunity=opportunity, text=text).first():
        return same
    if own.filter(asked_at__gt=timezone.now() - DAY).count() >= QUESTIONS_A_DAY:
        raise TooManyQuestionsError
    question = OpportunityQuestion.objects.create(opportunity=opportunity, asked_by=by, text=text)
    letters.tell_of_question(question)
    return question


@transaction.atomic
def answer_question(*, question_id: int, by: User, answer: str) -> OpportunityQuestion:
    """Answer for all to read; an answer may be made better later. Raises PermissionDenied."""
    question = OpportunityQuestion.objects.select_for_update(of=("self",)).get(pk=question_id)
    if not can_manage(by, question.opportunity):
        raise PermissionDenied
    if question.answer == answer:
        return question
    question.answer, question.answered_by = answer, by
    question.answered_at = timezone.now()
    question.save()
    letters.tell_of_answer(question)
    return question


@transaction.atomic
def invite_groups(
    *, opportunity_id: int, by: User, groups: Iterable[Organization]
) -> list[OpportunityInvitation]:
    """Invite groups that `by` may see (that is for the caller to know); return whom it is new to.

    Raises PermissionDenied, IllegalStepError once the call takes nothing any more, and
    TooManyInvitationsError.
    """
    opportunity = Opportunity.objects.select_for_update(of=("self",)).get(pk=opportunity_id)
    if not can_manage(by, opportunity):
        raise PermissionDenied
    if not opportunity.is_open:
        raise IllegalStepError("invite", OpportunityState(opportunity.shown_state))
    there = set(opportunity.invitations.values_list("organization_id", flat=True))
    new = [g for g in groups if g.pk not in there and g.pk != opportunity.organization_id]
    if len(there) + len(new) > MOST_INVITED:
        raise TooManyInvitationsError
    invitations = [
        OpportunityInvitation.objects.create(
            opportunity=opportunity, organization=group, invited_by=by
        )
        for group in new
    ]
    for invitation in invitations:
        letters.tell_of_invitation(invitation)
    return invitations


@transaction.atomic
def decline_invitation(*, invitation_id: int, by: User) -> OpportunityInvitation:
    """Say that the group will not answer; it may all the same. Raises PermissionDenied."""
    invitation = OpportunityInvitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    if not is_member(by, invitation.organization):
        raise PermissionDenied
    if invitation.declined_at is None:
        invitation.declined_at = timezone.now()
        invitation.save(update_fields=["declined_at"])
    return invitation
