"""The directory as a map: the same filters as the list, counted by country."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations import codebook, presentation
from organizations.filters import DOTS, MapFilter
from organizations.map import projection
from organizations.map.picture import BESIDE, default_dots, picture
from organizations.models import Place
from organizations.requests import PortalRequest
from organizations.search.engine import RELEVANCE, Criteria, search
from organizations.views.asking import UnreadableSearchError, asked_filter


@require_safe
def organization_map(request: PortalRequest) -> HttpResponse:
    try:
        listing_filter = asked_filter(request, MapFilter)
    except UnreadableSearchError as error:
        return error.response
    criteria = listing_filter.criteria()
    by = listing_filter.form.cleaned_data["by"] or default_dots(criteria.chosen)
    countries = codebook.countries()
    answer = search(
        criteria,
        request.viewer,
        limit=0,
        count={BESIDE[by]: [country.pk for country in countries]},
    )
    return render(
        request,
        "organizations/organization_map.html",
        {
            "filter": listing_filter,
            "chips": presentation.chips(listing_filter, request.GET),
            "picture": picture(answer, criteria.chosen, by, request.GET),
            "total": answer.total,
            "dots": DOTS,
            "beside": _beside(countries, answer.counts[BESIDE[by]], criteria.chosen[BESIDE[by]]),
            "chosen_beside": "".join(criteria.chosen[BESIDE[by]][:1]),
            "kept": _kept(criteria, BESIDE[by]),
            "width": projection.WIDTH,
            "height": projection.HEIGHT,
            "corrected": answer.understood.corrected,
        },
    )


def _beside(
    countries: Sequence[Place], counts: Mapping[str, int], chosen: Sequence[str]
) -> list[Place]:
    """Return the places to choose one of; none where several are chosen, which stay."""
    if len(chosen) > 1:
        return []
    places = [country for country in countries if counts[country.pk] or country.pk in chosen]
    return [*codebook.labelled(Place, [code for code in chosen if code.isdigit()]), *places]


def _kept(criteria: Criteria, beside: str) -> list[tuple[str, str]]:
    """Return the choices that the map's own form does not offer and must not lose."""
    kept = [
        (facet, value)
        for facet, values in criteria.chosen.items()
        if facet != beside or len(values) > 1
        for value in values
    ]
    return [*kept, ("sort", criteria.sort)] if criteria.sort != RELEVANCE else kept
