"""The one set of filters of the directory: pages use it, and whatever comes after them."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.enums import Kind, LegalStatus, TrustLevel
from organizations.forms.fields import (
    Choices,
    PlainTextField,
    generation_choices,
    language_choices,
    place_choices,
    role_choices,
    sector_tree_choices,
    support_choices,
)
from organizations.models import Organization
from organizations.models.queries import OrganizationQuerySet
from organizations.search.engine import CONFIRMED, NAME, NEWEST, RELEVANCE, Criteria, search
from organizations.search.index import FACETS
from organizations.viewers import Viewer

QUERY_LENGTH = 200

LEADERSHIP = [
    ("youth", _("Led by young people")),
    ("women", _("Led by women")),
    ("refugee", _("Led by refugees")),
]
SORTS = [
    (RELEVANCE, _("Relevance")),
    (NEWEST, _("Newest first")),
    (CONFIRMED, _("Recently confirmed")),
    (NAME, _("Name")),
]
# What a dot of the map stands for.
DOTS = [
    ("residence", _("Where people live")),
    ("heritage", _("Where people come from")),
    ("works_in", _("Where groups work")),
]


class TextFilter(django_filters.CharFilter):
    field_class = PlainTextField


class FacetField(django_filters.fields.MultipleChoiceField):
    def to_python(self, value: Any) -> list[str]:
        """Return the values chosen; a select left alone sends an empty one."""
        return [code for code in super().to_python(value) if code]


class FacetFilter(django_filters.MultipleChoiceFilter):
    field_class = FacetField


def _facet(label: Any, choices: Choices | Callable[[], Choices]) -> FacetFilter:
    return FacetFilter(
        label=label, choices=choices, method="by_search", widget=forms.CheckboxSelectMultiple
    )


class OrganizationFilter(django_filters.FilterSet):
    """OR within a facet, AND across facets; a region stands for every place inside it.

    The parameters are read here and answered by the search engine in one go.
    """

    q = TextFilter(label=_("Search"), method="by_search", max_length=QUERY_LENGTH)
    heritage = _facet(_("Heritage"), place_choices)
    residence = _facet(_("Residence"), place_choices)
    sector = _facet(_("Sector"), sector_tree_choices)
    kind = _facet(_("Kind"), [choice for choice in Kind.choices if choice[0]])
    leadership = _facet(_("Leadership"), LEADERSHIP)
    offers = _facet(_("Offers"), support_choices)
    needs = _facet(_("Needs"), support_choices)
    generation = _facet(_("Generation"), generation_choices)
    works_in = _facet(_("Works in"), place_choices)
    role = _facet(_("Role"), role_choices)
    language = _facet(_("Working language"), language_choices)
    legal_status = _facet(
        _("Legal status"), [choice for choice in LegalStatus.choices if choice[0]]
    )
    level = _facet(_("Trust"), [(str(level.value), level.label) for level in reversed(TrustLevel)])
    sort = django_filters.ChoiceFilter(
        label=_("Order"), choices=SORTS, method="by_search", empty_label=None
    )

    class Meta:
        model = Organization
        fields: list[str] = []

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def criteria(self) -> Criteria:
        """Return what the reader asks for; the form must be valid."""
        cleaned = self.form.cleaned_data
        return Criteria(
            text=cleaned["q"],
            chosen={facet: cleaned[facet] for facet in FACETS},
            sort=cleaned["sort"] or RELEVANCE,
        )

    def by_search(self, found: OrganizationQuerySet, name: str, value: Any) -> OrganizationQuerySet:
        return found  # filter_queryset asks for everything at once

    def filter_queryset(self, queryset: OrganizationQuerySet) -> OrganizationQuerySet:
        """Return every listing that fits, in no order; pages ask the engine for theirs."""
        return queryset.filter(pk__in=list(search(self.criteria(), self.viewer, limit=0).found))


class MapFilter(OrganizationFilter):
    """The same, and what the dots of the map stand for."""

    by = django_filters.ChoiceFilter(
        label=_("Dots"), choices=DOTS, method="by_search", empty_label=None
    )
