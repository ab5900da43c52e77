"""What the list of partners can be narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.filters import QUERY_LENGTH, TextFilter
from organizations.forms.fields import place_choices, sector_choices
from organizations.models import Place, Sector
from partnerships.enums import Accepts, Level, PartnerSector, PartnerType
from partnerships.models import Partner
from partnerships.models.queries import PartnerQuerySet


def _facet(
    label: Any, choices: Any, *, method: str | None = None, column: str | None = None
) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        label=label,
        choices=choices,
        method=method,
        field_name=column,
        widget=forms.CheckboxSelectMultiple,
    )


def _stated(choices: Any) -> list[Any]:
    """The choices without the empty one: nobody looks for what is not stated."""
    return [choice for choice in choices if choice[0]]


class PartnerFilter(django_filters.FilterSet):
    """OR within a facet, AND across facets."""

    q = TextFilter(label=_("Name"), method="filter_name", max_length=QUERY_LENGTH)
    kind = _facet(_("Public or private"), PartnerSector.choices, column="sector")
    type = _facet(_("Type"), PartnerType.choices)
    sector = _facet(_("Focus"), sector_choices, method="filter_sector")
    place = django_filters.ChoiceFilter(
        label=_("Country or region"),
        choices=lambda: place_choices()[1:],
        empty_label=_("Everywhere"),
        method="filter_place",
    )
    level = _facet(_("Level"), _stated(Level.choices))
    accepts = _facet(_("Lightest engagement"), _stated(Accepts.choices))

    class Meta:
        model = Partner
        fields: list[str] = []

    def filter_name(self, found: PartnerQuerySet, name: str, q: str) -> PartnerQuerySet:
        for word in q.split()[:10]:
            found = found.filter(
                Q(name__unaccent__icontains=word) | Q(acronym__unaccent__icontains=word)
            )
        return found

    def filter_sector(self, found: PartnerQuerySet, name: str, codes: list[str]) -> PartnerQuerySet:
        """Partners that focus on one of the sectors, or on the whole group it belongs to."""
        if not codes:
            return found
        groups = {entry.parent_id for entry in codebook.labelled(Sector, codes)}
        return found.with_sectors({*codes, *(group for group in groups if group)})

    def filter_place(self, found: PartnerQuerySet, name: str, code: str) -> PartnerQuerySet:
        """Partners that name the place, one inside it, or a region that holds it."""
        return found.with_places(codebook.within(code) | regions_around(code))


def regions_around(code: str) -> set[str]:
    places = codebook.entries(Place)
    found: set[str] = set()
    place = places.get(code)
    while place is not None and place.parent_id is not None:
        found.add(place.parent_id)
        place = places.get(place.parent_id)
    return found
