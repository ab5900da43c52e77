"""Calls as everybody reads them: the list, the page, questions, and what suits one's group."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.enums import Status
from organizations.models import Organization
from organizations.presentation import chips
from organizations.requests import MemberRequest, PortalRequest
from organizations.views.asking import MOST_PARAMETERS
from organizations.views.directory import PAGE_SIZE
from partnerships import actions
from partnerships.conditions import eligibility
from partnerships.models import ExpressionOfInterest, Opportunity, OpportunityInvitation
from partnerships.opportunity_facets import OpportunityFilter, opportunity_facets
from partnerships.opportunity_forms import QuestionForm
from partnerships.opportunity_pages import (
    MISSING,
    in_words,
    opportunity_card,
    opportunity_page,
)
from partnerships.suggestions import own_groups
from partnerships.views.problems import PROBLEMS, problem, words_of
from sessions_archive.models import ExchangeSession


@require_safe
def opportunity_list(request: PortalRequest) -> HttpResponse:
    visible = Opportunity.objects.visible_to(request.viewer).exclude(state="draft")
    if sum(len(values) for _, values in request.GET.lists()) > MOST_PARAMETERS:
        return render(request, "organizations/too_many_filters.html", status=400)
    narrowed = OpportunityFilter(request.GET, queryset=visible)
    is_valid = narrowed.is_valid()
    found = narrowed.qs if is_valid else visible.none()
    paginator = Paginator(found.open_first().with_publisher().with_tags(), PAGE_SIZE)
    try:
        page = paginator.page(request.GET.get("page", 1))
    except (EmptyPage, PageNotAnInteger):
        page = None
    return render(
        request,
        "partnerships/opportunity_list.html",
        {
            "filter": narrowed,
            "page": page,
            "cards": [opportunity_card(call) for call in page or []],
            "total": paginator.count,
            "chips": chips(narrowed, request.GET) if is_valid else [],
            "facets": opportunity_facets(request.GET, visible) if is_valid else [],
        },
        status=200 if is_valid else 400,
    )


@require_safe
def opportunity_detail(request: PortalRequest, slug: str) -> HttpResponse:
    call = get_object_or_404(
        Opportunity.objects.visible_to(request.viewer)
        .with_publisher()
        .with_tags()
        .with_details(request.viewer),
        slug=slug,
    )
    viewer = request.viewer
    is_own = (
        call.partner_id in viewer.partner_ids or call.organization_id in viewer.organization_ids
    )
    groups = list(_groups(request))
    return render(
        request,
        "partnerships/opportunity_detail.html",
        {
            "call": call,
            "publisher": call.listing,
            "page": opportunity_page(call),
            "session": _session(request, call),
            "is_own": is_own,
            "questions": [
                row
                for row in call.question_rows
                if row["answer"] or is_own or row["asked_by"] == viewer.user_id
            ],
            "groups": groups,
            "conditions": in_words(eligibility(call, groups)) if groups and not is_own else [],
            "invited": [row for row in call.own_invitations or [] if not row["declined"]],
            **(_for_publisher(request, call) if is_own else {}),
        },
    )


def _session(request: PortalRequest, call: Opportunity) -> ExchangeSession | None:
    """The session that the call came of, if the reader may look it up."""
    if call.session_id is None:
        return None
    sessions = ExchangeSession.objects.visible_to(request.viewer).select_related("edition")
    return sessions.filter(pk=call.session_id).first()


def _groups(request: PortalRequest) -> Any:
    """The reader's published groups: those that can answer a call."""
    viewer = request.viewer
    if viewer.user_id is None or not viewer.organization_ids:
        return Organization.objects.none()
    own = Organization.objects.visible_to(viewer).for_member(viewer.user_id)
    return own.filter(status=Status.PUBLISHED).with_tags().order_by("name", "pk")


def _for_publisher(request: PortalRequest, call: Opportunity) -> dict[str, Any]:
    """What those who publish it see besides: what is missing, what came in."""
    if call.is_draft:
        missing = actions.missing_facts(call)
        return {"missing": [MISSING[name] for name in missing]}
    sent = ExpressionOfInterest.objects.sent_to(request.viewer).filter(opportunity=call)
    return {"came_in": sent.count()}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def opportunity_ask(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask about a call; all read the answer."""
    call = get_object_or_404(Opportunity.objects.visible_to(request.viewer), slug=slug)
    if call.is_draft:
        raise Http404
    form = QuestionForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.ask_question(
                opportunity_id=call.pk, by=request.user, text=form.cleaned_data["text"]
            )
        except PROBLEMS as error:
            form.add_error(None, words_of(error))
            status = 409
        else:
            messages.success(
                request, _("Your question was passed on. You will be told of the answer.")
            )
            return redirect(f"{call.get_absolute_url()}#questions")
    return render(
        request, "partnerships/opportunity_ask.html", {"call": call, "form": form}, status=status
    )


@require_safe
@login_required
@never_cache
def opportunity_suggested(request: MemberRequest) -> HttpResponse:
    """Open calls that suit one of the reader's groups, and why."""
    groups = [row for row in own_groups(request.viewer) if row.status == Status.PUBLISHED]
    wanted = request.GET.get("for", "")
    subject = next((row for row in groups if str(row.uuid) == wanted), None)
    if wanted and subject is None:
        raise Http404
    subject = subject or next(iter(groups), None)
    fits = None
    if subject is not None:
        from partnerships.opportunity_matches import calls_for

        fits = calls_for(subject, request.viewer)
    return render(
        request,
        "partnerships/opportunity_suggested.html",
        {"listings": groups, "subject": subject, "fits": fits},
    )


@require_POST
@login_required
def opportunity_no_thanks(request: MemberRequest, slug: str, uuid: uuids.UUID) -> HttpResponse:
    """Decline an invitation in the name of one's own group."""
    call = get_object_or_404(Opportunity.objects.visible_to(request.viewer), slug=slug)
    invitation = get_object_or_404(
        OpportunityInvitation.objects.filter(
            opportunity=call, organization__in=request.viewer.organization_ids
        ),
        organization__uuid=uuid,
    )
    try:
        actions.decline_invitation(invitation_id=invitation.pk, by=request.user)
    except PROBLEMS as error:
        return problem(request, error, back=call.get_absolute_url())
    messages.success(request, _("The invitation is set aside. You can still answer the call."))
    return redirect(call)
