"""How a partnership is going: indicators, milestones, reports, checks; as a page and as files."""

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.rights.transfers import note_transfer
from organizations.requests import MemberRequest
from partnerships.actions.expectation_checks import state_of
from partnerships.actions.reports import reach_milestone, take_back_milestone
from partnerships.result_files import csv_of, iati_of
from partnerships.result_forms import MilestoneForm
from partnerships.result_pages import report_lines, results_of
from partnerships.views.sharing import Shared, shared


@require_safe
@login_required
@never_cache
def partnership_results(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _page(request, shared(request, uuid))


def _page(
    request: MemberRequest, found: Shared, form: MilestoneForm | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    checks = found.partnership.checks.filter(opens_on__lte=today).with_answered()
    return render(
        request,
        "partnerships/partnership_results.html",
        {
            "shared": found,
            "partnership": found.partnership,
            "results": results_of(found.partnership),
            "reports": report_lines(found.partnership.reports.select_related("party")),
            "checks": [(row, state_of(row, found.parties, row.answered)) for row in checks],
            "form": form or MilestoneForm(),
            "today": today,
        },
        status=status,
    )


@require_safe
@login_required
@never_cache
def partnership_print(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The same for paper: everything open, nothing to click."""
    found = shared(request, uuid)
    text = found.partnership.in_force
    return render(
        request,
        "partnerships/partnership_print.html",
        {
            "shared": found,
            "partnership": found.partnership,
            "text": text.text if text else None,
            "version": text,
            "results": results_of(found.partnership),
            "reports": report_lines(found.partnership.reports.select_related("party")),
            "now": timezone.now(),
        },
    )


@require_safe
@login_required
@never_cache
def partnership_csv(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = shared(request, uuid)
    results = results_of(found.partnership)
    rows = sum(len(view.rows) for view in (*results.kpis, *results.former))
    _note(request, "partnership_csv", found, rows=rows)
    return _file(
        csv_of(results),
        "text/csv; charset=utf-8",
        f"partnership-{found.partnership.uuid}.csv",
    )


@require_safe
@login_required
@never_cache
def partnership_iati(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = shared(request, uuid)
    parties = found.partnership.parties.joined().select_related("organization", "partner")
    document = iati_of(results_of(found.partnership), list(parties))
    _note(request, "partnership_iati", found, rows=1)
    return _file(
        json.dumps(document, ensure_ascii=False, indent=1).encode(),
        "application/json",
        f"partnership-{found.partnership.uuid}.json",
    )


@require_POST
@login_required
def milestone_step(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Say that a milestone is reached, or that saying so was a mistake."""
    found = shared(request, uuid)
    milestone = get_object_or_404(
        found.partnership.milestones.agreed(), key=_key(request.POST.get("milestone", ""))
    )
    if request.POST.get("step") == "take_back":
        take_back_milestone(milestone_id=milestone.pk, party_id=found.party.pk, by=request.user)
        return redirect("partnerships:partnership_results", uuid=uuid)
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    reach_milestone(
        milestone_id=milestone.pk,
        party_id=found.party.pk,
        by=request.user,
        reached_on=form.cleaned_data["reached_on"],
    )
    messages.success(request, _("Noted. The others are told."))
    return redirect("partnerships:partnership_results", uuid=uuid)


def _note(request: MemberRequest, what: str, found: Shared, *, rows: int) -> None:
    """What the other parties said leaves with it: the log of transfers says who took it."""
    note_transfer(
        by=request.user,
        what=what,
        rows=rows,
        filters=[("partnership", [found.partnership.uuid])],
    )


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Robots-Tag": "noindex",
        },
    )
