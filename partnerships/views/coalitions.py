"""Finding groups to answer a call with, and what becomes of it."""

import uuid as uuids
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organizations.models import Organization
from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.coalition_search import as_members, covered, propose
from partnerships.coalition_words import told
from partnerships.coalition_workflow import (
    IN,
    MOST_GROUPS,
    SAYS,
    CoalitionError,
    CoalitionState,
    Say,
)
from partnerships.models import Coalition, CoalitionMember, Opportunity
from partnerships.opportunity_errors import OpportunityError

PAGE_SIZE = 20


@require_safe
@login_required
@never_cache
def coalition_find(request: MemberRequest, slug: str) -> HttpResponse:
    """The smallest sets of groups that together cover a call."""
    call, groups, asking, coalition = _asking(request, slug, request.GET)
    if coalition is not None and coalition.state != CoalitionState.FORMING:
        return redirect(coalition)
    return _find_page(request, call, groups, asking, coalition)


@require_POST
@login_required
@never_cache
def coalition_start(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask the groups of a set: as a group that leads, or as the publisher of the call."""
    call, groups, asking, coalition = _asking(request, slug, request.POST)
    chosen = _chosen(request)
    try:
        if coalition is not None:
            actions.ask_into_coalition(coalition=coalition, groups=chosen, by=request.user)
        elif asking is not None:
            coalition = actions.start_coalition(
                opportunity_id=call.pk, lead=asking, groups=chosen, by=request.user
            )
        else:
            coalition = actions.propose_coalition(
                opportunity_id=call.pk, groups=chosen, by=request.user
            )
    except PermissionDenied as error:
        raise Http404 from error
    except CoalitionError as error:
        return _find_page(request, call, groups, asking, coalition, problem=error.words)
    messages.success(request, _("The groups have been asked. You are told what they answer."))
    return redirect(coalition)


@require_safe
@login_required
@never_cache
def coalition_list(request: MemberRequest) -> HttpResponse:
    """The coalitions of the reader's own groups and calls."""
    rows = Coalition.objects.visible_to(request.viewer).select_related("opportunity")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "partnerships/coalition_list.html", {"page_obj": page})


