"""Calls in the hands of those who publish them."""

import uuid as uuids
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.models import Organization, ShortlistEntry
from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.clocks import zone_of
from partnerships.models import (
    ExpressionMember,
    ExpressionOfInterest,
    Opportunity,
    OpportunityInvitation,
    Partner,
)
from partnerships.opportunity_forms import (
    AnswerForm,
    CancelForm,
    ChosenGroupsForm,
    DecideForm,
    ExtendForm,
    OpportunityForm,
)
from partnerships.opportunity_pages import BADGES
from partnerships.opportunity_rules import is_publisher
from partnerships.suggestions import own_listings
from partnerships.views.problems import PROBLEMS, problem, words_of

MOST_FOUND = 10


@require_safe
@login_required
@never_cache
def opportunity_own(request: MemberRequest) -> HttpResponse:
    """The calls of those for whom the reader speaks, and what her groups answer."""
    viewer = request.viewer
    calls = Opportunity.objects.published_by(viewer).with_publisher()
    expressions = (
        ExpressionOfInterest.objects.for_groups_of(viewer)
        .filter(opportunity__in=Opportunity.objects.visible_to(viewer))
        .select_related("opportunity__partner", "opportunity__organization")
        .order_by("-created_at", "-pk")
    )
    asked = set(
        ExpressionMember.objects.filter(
            expression__in=expressions.order_by(),
            organization__in=viewer.organization_ids,
            state="asked",
        ).values_list("expression_id", flat=True)
    )
    invitations = OpportunityInvitation.objects.to_answer_for(viewer).select_related(
        "opportunity", "organization"
    )
    return render(
        request,
        "partnerships/opportunity_own.html",
        {
            "calls": [(call, BADGES[call.shown_state]) for call in calls.open_first()],
            "can_publish": any(is_publisher(row) for row in own_listings(viewer)),
            "expressions": [(row, row.pk in asked) for row in expressions],
            "invitations": invitations,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def opportunity_new(request: MemberRequest) -> HttpResponse:
    """Begin a call for a partner or a group that may publish one."""
    publishers = [row for row in own_listings(request.viewer) if is_publisher(row)]
    wanted = request.GET.get("for", "")
    publisher = next((row for row in publishers if str(row.uuid) == wanted), None)
    if wanted and publisher is None:
        raise Http404
    if publisher is None and len(publishers) == 1:
        publisher = publishers[0]
    if publisher is None:
        return render(
            request, "partnerships/opportunity_publisher.html", {"publishers": publishers}
        )
    initial = {"zone": zone_of(request) or "UTC", "language": get_language()}
    form = OpportunityForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        call = actions.draft_opportunity(publisher=publisher, by=request.user, **form.call())
        messages.success(request, _("Your draft is saved. Only you and your colleagues see it."))
        return redirect(call)
    return render(
        request,
        "partnerships/opportunity_new.html",
        {"form": form, "publisher": publisher, "several": len(publishers) > 1},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def opportunity_edit(request: MemberRequest, slug: str) -> HttpResponse:
    call = _own(request, slug, tags=True)
    form = OpportunityForm(
        request.POST if request.method == "POST" else None, initial=OpportunityForm.initial_of(call)
    )
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            actions.save_opportunity(opportunity_id=call.pk, by=request.user, **form.call())
        except PROBLEMS as error:
            form.add_error(None, words_of(error))
            status = HTTPStatus.CONFLICT
        else:
            messages.success(request, _("Saved."))
            return redirect(call)
    elif not call.is_draft:
        return redirect(call)
    return render(
        request,
        "partnerships/opportunity_edit.html",
        {"form": form, "call": call, "publisher": call.listing},
        status=status,
    )


STEPS: dict[str, Callable[..., Any]] = {
    "publish": actions.publish_opportunity,
    "assess": actions.start_assessment,
    "discard": actions.discard_opportunity,
}


@require_POST
@login_required
def opportunity_step(request: MemberRequest, slug: str) -> HttpResponse:
    """Steps that need no words: publish, start to read, throw a draft away."""
    call = _own(request, slug)
    step = request.POST.get("step", "")
    if step not in STEPS:
        raise Http404
    try:
        STEPS[step](opportunity_id=call.pk, by=request.user)
    except PROBLEMS as error:
        return problem(request, error, back=call.get_absolute_url())
    if step == "publish":
        messages.success(request, _("Your call is published."))
    if step == "assess":
        return redirect("partnerships:expression_received", call.slug)
    return redirect("partnerships:opportunity_own" if step == "discard" else call)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def opportunity_extend(request: MemberRequest, slug: str) -> HttpResponse:
    call = _own(request, slug)
    there = call.deadline.astimezone(ZoneInfo(call.zone)) if call.deadline else None
    form = ExtendForm(
        request.POST if request.method == "POST" else None,
        zone=call.zone,
        initial={"day": there and there.date(), "clock": there and there.time()},
    )

    def act() -> None:
        actions.extend_deadline(
            opportunity_id=call.pk, by=request.user, deadline=form.cleaned_data["deadline"]
        )

    said = _("The deadline is later now. All who are at work on it were told.")
    return _with_words(request, call, form, act, said, "opportunity_extend")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def opportunity_cancel(request: MemberRequest, slug: str) -> HttpResponse:
    call = _own(request, slug)
    form = CancelForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        actions.cancel_opportunity(opportunity_id=call.pk, by=request.user, **form.cleaned_data)

    said = _("The call is cancelled. All who were at work on it were told.")
    return _with_words(request, call, form, act, said, "opportunity_cancel")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def opportunity_decide(request: MemberRequest, slug: str) -> HttpResponse:
    call = _own(request, slug)
    form = DecideForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        actions.decide_opportunity(opportunity_id=call.pk, by=request.user, **form.cleaned_data)

    said = _("The call is decided. Every group was told its outcome.")
    return _with_words(request, call, form, act, said, "opportunity_decide")


def _with_words(
    request: MemberRequest,
    call: Opportunity,
    form: Any,
    act: Callable[[], None],
    said: str,
    name: str,
) -> HttpResponse:
    """A step that asks for something first; what was typed stays where it is refused."""
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            act()
        except PROBLEMS as error:
            form.add_error(None, words_of(error))
            status = HTTPStatus.CONFLICT
        else:
            messages.success(request, said)
            return redirect(call)
    return render(request, f"partnerships/{name}.html", {"call": call, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def opportunity_answer(request: MemberRequest, slug: str, uuid: uuids.UUID) -> HttpResponse:
    call = _own(request, slug)
    question = get_object_or_404(call.questions, uuid=uuid)
    form = AnswerForm(
        request.POST if request.method == "POST" else None, initial={"answer": question.answer}
    )
    if form.is_bound and form.is_valid():
        actions.answer_question(question_id=question.pk, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your answer is there for all to read."))
        return redirect(f"{call.get_absolute_url()}#questions")
    return render(
        request,
        "partnerships/opportunity_answer.html",
        {"call": call, "question": question, "form": form},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def opportunity_invite(request: MemberRequest, slug: str) -> HttpResponse:
    """Invite groups that suit the call, that one keeps, or that one looks for by name."""
    call = _own(request, slug, tags=True)
    publisher = next((row for row in own_listings(request.viewer) if row == call.listing), None)
    if publisher is None:
        raise Http404
    from partnerships.opportunity_matches import groups_for

    fits = groups_for(call, publisher, request.viewer) if call.is_open else []
    kept, found = groups_at_hand(request)
    invitations = list(
        call.invitations.filter(organization__in=Organization.objects.visible_to(request.viewer))
        .select_related("organization")
        .order_by("organization__name")
    )
    there = {row.organization_id for row in invitations}
    kept, found = (
        [row for row in rows if row.pk not in there and row != publisher] for rows in (kept, found)
    )
    offered = {row.pk: row for row in [*(fit.target for fit in fits or []), *kept, *found]}
    form = ChosenGroupsForm(
        request.POST if request.method == "POST" else None, offered=offered.values()
    )
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        try:
            invited = actions.invite_groups(
                opportunity_id=call.pk, by=request.user, groups=form.chosen()
            )
        except PROBLEMS as error:
            form.add_error(None, words_of(error))
            status = HTTPStatus.CONFLICT
        else:
            said = _("Invited: %(groups)s")
            names = ", ".join(row.organization.name for row in invited)
            messages.success(request, said % {"groups": names})
            return redirect("partnerships:opportunity_invite", call.slug)
    return render(
        request,
        "partnerships/opportunity_invite.html",
        {
            "call": call,
            "form": form,
            "fits": fits,
            "kept": kept,
            "found": found,
            "q": request.GET.get("q", ""),
            "invitations": invitations,
            "is_partner": isinstance(publisher, Partner),
        },
        status=status,
    )


def groups_at_hand(request: MemberRequest) -> tuple[list[Organization], list[Organization]]:
    """The groups that the reader keeps, and those whose name holds what she looks for."""
    entries = ShortlistEntry.objects.visible_to(request.viewer).kept()
    visible = Organization.objects.visible_to(request.viewer).published()
    kept = list(visible.filter(pk__in=entries.values("organization_id")).order_by("name", "pk"))
    words = request.GET.get("q", "").split()[:10]
    if not words:
        return kept, []
    found = visible.exclude(pk__in=[row.pk for row in kept])
    for word in words:
        found = found.filter(name__unaccent__icontains=word[:100])
    return kept, list(found.order_by("name", "pk")[:MOST_FOUND])


def _own(request: MemberRequest, slug: str, *, tags: bool = False) -> Opportunity:
    """A call of those for whom the reader speaks."""
    calls = Opportunity.objects.published_by(request.viewer).with_publisher()
    return get_object_or_404(calls.with_tags() if tags else calls, slug=slug)
