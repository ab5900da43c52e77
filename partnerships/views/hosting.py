"""Finding a host for a group, and asking it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import Organization
from organizations.requests import MemberRequest
from partnerships import actions
from partnerships.actions.hosting import (
    NobodyAnswersError,
    NotEligibleError,
    TooManyProposalsError,
)
from partnerships.host_forms import HostTermsForm, ProposeHostForm
from partnerships.host_rules import UNREGISTERED, can_host_now, decides_for
from partnerships.host_search import LEAST, HostCandidates, groups_to_host
from partnerships.host_words import why
from partnerships.host_workflow import InvalidTermsError
from partnerships.models import HostAgreement
from partnerships.views.host_sides import shown, sides

PAGE_SIZE = 20


@require_safe
@login_required
@never_cache
def host_list(request: MemberRequest) -> HttpResponse:
    """The agreements of the reader's own groups, as group and as host."""
    rows = HostAgreement.objects.for_people_of(request.user.pk).select_related("current")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    names = shown(request, list(page))
    return render(
        request,
        "partnerships/host_list.html",
        {"page_obj": page, "rows": [(row, *sides(row, names)) for row in page]},
    )


@require_safe
@login_required
@never_cache
def host_find(request: MemberRequest) -> HttpResponse:
    """Who could host one of the reader's groups, and why."""
    groups = groups_to_host(request.viewer)
    wanted = request.GET.get("for", "")
    group = next((row for row in groups if str(row.uuid) == wanted or not wanted), None)
    if wanted and group is None:
        raise Http404
    context: dict[str, Any] = {"listings": groups, "subject": group, "least": LEAST}
    if group is not None:
        candidates = HostCandidates(group, request.viewer)
        context |= {
            "candidates": candidates.told(),
            "why_nothing": candidates.why_few,
            "decides": decides_for(request.user, group),
        }
    return render(request, "partnerships/host_find.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def host_propose(request: MemberRequest, slug: str) -> HttpResponse:
    """Ask an organization to host one of the reader's groups."""
    others = Organization.objects.visible_to(request.viewer).published()
    host = get_object_or_404(others.exclude(pk__in=request.viewer.organization_ids), slug=slug)
    own = Organization.objects.for_member(request.user.pk).published()
    groups = [
        row
        for row in own.filter(legal_status__in=UNREGISTERED).order_by("name", "pk")
        if decides_for(request.user, row)
    ]
    wanted = request.GET.get("for", "")
    initial = HostTermsForm.first_values() | {"group": wanted}
    form = ProposeHostForm(
        request.POST if request.method == "POST" else None, initial=initial, groups=groups
    )
    can_host = can_host_now(host)
    status = 200
    if can_host and groups and form.is_bound and form.is_valid():
        try:
            agreement = actions.propose_hosting(
                group=form.chosen(), host=host, by=request.user, terms=form.terms()
            )
        except InvalidTermsError as error:
            form.add_problem(error)
        except (NotEligibleError, NobodyAnswersError, TooManyProposalsError) as error:
            form.add_error(None, why(error))
            status = 409
        else:
            messages.success(request, _("Asked. You are told when the other side answers."))
            return redirect(agreement)
    return render(
        request,
        "partnerships/host_propose.html",
        {"form": form, "host": host, "groups": groups, "can_host": can_host},
        status=status,
    )
