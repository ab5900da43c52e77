"""The recommendations of an exchange, and what became of each; choosing what one pursues."""

import uuid as uuids

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organizations.requests import MemberRequest, PortalRequest
from partnerships import actions
from partnerships.models import Partnership
from partnerships.partnership_forms import RecommendationsForm
from partnerships.partnership_pages import why_not
from partnerships.partnership_workflow import PartnershipError
from partnerships.threads import learnt, pursued_by, pursuers, recommendations_of, with_steps
from partnerships.views.sharing import sides_of
from sessions_archive.models import Edition


@require_safe
def recommendation_list(request: PortalRequest, year: int) -> HttpResponse:
    edition = get_object_or_404(Edition, year=year)
    return render(
        request,
        "partnerships/recommendation_list.html",
        {"edition": edition, "lines": recommendations_of(edition, request.viewer)},
    )


@require_safe
def recommendation_detail(request: PortalRequest, year: int, code: str) -> HttpResponse:
    recommendation = get_object_or_404(with_steps(), edition__year=year, code=code)
    found = pursuers(recommendation, request.viewer, request.GET.get("page"))
    return render(
        request,
        "partnerships/recommendation_detail.html",
        {
            "recommendation": recommendation,
            "edition": recommendation.edition,
            "learnt": learnt(recommendation, request.viewer),
            "found": found,
            "page_obj": found.page,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def partnership_recommendations(request: MemberRequest, uuid: uuids.UUID) -> HttpResponse:
    """Say which recommendations of the exchanges the partnership pursues."""
    partnership = get_object_or_404(Partnership.objects.of(request.viewer), uuid=uuid)
    told = sides_of(request.viewer, list(partnership.parties.told()))
    wanted = request.GET.get("as") or str(told[0].uuid)
    acting = next((party for party in told if str(party.uuid) == wanted), None)
    if acting is None:
        raise Http404
    form = RecommendationsForm(
        request.POST if request.method == "POST" else None,
        pursued=[row.recommendation for row in pursued_by(partnership)],
    )
    note, status = "", 200
    if form.is_bound and not form.is_valid():
        status = 400
    elif form.is_bound:
        try:
            actions.choose_recommendations(
                partnership_id=partnership.pk,
                party_id=acting.pk,
                by=request.user,
                recommendations=form.chosen(),
            )
        except PartnershipError as error:
            note, status = why_not(error), 409
        else:
            messages.success(request, _("Saved."))
            return redirect(partnership)
    return render(
        request,
        "partnerships/partnership_recommendations.html",
        {"partnership": partnership, "form": form, "note": note},
        status=status,
    )
