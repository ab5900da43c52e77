"""The facets of the list of partners: each value with how many choosing it would show."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Count, F, QuerySet, Value
from django.db.models.functions import Cast
from django.http import QueryDict

from organizations.facets import Facet, Option, flat
from partnerships.filters import PartnerFilter
from partnerships.models import Partner
from partnerships.models.queries import PartnerQuerySet

COLUMNS = {"kind": "sector", "type": "type", "level": "level", "accepts": "accepts"}
FACETS = ("kind", "type", "sector", "accepts", "level")
OPEN = frozenset({"kind"})


def partner_facets(asked: QueryDict, visible: PartnerQuerySet) -> list[Facet]:
    """Return the facets of a valid question; each one ignores its own choice. One query."""
    counts = _counts(asked, visible)
    narrowed = PartnerFilter(asked, queryset=visible)
    narrowed.is_valid()
    return [_facet(narrowed, name, counts.get(name, {})) for name in FACETS]


def _counts(asked: QueryDict, visible: PartnerQuerySet) -> dict[str, dict[str, int]]:
    first, *rest = [
        part for name in FACETS for part in _parts(name, _without(name, asked, visible))
    ]
    found: dict[str, dict[str, int]] = {}
    for name, value, number in first.union(*rest, all=True):
        counts = found.setdefault(name, {})
        counts[value] = counts.get(value, 0) + number
    return found


def _without(name: str, asked: QueryDict, visible: PartnerQuerySet) -> PartnerQuerySet:
    """What the question finds if this facet is left out of it."""
    others = asked.copy()
    others.pop(name, None)
    found: PartnerQuerySet = PartnerFilter(others, queryset=visible).qs
    return found.order_by()


def _parts(name: str, found: PartnerQuerySet) -> Iterator[QuerySet[Any, Any]]:
    if name in COLUMNS:
        yield _part(name, found, COLUMNS[name], sign=1)
        return
    # A partner that focuses on a whole group of sectors counts for each of them; one that names
    # both counts once.
    through: Any = Partner.sectors.through
    rows = through.objects.filter(partner__in=found.values("pk")).order_by()
    yield _part(name, rows, "sector_id", sign=1)
    yield _part(name, rows.filter(sector__children__isnull=False), "sector__children__pk", sign=1)
    both = rows.filter(partner__sectors=F("sector__parent"))
    yield _part(name, both, "sector_id", sign=-1)


def _part(name: str, rows: QuerySet[Any], column: str, *, sign: int) -> QuerySet[Any, Any]:
    return (
        rows.annotate(facet=Value(name), code=Cast(column, CharField()))
        .values("facet", "code")
        .annotate(number=sign * Count("pk"))
        .values_list("facet", "code", "number")
    )


def _facet(narrowed: PartnerFilter, name: str, counts: dict[str, int]) -> Facet:
    field: Any = narrowed.form.fields[name]
    chosen = set(narrowed.form.cleaned_data[name])
    options = [
        Option(str(value), label, counts.get(value, 0), value in chosen)
        for value, label in flat(field.choices).items()
    ]
    return Facet(name, field.label, options, [], is_open=name in OPEN or bool(chosen))
