"""Expressions of interest as their groups write, send and follow them."""

import uuid as uuids
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.enums import Status
from organizations.models import Organization
from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.conditions import eligibility
from partnerships.expression_forms import ExpressionForm, StartForm, answers_of
from partnerships.models import ExpressionMember, ExpressionOfInterest, Opportunity
from partnerships.opportunity_enums import TAKES_PART, ExpressionState, FormKind, MemberState
from partnerships.opportunity_errors import IncompleteError
from partnerships.opportunity_forms import ChosenGroupsForm
from partnerships.opportunity_pages import in_words
from partnerships.views.choosing import all_seen
from partnerships.views.opportunity_desk import groups_at_hand
from partnerships.views.problems import PROBLEMS, problem, words_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def expression_start(request: MemberRequest, slug: str) -> HttpResponse:
    """Choose in whose name, and on which form, to answer a call."""
    call = get_object_or_404(
        Opportunity.objects.visible_to(request.viewer)
        .exclude(state="draft")
        .with_publisher()
        .with_tags(),
        slug=slug,
    )
    groups = list(
        Organization.objects.visible_to(request.viewer)
        .for_member(request.user.pk)
        .filter(status=Status.PUBLISHED)
        .exclude(pk=call.organization_id or 0)
        .with_tags()
        .order_by("name", "pk")
    )
    form = StartForm(
        request.POST if request.method == "POST" else None,
        groups=groups,
        takes_short_form=call.takes_short_form,
    )
    if groups and form.is_bound and form.is_valid():
        try:
            expression = actions.start_expression(
                opportunity_id=call.pk,
                organization=form.chosen(),
                by=request.user,
                form=form.cleaned_data["form"],
            )
        except PROBLEMS as error:
            return problem(request, error, back=call.get_absolute_url())
        if expression.state == "draft":
            return redirect("partnerships:expression_edit", expression.uuid)
        return redirect(expression)
    return render(
        request,
        "partnerships/expression_start.html",
        {
            "call": call,
            "groups": groups,
            "form": form,
            "conditions": in_words(eligibility(call, groups)) if groups else [],
        },
    )


@require_safe
@login_required
@never_cache
def expression_detail(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Where it stands, who takes part, what was written, what came back."""
    expression = _own(request, uuid)
    members = _members(expression)
    mine = _mine(request, members)
    if request.method != "HEAD" and any(row.outcome_read_at is None for row in mine):
        actions.note_outcome_read(expression=expression, by=request.user)
    asked = [row for row in mine if row.state == "asked"]
    return render(
        request,
        "partnerships/expression_detail.html",
        {
            "expression": expression,
            "call": expression.opportunity,
            "members": members,
            "answers": answers_of(expression),
            "leads": any(row.is_lead for row in mine),
            "asked": asked,
            "to_agree_again": [
                row
                for row in mine
                if row.state == "agreed" and row.agreed_version != expression.version
            ],
            "begins_for": _begins_for(request, expression, mine),
            "can_leave": [row for row in mine if row.state == "agreed" and not row.is_lead],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def expression_edit(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write, keep, send. Whatever was typed is kept first, late or not."""
    expression = _led(request, uuid)
    call = expression.opportunity
    kind = request.GET.get("form", expression.form)
    if kind not in FormKind.values or (kind == FormKind.LIGHT and not call.takes_short_form):
        kind = FormKind.FULL
    form = ExpressionForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        initial={name: getattr(expression, name) for name in ExpressionForm(kind=kind).fields},
    )
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            actions.save_expression(
                expression_id=expression.pk, by=request.user, form=kind, texts=form.cleaned_data
            )
            if "send" in request.POST:
                actions.submit_expression(expression_id=expression.pk, by=request.user)
        except IncompleteError as error:
            form.say_what_is_missing(error.missing)
        except PROBLEMS as error:
            form.add_error(None, words_of(error))
            status = HTTPStatus.CONFLICT
        else:
            sent = "send" in request.POST
            messages.success(request, _("It was sent.") if sent else _("Your draft is saved."))
            return redirect(expression)
    elif expression.state != "draft" and not form.is_bound:
        return redirect(expression)
    return render(
        request,
        "partnerships/expression_edit.html",
        {"expression": expression, "call": call, "form": form, "kind": kind},
        status=status,
    )


