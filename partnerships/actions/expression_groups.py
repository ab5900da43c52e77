"""Several groups answering a call together: asked, agreed, refused, left."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.models import Organization
from organizations.rules import is_member
from partnerships import opportunity_letters as letters
from partnerships.actions.expressions import locked_expression
from partnerships.models import ExpressionMember, ExpressionOfInterest
from partnerships.opportunity_enums import (
    TAKES_PART,
    ExpressionState,
    MemberState,
)
from partnerships.opportunity_errors import (
    AnsweredAlreadyError,
    LateError,
    OwnCallError,
    TooManyGroupsError,
)
from partnerships.opportunity_rules import leads
from partnerships.opportunity_workflow import IllegalStepError

MOST_GROUPS = 12


@transaction.atomic
def ask_groups(
    *, expression_id: int, by: User, groups: Iterable[Organization]
) -> list[ExpressionMember]:
    """Ask groups that `by` may see (that is for the caller to know) to take part in a draft.

    Who said no or left may be asked again. Raises PermissionDenied, IllegalStepError, OwnCallError
    and TooManyGroupsError.
    """
    expression = _draft(expression_id)
    if not leads(by, expression):
        raise PermissionDenied
    groups = list(groups)
    if any(group.pk == expression.opportunity.organization_id for group in groups):
        raise OwnCallError
    there = {row.organization_id: row for row in expression.members.select_for_update()}
    taking_part = {pk for pk, row in there.items() if row.state in TAKES_PART}
    new = [group for group in groups if group.pk not in taking_part]
    if len(taking_part) + len(new) > MOST_GROUPS:
        raise TooManyGroupsError
    lead = expression.members.select_related("organization").get(is_lead=True).organization
    asked = []
    for group in new:
        member = there.get(group.pk) or ExpressionMember(
            expression=expression, opportunity=expression.opportunity, organization=group
        )
        member.state, member.agreed_version = MemberState.ASKED, None
        member.asked_at, member.answered_at, member.answered_by = timezone.now(), None, None
        member.save()
        letters.tell_of_request(member, lead)
        asked.append(member)
    return asked


@transaction.atomic
def answer_request(
    *, expression_id: int, organization: Organization, by: User, agrees: bool, version: int
) -> ExpressionMember:
    """Say whether the group takes part, with the text of `version`, which its people have read.

    Also what a group that had agreed says to a changed text. Raises PermissionDenied,
    IllegalStepError where it was not asked, the text is another by now or it was sent, LateError,
    and AnsweredAlreadyError where the group answers the call elsewhere.
    """
    expression = _draft(expression_id)
    member = _member(expression, organization, by)
    if member.state not in TAKES_PART or (agrees and version != expression.version):
        raise IllegalStepError("agree", ExpressionState(expression.state))
    if agrees:
        if not expression.opportunity.is_open:
            raise LateError
        elsewhere = ExpressionMember.objects.filter(
            opportunity=expression.opportunity,
            organization=organization,
            state=MemberState.AGREED,
        ).exclude(pk=member.pk)
        if elsewhere.exists():
            raise AnsweredAlreadyError
        member.state, member.agreed_version = MemberState.AGREED, version
    else:
        member.state, member.agreed_version = MemberState.REFUSED, None
    member.answered_at, member.answered_by = timezone.now(), by
    member.save()
    letters.tell_of_member(member, "agreed" if agrees else "refused")
    return member


@transaction.atomic
def leave_expression(
    *, expression_id: int, organization: Organization, by: User
) -> ExpressionMember:
    """Leave the others, as long as there is no outcome; what was sent goes on without the group.

    The leading group withdraws instead. Raises PermissionDenied and IllegalStepError.
    """
    expression = locked_expression(expression_id)
    member = _member(expression, organization, by)
    can_leave = expression.state in (ExpressionState.DRAFT, ExpressionState.UNDER_REVIEW)
    if member.is_lead or member.state not in TAKES_PART or not can_leave:
        raise IllegalStepError("leave", ExpressionState(expression.state))
    member.state, member.agreed_version = MemberState.LEFT, None
    member.answered_at, member.answered_by = timezone.now(), by
    member.save()
    letters.tell_of_member(member, "left")
    return member


@transaction.atomic
def go_on_without(*, expression_id: int, organization: Organization, by: User) -> ExpressionMember:
    """Let the leading group go on without another. Raises PermissionDenied, IllegalStepError."""
    expression = _draft(expression_id)
    if not leads(by, expression):
        raise PermissionDenied
    member = expression.members.select_for_update(of=("self",)).get(organization=organization)
    if member.is_lead or member.state not in TAKES_PART:
        raise IllegalStepError("leave", ExpressionState(expression.state))
    member.state, member.agreed_version = MemberState.LEFT, None
    member.save()
    letters.tell_removed(member)
    return member


def _draft(expression_id: int) -> ExpressionOfInterest:
    expression = locked_expression(expression_id)
    if expression.state != ExpressionState.DRAFT:
        raise IllegalStepError("ask", ExpressionState(expression.state))
    return expression


def _member(
    expression: ExpressionOfInterest, organization: Organization, by: User
) -> ExpressionMember:
    if not is_member(by, organization):
        raise PermissionDenied
    member: ExpressionMember | None = (
        expression.members.select_for_update(of=("self",)).filter(organization=organization).first()
    )
    if member is None:
        raise PermissionDenied
    return member
