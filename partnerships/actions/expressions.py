"""An expression of interest in its groups' hands: written, sent, taken back, withdrawn."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.models import Organization
from organizations.rules import is_member
from partnerships import opportunity_letters as letters
from partnerships.conditions import eligibility
from partnerships.eligibility import unmet
from partnerships.models import ExpressionMember, ExpressionOfInterest, Opportunity
from partnerships.models.expressions import TEXTS
from partnerships.opportunity_enums import (
    OUTCOMES,
    TAKES_PART,
    ExpressionState,
    FormKind,
    MemberState,
    OpportunityState,
)
from partnerships.opportunity_errors import (
    AnsweredAlreadyError,
    HiddenFromPublisherError,
    IncompleteError,
    LateError,
    NotAgreedError,
    NotEligibleError,
    OwnCallError,
)
from partnerships.opportunity_rules import leads, publisher_eyes
from partnerships.opportunity_workflow import IllegalStepError, next_expression_state


@transaction.atomic
def start_expression(
    *, opportunity_id: int, organization: Organization, by: User, form: str = FormKind.LIGHT
) -> ExpressionOfInterest:
    """Begin a draft in the name of a group, or return the one that it leads already.

    Whether `by` may see the call is for the caller to know. Raises PermissionDenied for whoever is
    not of the group, OwnCallError, LateError, and AnsweredAlreadyError where the group takes part
    in another one.
    """
    opportunity = locked_call(opportunity_id)
    if not is_member(by, organization):
        raise PermissionDenied
    if opportunity.organization_id == organization.pk:
        raise OwnCallError
    led = ExpressionMember.objects.filter(
        opportunity=opportunity, organization=organization, is_lead=True
    ).first()
    if led is not None:
        return led.expression
    if not opportunity.is_open:
        raise LateError
    _require_free(opportunity, organization.pk)
    expression = ExpressionOfInterest.objects.create(opportunity=opportunity, form=form)
    now = timezone.now()
    ExpressionMember.objects.create(
        expression=expression,
        opportunity=opportunity,
        organization=organization,
        is_lead=True,
        state=MemberState.AGREED,
        agreed_version=expression.version,
        asked_at=now,
        answered_at=now,
        answered_by=by,
    )
    return expression


@transaction.atomic
def save_expression(
    *, expression_id: int, by: User, form: str, texts: Mapping[str, str]
) -> ExpressionOfInterest:
    """Keep what the leading group has written so far, complete or not, late or not.

    A changed text asks the other groups anew. Raises PermissionDenied and IllegalStepError.
    """
    expression = _led(expression_id, by)
    if expression.state != ExpressionState.DRAFT:
        raise IllegalStepError("submit", ExpressionState(expression.state))
    new = {"form": form, **{name: texts[name] for name in TEXTS if name in texts}}
    if all(getattr(expression, name) == value for name, value in new.items()):
        return expression
    for name, value in new.items():
        setattr(expression, name, value)
    had_agreed = expression.members.filter(
        state=MemberState.AGREED, is_lead=False, agreed_version=expression.version
    ).exists()
    expression.version += 1
    expression.save()
    expression.members.filter(is_lead=True).update(agreed_version=expression.version)
    if had_agreed:
        letters.tell_of_new_text(expression)
    return expression


@transaction.atomic
def submit_expression(*, expression_id: int, by: User) -> ExpressionOfInterest:
    """Send the draft as it is stored. Groups that were asked and have not answered stay out.

    Raises PermissionDenied, IllegalStepError, LateError, IncompleteError, NotAgreedError,
    HiddenFromPublisherError and NotEligibleError; the draft stays as it was.
    """
    expression = _led(expression_id, by)
    state = next_expression_state("submit", expression.state)
    opportunity = expression.opportunity
    if not opportunity.is_open:
        raise LateError
    if expression.unanswered:
        raise IncompleteError(expression.unanswered)
    agreed = expression.members.filter(state=MemberState.AGREED)
    if agreed.exclude(agreed_version=expression.version).exists():
        raise NotAgreedError
    groups = list(
        Organization.objects.filter(expression_members__in=agreed).with_tags().order_by("pk")
    )
    eyes = publisher_eyes(opportunity)
    seen = Organization.objects.visible_to(eyes).published()
    if seen.filter(pk__in=[group.pk for group in groups]).count() != len(groups):
        raise HiddenFromPublisherError
    call = Opportunity.objects.with_tags().get(pk=opportunity.pk)
    if failed := unmet(eligibility(call, groups)):
        raise NotEligibleError([str(condition) for condition in failed])
    expression.state, expression.submitted_at, expression.submitted_by = state, timezone.now(), by
    expression.save()
    expression.members.filter(state=MemberState.ASKED).update(state=MemberState.LEFT)
    letters.tell_of_state(expression)
    return expression


@transaction.atomic
def take_back_expression(*, expression_id: int, by: User) -> ExpressionOfInterest:
    """Make a draft of it again while the call is open. Raises as `submit_expression`."""
    expression = _led(expression_id, by)
    state = next_expression_state("take_back", expression.state)
    if not expression.opportunity.is_open:
        raise LateError
    expression.state = state
    expression.save()
    return expression


@transaction.atomic
def withdraw_expression(*, expression_id: int, by: User) -> ExpressionOfInterest:
    """Give it up before there is an outcome; all who took part are free again, and told.

    Raises PermissionDenied and IllegalStepError.
    """
    expression = _led(expression_id, by)
    was_sent = expression.state == ExpressionState.UNDER_REVIEW
    state = next_expression_state("withdraw", expression.state)
    if was_sent and expression.opportunity.state == OpportunityState.ASSESSING:
        letters.tell_publisher(expression, "withdrawn")
    expression.state = state
    expression.outcome, expression.reason, expression.feedback = "", "", ""
    expression.save()
    letters.tell_of_state(expression)
    expression.members.filter(state__in=TAKES_PART).update(state=MemberState.LEFT)
    return expression


@transaction.atomic
def resume_expression(*, expression_id: int, by: User) -> ExpressionOfInterest:
    """Take up again what was withdrawn, while the call is open; others must be asked anew.

    Raises PermissionDenied, IllegalStepError, LateError and AnsweredAlreadyError.
    """
    expression = _led(expression_id, by)
    state = next_expression_state("resume", expression.state)
    if not expression.opportunity.is_open:
        raise LateError
    lead = expression.members.select_for_update().get(is_lead=True)
    _require_free(expression.opportunity, lead.organization_id)
    expression.state = state
    expression.save()
    lead.state, lead.agreed_version = MemberState.AGREED, expression.version
    lead.save()
    return expression


@transaction.atomic
def decline_outcome(*, expression_id: int, by: User) -> ExpressionOfInterest:
    """Say no to a call that has chosen the groups. Raises PermissionDenied and IllegalStepError."""
    expression = _led(expression_id, by)
    expression.state = next_expression_state("decline", expression.state)
    expression.save()
    letters.tell_publisher(expression, "declined")
    letters.tell_of_state(expression)
    return expression


def locked_call(opportunity_id: int) -> Opportunity:
    """The call, so that nobody ends it meanwhile; taken before any row of what came in for it."""
    return Opportunity.objects.select_for_update(of=("self",)).get(pk=opportunity_id)


def locked_expression(expression_id: int) -> ExpressionOfInterest:
    """The call and the expression of interest, locked in this order."""
    call_id = ExpressionOfInterest.objects.values_list("opportunity_id", flat=True).get(
        pk=expression_id
    )
    opportunity = locked_call(call_id)
    expression = ExpressionOfInterest.objects.select_for_update(of=("self",)).get(pk=expression_id)
    expression.opportunity = opportunity
    return expression


def note_outcome_read(*, expression: ExpressionOfInterest, by: User) -> None:
    """Note that somebody of a group has read what became of its answer.

    Whether she may read it is for the caller to know.
    """
    if expression.state in OUTCOMES:
        ExpressionMember.objects.filter(
            expression=expression, organization__memberships__user=by, outcome_read_at=None
        ).update(outcome_read_at=timezone.now())


def _led(expression_id: int, by: User) -> ExpressionOfInterest:
    expression = locked_expression(expression_id)
    if not leads(by, expression):
        raise PermissionDenied
    return expression


def _require_free(opportunity: Opportunity, organization_id: int) -> None:
    answered = ExpressionMember.objects.filter(
        opportunity=opportunity, organization=organization_id, state=MemberState.AGREED
    )
    if answered.exists():
        raise AnsweredAlreadyError