STEPS: dict[str, Callable[..., Any]] = {
    "submit": actions.submit_expression,
    "take_back": actions.take_back_expression,
    "withdraw": actions.withdraw_expression,
    "resume": actions.resume_expression,
    "decline": actions.decline_outcome,
}


@require_POST
@login_required
def expression_step(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Steps of the leading group."""
    expression = _led(request, uuid)
    step = request.POST.get("step", "")
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](expression_id=expression.pk, by=request.user)
    except PROBLEMS as error:
        return problem(request, error, back=expression.get_absolute_url())
    return redirect(expression)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def expression_groups(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Ask other groups to answer together: those that one keeps or looks for by name."""
    expression = _led(request, uuid)
    there = {row.organization_id for row in _members(expression) if row.state in TAKES_PART}
    there.add(expression.opportunity.organization_id or 0)
    kept, found = ([row for row in rows if row.pk not in there] for rows in groups_at_hand(request))
    form = ChosenGroupsForm(
        request.POST if request.method == "POST" else None, offered=[*kept, *found]
    )
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            actions.ask_groups(expression_id=expression.pk, by=request.user, groups=form.chosen())
        except PROBLEMS as error:
            form.add_error(None, words_of(error))
            status = HTTPStatus.CONFLICT
        else:
            messages.success(request, _("The groups were asked."))
            return redirect(expression)
    return render(
        request,
        "partnerships/expression_groups.html",
        {
            "expression": expression,
            "call": expression.opportunity,
            "form": form,
            "kept": kept,
            "found": found,
            "q": request.GET.get("q", ""),
        },
        status=status,
    )


@require_POST
@login_required
def expression_say(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """What one group says: it agrees, refuses, leaves; or the others go on without it."""
    expression = _own(request, uuid)
    members = _members(expression)
    member = next(
        (row for row in members if str(row.organization.uuid) == request.POST.get("group")), None
    )
    version, said = request.POST.get("version", ""), request.POST.get("say", "")
    if member is None or said not in ("agree", "refuse", "leave", "without"):
        raise Http404
    if said == "without":
        if not any(row.is_lead for row in _mine(request, members)):
            raise Http404
    elif member not in _mine(request, members):
        raise Http404
    whose: dict[str, Any] = {
        "expression_id": expression.pk,
        "organization": member.organization,
        "by": request.user,
    }
    try:
        if said in ("agree", "refuse"):
            number = int(version) if version.isascii() and version.isdigit() else 0
            actions.answer_request(**whose, agrees=said == "agree", version=number)
        elif said == "leave":
            actions.leave_expression(**whose)
        else:
            actions.go_on_without(**whose)
    except PROBLEMS as error:
        return problem(request, error, back=expression.get_absolute_url())
    if said in ("agree", "without"):
        return redirect(expression)
    messages.success(request, _("Your group takes no part in it. The leading group was told."))
    return redirect("partnerships:opportunity_own")


def _begins_for(
    request: MemberRequest, expression: ExpressionOfInterest, mine: list[ExpressionMember]
) -> Organization | None:
    """In whose name the reader may go on to a partnership: the answer was chosen."""
    if expression.state != ExpressionState.SUCCESSFUL:
        return None
    if not all_seen(request.viewer, [expression.opportunity.listing]):
        return None
    return next((row.organization for row in mine if row.state == MemberState.AGREED), None)


def _own(request: MemberRequest, uuid: uuids.UUID) -> ExpressionOfInterest:
    """One in which a group of the reader's takes part, or is asked to."""
    rows = ExpressionOfInterest.objects.for_groups_of(request.viewer)
    return get_object_or_404(
        rows.select_related("opportunity__partner", "opportunity__organization"), uuid=uuid
    )


def _led(request: MemberRequest, uuid: uuids.UUID) -> ExpressionOfInterest:
    rows = ExpressionOfInterest.objects.for_groups_of(request.viewer).filter(
        members__is_lead=True, members__organization__in=request.viewer.organization_ids
    )
    return get_object_or_404(
        rows.select_related("opportunity__partner", "opportunity__organization"), uuid=uuid
    )


def _members(expression: ExpressionOfInterest) -> list[ExpressionMember]:
    """Those who take part or were asked; all of them are visible, or the page would not be."""
    rows = expression.members.select_related("organization")
    return [row for row in rows if row.state in TAKES_PART or row.is_lead]


def _mine(request: MemberRequest, members: list[ExpressionMember]) -> list[ExpressionMember]:
    return [row for row in members if row.organization_id in request.viewer.organization_ids]