@require_safe
@login_required
@never_cache
def coalition_detail(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Who takes part, who covers what, and what can be done now."""
    return _page(request, _coalition(request, uuid))


@require_POST
@login_required
@never_cache
def coalition_answer(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Agree, refuse or leave for one of the reader's groups."""
    coalition = _coalition(request, uuid)
    group, word = _own_group(request), request.POST.get("word", "")
    if word not in SAYS:
        raise Http404
    try:
        member = actions.answer_coalition(
            coalition=coalition, organization=group, word=word, by=request.user
        )
    except PermissionDenied as error:
        raise Http404 from error
    except CoalitionError as error:
        return _page(request, coalition, problem=error.words)
    messages.success(request, _("Done. The others are told."))
    return redirect(coalition if member.state == Say.AGREED else "partnerships:coalition_list")


@require_POST
@login_required
@never_cache
def coalition_apply(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Begin the joint answer, led by one of the reader's groups."""
    coalition = _coalition(request, uuid)
    try:
        expression = actions.start_joint_answer(
            coalition=coalition, lead=_own_group(request), by=request.user
        )
    except PermissionDenied as error:
        raise Http404 from error
    except (CoalitionError, OpportunityError) as error:
        return _page(request, coalition, problem=error.words)
    return redirect(expression)


@require_POST
@login_required
@never_cache
def coalition_end(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Give it up."""
    coalition = _coalition(request, uuid)
    try:
        actions.end_coalition(coalition=coalition, by=request.user)
    except PermissionDenied as error:
        raise Http404 from error
    except CoalitionError as error:
        return _page(request, coalition, problem=error.words)
    messages.success(request, _("Ended. The others are told."))
    return redirect("partnerships:coalition_list")


def _asking(
    request: MemberRequest, slug: str, data: Any
) -> tuple[Opportunity, list[Organization], Organization | None, Coalition | None]:
    """The call, the reader's groups that may ask, the one that does, and the coalition it leads.

    No group asks where the reader publishes the call: then its publisher does.
    """
    calls = Opportunity.objects.visible_to(request.viewer).with_publisher().with_tags()
    call = get_object_or_404(calls, slug=slug)
    own = Organization.objects.visible_to(request.viewer).for_member(request.user.pk)
    published = own.published().exclude(pk=call.organization_id or 0)
    groups = list(as_members(published).order_by("name", "pk"))
    publishes = (
        call.partner_id in request.viewer.partner_ids
        or call.organization_id in request.viewer.organization_ids
    )
    wanted = data.get("for", "")
    asking = next((row for row in groups if str(row.uuid) == wanted), None)
    if asking is None and (wanted or not (groups or publishes)):
        raise Http404
    if asking is None and not publishes:
        asking = groups[0]
    led = None
    if asking is not None:
        led = (
            Coalition.objects.visible_to(request.viewer)
            .living()
            .filter(opportunity=call, lead=asking)
            .first()
        )
    return call, groups, asking, led


def _find_page(
    request: MemberRequest,
    call: Opportunity,
    groups: Sequence[Organization],
    asking: Organization | None,
    coalition: Coalition | None,
    problem: Any = "",
) -> HttpResponse:
    members = [asking] if asking else []
    out: list[int] = []
    if coalition is not None:
        there = _members(request, coalition)
        members += [
            row.organization for row in there if row.state in IN and row.organization != asking
        ]
        out = [row.organization_id for row in there if row.state not in IN]
    found = propose(call, request.viewer, members, out)
    sets = [
        [
            {"group": seat.group, "covers": told(seat.covers), "alone": told(seat.alone),
             "is_member": seat.is_member}
            for seat in seats
        ]
        for seats in found.sets
    ]  # fmt: skip
    return render(
        request,
        "partnerships/coalition_find.html",
        {
            "opportunity": call,
            "listings": groups,
            "subject": asking,
            "coalition": coalition,
            "wanted": told(found.wanted),
            "missing": told(found.missing),
            "sets": sets,
            "found": found,
            "solution": found.solution,
            "most": MOST_GROUPS,
            "problem": problem,
        },
        status=409 if problem else 200,
    )


def _chosen(request: MemberRequest) -> list[Organization]:
    """The groups that the reader has ticked, as far as she may see them."""
    wanted = set()
    for text in request.POST.getlist("group")[: 2 * MOST_GROUPS]:
        try:
            wanted.add(uuids.UUID(text))
        except ValueError as error:
            raise Http404 from error
    rows = Organization.objects.visible_to(request.viewer).published()
    return list(rows.filter(uuid__in=wanted).order_by("pk"))


def _own_group(request: MemberRequest) -> Organization:
    try:
        uuid = uuids.UUID(request.POST.get("for", ""))
    except ValueError as error:
        raise Http404 from error
    own = Organization.objects.visible_to(request.viewer).for_member(request.user.pk)
    return get_object_or_404(own, uuid=uuid)


def _coalition(request: MemberRequest, uuid: uuids.UUID) -> Coalition:
    rows = Coalition.objects.visible_to(request.viewer)
    return get_object_or_404(rows, uuid=uuid)


def _members(request: MemberRequest, coalition: Coalition) -> list[CoalitionMember]:
    """Those that the reader may see, read through `as_members`: for her there are no others."""
    rows = list(coalition.members.all())
    seen = as_members(Organization.objects.visible_to(request.viewer)).in_bulk(
        [row.organization_id for row in rows]
    )
    for row in rows:
        if row.organization_id in seen:
            row.organization = seen[row.organization_id]
    return [row for row in rows if row.organization_id in seen]


def _page(request: MemberRequest, coalition: Coalition, *, problem: Any = "") -> HttpResponse:
    call = (
        Opportunity.objects.visible_to(request.viewer)
        .with_publisher()
        .with_tags()
        .get(pk=coalition.opportunity_id)
    )
    members = _members(request, coalition)
    there = [row for row in members if row.state in IN]
    missing, covers = covered(call, [row.organization for row in there])
    own = [row for row in there if row.organization_id in request.viewer.organization_ids]
    agreed = [row for row in there if row.state == Say.AGREED]
    forming = coalition.state == CoalitionState.FORMING
    leads = coalition.lead_id in request.viewer.organization_ids
    publishes = coalition.by_publisher and (
        call.partner_id in request.viewer.partner_ids
        or call.organization_id in request.viewer.organization_ids
    )
    may_lead = [
        row.organization
        for row in own
        if row.state == Say.AGREED and coalition.lead_id in (None, row.organization_id)
    ]
    return render(
        request,
        "partnerships/coalition_detail.html",
        {
            "coalition": coalition,
            "opportunity": call,
            "rows": [(row, told(said)) for row, said in zip(there, covers, strict=True)],
            "out": [row for row in members if row.state not in IN],
            "missing": told(missing),
            "own": own,
            "may_lead": may_lead if forming and call.is_open and len(agreed) > 1 else [],
            "may_ask": leads and forming and call.is_open and bool(missing),
            "may_end": (leads or publishes) and forming,
            "lead": next(
                (r.organization for r in there if r.organization_id == coalition.lead_id), None
            ),
            "takes_part": any(row.state == Say.AGREED for row in own),
            "problem": problem,
        },
        status=409 if problem else 200,
    )
