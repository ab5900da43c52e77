"""What the list of calls can be narrowed by, and how many each choice would show."""

from collections.abc import Iterator
from typing import Any

import django_filters
from django import forms
from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.enums import Direction
from organizations.facets import Facet, Option, flat
from organizations.filters import QUERY_LENGTH, TextFilter
from organizations.forms.fields import place_choices, sector_choices, support_choices
from organizations.models import Sector
from partnerships.filters import regions_around
from partnerships.models import Opportunity, OpportunitySupport
from partnerships.models.opportunity_queries import OpportunityQuerySet
from partnerships.opportunity_enums import Registration

OPEN, CLOSED = "open", "closed"
STATES = [(OPEN, _("Open")), (CLOSED, _("Closed"))]
FACETS = ("state", "offers", "sector", "registration")
UNFOLDED = frozenset({"state", "offers"})


def _facet(label: Any, choices: Any, **kwargs: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class OpportunityFilter(django_filters.FilterSet):
    """OR within a facet, AND across facets."""

    q = TextFilter(label=_("Words"), method="filter_words", max_length=QUERY_LENGTH)
    place = django_filters.ChoiceFilter(
        label=_("Country or region"),
        choices=lambda: place_choices()[1:],
        empty_label=_("Everywhere"),
        method="filter_place",
    )
    state = _facet(_("Open or closed"), STATES, method="filter_state")
    offers = _facet(_("What is offered"), support_choices, method="filter_offers")
    sector = _facet(_("Area of work"), sector_choices, method="filter_sector")
    registration = _facet(_("Registration"), Registration.choices)

    class Meta:
        model = Opportunity
        fields: list[str] = []

    def filter_words(self, found: OpportunityQuerySet, name: str, q: str) -> OpportunityQuerySet:
        for word in q.split()[:10]:
            found = found.filter(
                Q(title__unaccent__icontains=word)
                | Q(description__unaccent__icontains=word)
                | Q(offered__unaccent__icontains=word)
            )
        return found

    def filter_place(self, found: OpportunityQuerySet, name: str, code: str) -> OpportunityQuerySet:
        """Calls that name the place, one inside it, or a region that holds it."""
        return found.with_places(codebook.within(code) | regions_around(code))

    def filter_state(
        self, found: OpportunityQuerySet, name: str, states: list[str]
    ) -> OpportunityQuerySet:
        if set(states) == {OPEN}:
            return found.open()
        return found.no_longer_open() if set(states) == {CLOSED} else found

    def filter_offers(
        self, found: OpportunityQuerySet, name: str, codes: list[str]
    ) -> OpportunityQuerySet:
        return found.with_offers(codes) if codes else found

    def filter_sector(
        self, found: OpportunityQuerySet, name: str, codes: list[str]
    ) -> OpportunityQuerySet:
        """Calls about one of the sectors, or about the whole group it belongs to."""
        if not codes:
            return found
        groups = {entry.parent_id for entry in codebook.labelled(Sector, codes)}
        return found.with_sectors({*codes, *(group for group in groups if group)})


def opportunity_facets(asked: QueryDict, visible: OpportunityQuerySet) -> list[Facet]:
    """Return the facets of a valid question; each one ignores its own choice. One query."""
    first, *rest = [part for name in FACETS for part in _parts(name, asked, visible)]
    counts: dict[str, dict[str, int]] = {}
    for name, value, number in first.union(*rest, all=True):
        counts.setdefault(name, {})[value] = number
    narrowed = OpportunityFilter(asked, queryset=visible)
    narrowed.is_valid()
    return [_counted(narrowed, name, counts.get(name, {})) for name in FACETS]


def _parts(
    name: str, asked: QueryDict, visible: OpportunityQuerySet
) -> Iterator[QuerySet[Any, Any]]:
    others = asked.copy()
    others.pop(name, None)
    found: Any = OpportunityFilter(others, queryset=visible).qs.order_by()
    if name == "state":
        yield _part(name, found.open(), Value(OPEN))
        yield _part(name, found.no_longer_open(), Value(CLOSED))
    elif name == "registration":
        yield _part(name, found, "registration")
    elif name == "offers":
        offered = OpportunitySupport.objects.filter(direction=Direction.OFFERS).order_by()
        yield _part(name, offered.filter(opportunity__in=found.values("pk")), "support_type_id")
    else:
        links: Any = Opportunity.sectors.through
        rows = links.objects.filter(opportunity__in=found.values("pk")).order_by()
        yield _part(name, rows, "sector_id")


def _part(name: str, rows: QuerySet[Any], column: Any) -> QuerySet[Any, Any]:
    return (
        rows.annotate(facet=Value(name), code=Cast(column, CharField()))
        .values("facet", "code")
        .annotate(number=Count("pk"))
        .values_list("facet", "code", "number")
    )


def _counted(narrowed: OpportunityFilter, name: str, counts: dict[str, int]) -> Facet:
    field: Any = narrowed.form.fields[name]
    chosen = set(narrowed.form.cleaned_data[name])
    options = [
        Option(str(value), label, counts.get(value, 0), value in chosen)
        for value, label in flat(field.choices).items()
    ]
    return Facet(name, field.label, options, [], is_open=name in UNFOLDED or bool(chosen))
