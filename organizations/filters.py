"""The one set of filters of the directory: pages use it, and whatever comes after them."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.enums import Direction, Kind, LegalStatus, PlaceRelation
from organizations.forms.fields import (
    PlainTextField,
    SelectRows,
    generation_choices,
    language_choices,
    place_choices,
    role_choices,
    sector_choices,
    support_choices,
)
from organizations.models import Organization
from organizations.models.queries import OrganizationQuerySet

QUERY_LENGTH = 200

LEADERSHIP = [
    ("youth", _("Led by young people")),
    ("women", _("Led by women")),
    ("refugee", _("Led by refugees")),
]
SORTS = [
    ("newest", _("Newest first")),
    ("confirmed", _("Recently confirmed")),
    ("name", _("Name")),
]
_ORDER = {
    "newest": ("-published_at", "-pk"),
    "confirmed": ("-last_confirmed_at", "-pk"),
    "name": ("name", "pk"),
}


def one_more_row() -> SelectRows:
    return SelectRows(spare=1, can_add=False)


class TextFilter(django_filters.CharFilter):
    field_class = PlainTextField


def _facet(label: Any, choices: Any, method: str) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        label=label, choices=choices, method=method, widget=forms.CheckboxSelectMultiple
    )


def _place_facet(label: Any) -> django_filters.MultipleChoiceFilter:
    """One place at a time is what people ask for; the parameter may be repeated all the same."""
    return django_filters.MultipleChoiceFilter(
        label=label, choices=place_choices, method="filter_place", widget=one_more_row()
    )


class OrganizationFilter(django_filters.FilterSet):
    """OR within a facet, AND across facets; a region stands for every place inside it."""

    q = TextFilter(label=_("Search"), method="filter_text", max_length=QUERY_LENGTH)
    kind = _facet(_("Kind"), [c for c in Kind.choices if c[0]], "filter_column")
    legal_status = _facet(
        _("Legal status"), [c for c in LegalStatus.choices if c[0]], "filter_column"
    )
    sector = _facet(_("Sector"), sector_choices, "filter_sector")
    heritage = _place_facet(_("Heritage"))
    residence = _place_facet(_("Residence"))
    works_in = _place_facet(_("Works in"))
    generation = _facet(_("Generation"), generation_choices, "filter_generation")
    leadership = _facet(_("Leadership"), LEADERSHIP, "filter_leadership")
    offers = _facet(_("Offers"), support_choices, "filter_support")
    needs = _facet(_("Needs"), support_choices, "filter_support")
    role = _facet(_("Role"), role_choices, "filter_role")
    language = django_filters.MultipleChoiceFilter(
        label=_("Working language"),
        choices=language_choices,
        method="filter_language",
        widget=one_more_row(),
    )
    sort = django_filters.ChoiceFilter(
        label=_("Order"), choices=SORTS, method="filter_sort", empty_label=None
    )

    class Meta:
        model = Organization
        fields: list[str] = []

    def filter_queryset(self, queryset: OrganizationQuerySet) -> OrganizationQuerySet:
        found = super().filter_queryset(queryset)
        return found.order_by(*_ORDER[self.form.cleaned_data.get("sort") or "newest"])

    def filter_text(self, found: OrganizationQuerySet, name: str, q: str) -> OrganizationQuerySet:
        """Keep listings in whose names or texts every word occurs."""
        for word in q.split()[:10]:
            found = found.filter(
                Q(name__unaccent__icontains=word)
                | Q(pk__in=self._organizations("names", name__unaccent__icontains=word))
                | Q(pk__in=self._organizations("descriptions", text__unaccent__icontains=word))
            )
        return found

    def filter_column(
        self, found: OrganizationQuerySet, name: str, values: list[str]
    ) -> OrganizationQuerySet:
        return found.filter(**{f"{name}__in": values}) if values else found

    def filter_sector(
        self, found: OrganizationQuerySet, name: str, codes: list[str]
    ) -> OrganizationQuerySet:
        return self._linked(found, "sector_links", sector_id__in=codes) if codes else found

    def filter_place(
        self, found: OrganizationQuerySet, name: str, codes: list[str]
    ) -> OrganizationQuerySet:
        if not codes:
            return found
        inside = set().union(*(codebook.within(code) for code in codes))
        return self._linked(
            found, "place_links", relation=PlaceRelation(name), place_id__in=sorted(inside)
        )

    def filter_generation(
        self, found: OrganizationQuerySet, name: str, codes: list[str]
    ) -> OrganizationQuerySet:
        return self._linked(found, "generation_links", generation_id__in=codes) if codes else found

    def filter_support(
        self, found: OrganizationQuerySet, name: str, codes: list[str]
    ) -> OrganizationQuerySet:
        if not codes:
            return found
        return self._linked(
            found, "support_links", direction=Direction(name), support_type_id__in=codes
        )

    def filter_leadership(
        self, found: OrganizationQuerySet, name: str, values: list[str]
    ) -> OrganizationQuerySet:
        led = Q()
        for value in values:
            led |= Q(**{f"is_{value}_led": True})
        return found.filter(led)

    def filter_role(
        self, found: OrganizationQuerySet, name: str, codes: list[str]
    ) -> OrganizationQuerySet:
        links = Organization.roles.through._default_manager.filter(role_id__in=codes)
        return found.filter(pk__in=links.values("organization_id")) if codes else found

    def filter_language(
        self, found: OrganizationQuerySet, name: str, codes: list[str]
    ) -> OrganizationQuerySet:
        links = Organization.languages.through._default_manager.filter(language_id__in=codes)
        return found.filter(pk__in=links.values("organization_id")) if codes else found

    def filter_sort(
        self, found: OrganizationQuerySet, name: str, value: str
    ) -> OrganizationQuerySet:
        return found  # filter_queryset orders, last of all

    def _linked(
        self, found: OrganizationQuerySet, links: str, /, **conditions: Any
    ) -> OrganizationQuerySet:
        return found.filter(pk__in=self._organizations(links, **conditions))

    def _organizations(self, links: str, /, **conditions: Any) -> Any:
        """Ids by way of a link table: a subquery multiplies no rows, as a join would."""
        rows: Any = Organization._meta.get_field(links).related_model
        return rows._default_manager.filter(**conditions).values("organization_id")
