"""What the publisher's people think of what came in."""

from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.viewers_of import viewer_of
from partnerships.actions.expressions import locked_expression
from partnerships.models import Assessment, ExpressionOfInterest, Score
from partnerships.opportunity_enums import (
    OUTCOME_REASONS,
    ExpressionState,
    OpportunityState,
)
from partnerships.opportunity_errors import ConflictError, HeldError, NotAssessedError
from partnerships.opportunity_rules import can_manage, takes_part
from partnerships.opportunity_workflow import IllegalStepError
from partnerships.weighing import weighted_total

HELD_FOR = timedelta(minutes=20)


@transaction.atomic
def hold_expression(
    *, expression_id: int, by: User, take_over: bool = False
) -> ExpressionOfInterest:
    """Note that `by` assesses it for the next minutes; again to go on longer.

    Raises PermissionDenied, ConflictError, IllegalStepError, and HeldError while somebody else
    does, unless `take_over`.
    """
    expression = _assessable(expression_id, by)
    if is_held(expression, by) and not take_over:
        raise HeldError
    expression.held_by, expression.held_until = by, timezone.now() + HELD_FOR
    expression.save(update_fields=["held_by", "held_until"])
    return expression


@transaction.atomic
def let_go_expression(*, expression_id: int, by: User) -> None:
    """Let others assess it; what somebody else holds stays hers."""
    ExpressionOfInterest.objects.filter(pk=expression_id, held_by=by).update(
        held_by=None, held_until=None
    )


def is_held(expression: ExpressionOfInterest, by: User) -> bool:
    """Whether somebody else is assessing it now."""
    return (
        expression.held_by_id not in (None, by.pk)
        and expression.held_until is not None
        and expression.held_until > timezone.now()
    )


@transaction.atomic
def save_assessment(
    *, expression_id: int, by: User, scores: Mapping[int, int], notes: str = ""
) -> Assessment:
    """Write `by`'s own scores (by criterion), complete or not; others' stay as they are.

    Raises PermissionDenied, ConflictError, IllegalStepError and HeldError.
    """
    expression = _assessable(expression_id, by)
    if is_held(expression, by):
        raise HeldError
    weights = dict(expression.opportunity.criteria.values_list("pk", "weight"))
    if not set(scores) <= set(weights):
        raise PermissionDenied
    assessment, _ = Assessment.objects.get_or_create(expression=expression, assessor=by)
    assessment.scores.all().delete()
    Score.objects.bulk_create(
        Score(assessment=assessment, criterion_id=criterion, value=value)
        for criterion, value in scores.items()
    )
    assessment.notes = notes
    assessment.total = weighted_total(scores, weights)
    assessment.save()
    expression.held_by, expression.held_until = by, timezone.now() + HELD_FOR
    expression.save(update_fields=["held_by", "held_until"])
    return assessment


@transaction.atomic
def record_outcome(
    *, expression_id: int, by: User, outcome: str, reason: str, feedback: str
) -> ExpressionOfInterest:
    """Write down the outcome, its reason and what the groups will read, until all are told.

    Raises PermissionDenied, ConflictError, IllegalStepError, HeldError, and NotAssessedError until
    somebody has scored every criterion.
    """
    expression = _assessable(expression_id, by)
    if is_held(expression, by):
        raise HeldError
    if reason not in OUTCOME_REASONS[outcome]:
        raise PermissionDenied
    if not expression.assessments.filter(total__isnull=False).exists():
        raise NotAssessedError
    expression.outcome, expression.reason, expression.feedback = outcome, reason, feedback
    expression.held_by, expression.held_until = None, None
    expression.save()
    return expression


def _assessable(expression_id: int, by: User) -> ExpressionOfInterest:
    """What `by` may read and assess now, locked; raise as the actions above say."""
    expression = locked_expression(expression_id)
    call = expression.opportunity
    if not can_manage(by, call):
        raise PermissionDenied
    if takes_part(by, call):
        raise ConflictError
    if call.state != OpportunityState.ASSESSING:
        raise IllegalStepError("assess", OpportunityState(call.shown_state))
    received = ExpressionOfInterest.objects.received_by(viewer_of(by))
    if not received.filter(pk=expression.pk).exists():
        raise PermissionDenied
    if expression.state != ExpressionState.UNDER_REVIEW:
        raise IllegalStepError("assess", ExpressionState(expression.state))
    return expression
