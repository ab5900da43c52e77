"""What came in for a call, and how it is assessed."""

import uuid as uuids
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.actions.assessments import is_held
from partnerships.expression_forms import AssessForm, OutcomeForm, answers_of
from partnerships.models import (
    Assessment,
    ExpressionMember,
    ExpressionOfInterest,
    Opportunity,
    Score,
)
from partnerships.models.opportunity_queries import READ_IN
from partnerships.opportunity_enums import ExpressionState, MemberState, OpportunityState
from partnerships.opportunity_errors import ConflictError, HeldError
from partnerships.opportunity_rules import takes_part
from partnerships.views.problems import PROBLEMS, problem, words_of
from partnerships.weighing import mean

MEMBERS = Prefetch(
    "members",
    ExpressionMember.objects.filter(state=MemberState.AGREED).select_related("organization"),
    to_attr="taking_part",
)
ASSESSMENTS = Prefetch(
    "assessments",
    Assessment.objects.select_related("assessor").prefetch_related(
        Prefetch("scores", Score.objects.select_related("criterion"))
    ),
)


@require_safe
@login_required
@never_cache
def expression_received(request: MemberRequest, slug: str) -> HttpResponse:
    """What came in, best first; only how much, until the publisher starts to read."""
    call = get_object_or_404(
        Opportunity.objects.published_by(request.viewer).exclude(state="draft"), slug=slug
    )
    rows: list[Any] = []
    if call.state in READ_IN and not takes_part(request.user, call):
        received = ExpressionOfInterest.objects.received_by(request.viewer)
        rows = list(
            received.filter(opportunity=call)
            .prefetch_related(MEMBERS, "assessments")
            .select_related("held_by")
        )
        for row in rows:
            row.total = _total(row)
            row.is_held = is_held(row, request.user)
        rows.sort(key=lambda row: (row.total is None, -(row.total or Decimal(0)), row.pk))
    sent = ExpressionOfInterest.objects.sent_to(request.viewer).filter(opportunity=call)
    return render(
        request,
        "partnerships/expression_received.html",
        {
            "call": call,
            "rows": rows,
            "count": sent.count(),
            "has_conflict": takes_part(request.user, call),
            "open_outcomes": sum(
                row.state == ExpressionState.UNDER_REVIEW and not row.outcome for row in rows
            ),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def expression_assess(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Read one, score it, and write down what its groups will hear."""
    received = ExpressionOfInterest.objects.received_by(request.viewer)
    expression = get_object_or_404(
        received.select_related(
            "opportunity__partner", "opportunity__organization", "held_by"
        ).prefetch_related(MEMBERS, ASSESSMENTS),
        uuid=uuid,
    )
    call = expression.opportunity
    if takes_part(request.user, call):
        return problem(request, ConflictError(), back=call.get_absolute_url())
    is_open = (
        call.state == OpportunityState.ASSESSING
        and expression.state == ExpressionState.UNDER_REVIEW
    )
    criteria = list(call.criteria.all())
    own = next((a for a in expression.assessments.all() if a.assessor_id == request.user.pk), None)
    initial: dict[str, Any] = {"notes": own.notes} if own else {}
    initial |= {f"score_{s.criterion_id}": s.value for s in own.scores.all()} if own else {}
    post, part = (
        (request.POST, request.POST.get("part", ""))
        if request.method == "POST"
        else (
            None,
            "",
        )
    )
    assess = AssessForm(post if part == "scores" else None, criteria=criteria, initial=initial)
    outcome = OutcomeForm(
        post if part == "outcome" else None,
        initial={
            "outcome": expression.outcome,
            "reason": expression.reason,
            "feedback": expression.feedback,
        },
    )
    status, words = HTTPStatus.OK, ""
    back = redirect("partnerships:expression_assess", expression.uuid)
    try:
        if part in ("hold", "take_over"):
            actions.hold_expression(
                expression_id=expression.pk, by=request.user, take_over=part == "take_over"
            )
            return back
        if part == "let_go":
            actions.let_go_expression(expression_id=expression.pk, by=request.user)
            return redirect("partnerships:expression_received", call.slug)
        if part == "scores" and assess.is_valid():
            actions.save_assessment(
                expression_id=expression.pk,
                by=request.user,
                scores=assess.scores(),
                notes=assess.cleaned_data["notes"],
            )
            messages.success(request, _("Your scores are saved."))
            return back
        if part == "outcome" and outcome.is_valid():
            actions.record_outcome(
                expression_id=expression.pk, by=request.user, **outcome.cleaned_data
            )
            messages.success(
                request, _("Noted. The groups are told when you tell everybody the outcome.")
            )
            return redirect("partnerships:expression_received", call.slug)
    except PermissionDenied as error:
        raise Http404 from error
    except PROBLEMS as error:
        words, status = words_of(error), HTTPStatus.CONFLICT
        if isinstance(error, HeldError):
            expression.refresh_from_db(fields=["held_by", "held_until"])
    if post is not None and part not in ("scores", "outcome", "hold", "take_over", "let_go"):
        raise Http404
    return render(
        request,
        "partnerships/expression_assess.html",
        {
            "expression": expression,
            "call": call,
            "answers": answers_of(expression),
            "is_open": is_open,
            "is_mine": expression.held_by_id == request.user.pk,
            "is_held": is_held(expression, request.user),
            "assess": assess,
            "outcome": outcome,
            "total": _total(expression),
            "words": words,
        },
        status=status,
    )


def _total(expression: ExpressionOfInterest) -> Decimal | None:
    """The mean of all whole assessments."""
    return mean(row.total for row in expression.assessments.all() if row.total is not None)
