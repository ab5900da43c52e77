"""The pages of matches: read, never computed."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations.requests import MemberRequest, PortalRequest
from partnerships.enums import Channel
from partnerships.matching.weights import COMPONENTS, Weights
from partnerships.presentation import MEASURED
from partnerships.reasons import NAMES
from partnerships.suggestions import Suggestions, own_listings, weights_of


@require_safe
@login_required
@never_cache
def match_list(request: MemberRequest) -> HttpResponse:
    listings = own_listings(request.viewer)
    if not listings:
        return render(request, "partnerships/match_list.html", {"listings": []})
    wanted = request.GET.get("for", "")
    subject = next((row for row in listings if str(row.uuid) == wanted), None)
    if subject is None:
        if wanted:
            raise Http404
        subject = listings[0]
    found = Suggestions(subject, request.viewer)
    asked = request.GET.get("channel", "")
    channel = next((c for c in found.channels if c == asked), found.channels[0])
    by_name = request.GET.get("sort") == "name"
    suggestions = found.on(channel, by_name=by_name)
    return render(
        request,
        "partnerships/match_list.html",
        {
            "listings": listings,
            "subject": subject,
            "is_partner": found.is_partner,
            "channel": channel,
            "tabs": [(c, Channel(c).label, len(found.by_channel[c])) for c in found.channels],
            "suggestions": suggestions,
            "by_name": by_name,
            "why_nothing": "" if suggestions else found.why_nothing(channel),
            "weights": _weights(weights_of(subject, channel)),
        },
    )


@require_safe
def how_matching_works(request: PortalRequest) -> HttpResponse:
    partners, diaspora = Weights.partners(), Weights.diaspora()
    rows = [
        (NAMES[name], name in MEASURED, 100 * one, 100 * other)
        for name, one, other in zip(COMPONENTS, partners.values, diaspora.values, strict=True)
    ]
    return render(
        request,
        "partnerships/how_matching_works.html",
        {"rows": rows, "versions": [partners.version, diaspora.version]},
    )


def _weights(weights: Weights) -> list[tuple[object, bool, float]]:
    """Each component with whether it was measured, and its points of 100."""
    return [
        (NAMES[name], name in MEASURED, 100 * weight)
        for name, weight in zip(COMPONENTS, weights.values, strict=True)
    ]
