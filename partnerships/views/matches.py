"""The pages of matches: read, never computed."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations.requests import MemberRequest, PortalRequest
from partnerships.enums import Channel, WeightsKind
from partnerships.filling_in import correct_url, open_questions
from partnerships.matching.weights import COMPONENTS, Weights
from partnerships.models import MatchFeedback
from partnerships.presentation import MEASURED
from partnerships.reasons import NAMES, Listing
from partnerships.suggestions import Suggestions
from partnerships.views.choosing import chosen_listing
from partnerships.weights_in_force import weights_of_the_current_run

PAGE_SIZE = 10


@require_safe
@login_required
@never_cache
def match_list(request: MemberRequest) -> HttpResponse:
    listings, subject = chosen_listing(request)
    if subject is None:
        return render(request, "partnerships/match_list.html", {"listings": []})
    found = Suggestions(subject, request.viewer)
    asked = request.GET.get("channel", "")
    channel = next((c for c in found.channels if c == asked), found.channels[0])
    by_name = request.GET.get("sort") == "name"
    page = Paginator(found.on(channel, by_name=by_name), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "partnerships/match_list.html",
        {
            "listings": listings,
            "subject": subject,
            "is_partner": found.is_partner,
            "channel": channel,
            "tabs": [(c, Channel(c).label, len(found.by_channel[c])) for c in found.channels],
            "page_obj": page,
            "total": page.paginator.count,
            "suggestions": found.told(page),
            "by_name": by_name,
            "looks_further": found.looks_further(channel),
            "questions": open_questions(subject, found.profile),
            "correct_url": correct_url(subject),
            "why_nothing": "" if page.paginator.count else found.why_nothing(channel),
            "set_aside": _just_set_aside(request, subject),
            "weights": _weights(found.weights(channel)),
        },
    )


@require_safe
def how_matching_works(request: PortalRequest) -> HttpResponse:
    weights = weights_of_the_current_run()
    partners, diaspora = weights[WeightsKind.PARTNERS], weights[WeightsKind.DIASPORA]
    rows = [
        (NAMES[name], name in MEASURED, 100 * one, 100 * other)
        for name, one, other in zip(COMPONENTS, partners.values, diaspora.values, strict=True)
    ]
    return render(
        request,
        "partnerships/how_matching_works.html",
        {"rows": rows, "versions": [partners.version, diaspora.version]},
    )


def _just_set_aside(request: MemberRequest, subject: Listing) -> Listing | None:
    """Whom the reader has just set aside, to offer the way back."""
    try:
        uuid = UUID(request.GET.get("aside", ""))
    except ValueError:
        return None
    said = MatchFeedback.objects.said_by(subject).visible_to(request.viewer).setting_aside()
    feedback = said.about(uuid).first()
    return feedback.target if feedback else None


def _weights(weights: Weights) -> list[tuple[object, bool, float]]:
    """Each component with whether it was measured, and its points of 100."""
    return [
        (NAMES[name], name in MEASURED, 100 * weight)
        for name, weight in zip(COMPONENTS, weights.values, strict=True)
    ]
