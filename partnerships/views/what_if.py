"""What would change if one's listing said one thing more: the one page that computes."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from organizations.requests import MemberRequest
from partnerships.enums import Channel
from partnerships.filling_in import correct_url, fill_in_url
from partnerships.forms import WhatIfForm
from partnerships.suggestions import Suggestions
from partnerships.views.choosing import chosen_listing

# Which question of the listing's own forms each addition answers.
ASKED_AS = {
    "sector": ("sectors", _("Add this area of work")),
    "offer": ("offers", _("Add this offer")),
    "need": ("needs", _("Add this need")),
    "language": ("languages", _("Add this language")),
    "works_in": ("heritage", _("Add this place")),
    "residence": ("residence", _("Add this place of residence")),
}


@require_safe
@login_required
@never_cache
def match_what_if(request: MemberRequest) -> HttpResponse:
    listings, subject = chosen_listing(request)
    if subject is None:
        return render(request, "partnerships/match_what_if.html", {"listings": []})
    found = Suggestions(subject, request.viewer)
    asked = request.GET.get("channel", "")
    channel = next((c for c in found.channels if c == asked), found.channels[0])
    form = WhatIfForm(request.GET, profile=found.profile)
    outcome, in_the_way = None, found.in_the_way
    if not in_the_way and form.is_valid() and form.has_additions:
        # Loads the compiled kernels, which no other page needs.
        from partnerships.what_if import Additions, what_if

        additions = Additions(**form.additions())
        outcome = what_if(subject, request.viewer, channel, additions)
        in_the_way = "" if outcome else "no_run"
    return render(
        request,
        "partnerships/match_what_if.html",
        {
            "listings": listings,
            "subject": subject,
            "is_partner": found.is_partner,
            "channel": channel,
            "tabs": [(c, Channel(c).label) for c in found.channels],
            "form": form,
            "outcome": outcome,
            "why_nothing": in_the_way,
            "correct_url": correct_url(subject),
            "to_add": [
                (label, fill_in_url(subject, fact))
                for name, (fact, label) in ASKED_AS.items()
                if outcome and form.cleaned_data.get(name)
            ],
        },
        status=200 if form.is_valid() else 400,
    )
