"""Facets as a reader sees them: each value with how many listings choosing it would show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from organizations import codebook
from organizations.filters import OrganizationFilter
from organizations.models import Sector
from organizations.search.index import FACETS

# Places are too many to list: these many come first, the rest stands in a select.
FIRST_PLACES = 8
PLACE_FACETS = frozenset({"heritage", "residence", "works_in"})
LONG_FACETS = PLACE_FACETS | {"language"}
# Facets that stand open from the start; the others unfold.
OPEN_FACETS = frozenset({"heritage", "residence", "sector", "kind"})


@dataclass(frozen=True, slots=True)
class Option:
    """One value: a nested one stands below its group. A value without listings stays, disabled."""

    value: str
    label: Any
    count: int
    is_chosen: bool
    is_nested: bool = False

    @property
    def is_disabled(self) -> bool:
        return not self.count and not self.is_chosen


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: options as boxes to tick, and for long lists the rest as one select."""

    name: str
    label: Any
    options: list[Option]
    rest: list[Option]
    is_open: bool

    @property
    def chosen(self) -> int:
        return sum(option.is_chosen for option in (*self.options, *self.rest))

    @property
    def can_be_chosen(self) -> bool:
        """Whether a box can be reached by the keyboard; a list without one must be, to scroll."""
        return bool(self.rest) or not all(option.is_disabled for option in self.options)


def values(listing_filter: OrganizationFilter) -> dict[str, list[str]]:
    """Return every value of every facet, to be counted."""
    return {facet: list(_labels(listing_filter, facet)) for facet in FACETS}


def facets(
    listing_filter: OrganizationFilter, counts: Mapping[str, Mapping[str, int]]
) -> list[Facet]:
    """Return the facets in the order of the filters, with `counts` from the engine."""
    return [
        _facet(listing_filter, name, counts[name])
        for name in listing_filter.form.fields
        if name in counts
    ]


def _facet(listing_filter: OrganizationFilter, name: str, counts: Mapping[str, int]) -> Facet:
    chosen = set(listing_filter.form.cleaned_data[name])
    labels = _labels(listing_filter, name)
    options = [
        Option(
            value,
            label,
            counts[value],
            value in chosen,
            is_nested=name == "sector" and _is_nested(value),
        )
        for value, label in labels.items()
    ]
    rest: list[Option] = []
    if name in LONG_FACETS:
        first = _first(options)
        rest = [option for option in options if option not in first]
        options = first
    return Facet(
        name,
        listing_filter.form.fields[name].label,
        options,
        rest,
        is_open=name in OPEN_FACETS or bool(chosen),
    )


def _first(options: Sequence[Option]) -> list[Option]:
    """Return the chosen values and those with the most listings, these by number.

    Regions hold their countries' listings and would crowd them out: they stand in the rest.
    """
    chosen = [option for option in options if option.is_chosen]
    others = sorted(
        (
            option
            for option in options
            if option.count and not option.is_chosen and not option.value.isdigit()
        ),
        key=lambda option: -option.count,
    )
    return [*chosen, *others[: max(0, FIRST_PLACES - len(chosen))]]


def _is_nested(code: str) -> bool:
    return codebook.entries(Sector)[code].parent_id is not None


def _labels(listing_filter: OrganizationFilter, name: str) -> dict[str, Any]:
    return flat(listing_filter.form.fields[name].choices)


def flat(choices: Any) -> dict[str, Any]:
    """Return value → label of choices, grouped or not, without the empty one."""
    found: dict[str, Any] = {}
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            found |= flat(label)
        elif value:
            found[value] = label
    return found
