"""Reading what is compared of listings."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from organizations.duplicates.names import Name, names_in
from organizations.duplicates.scoring import Facts, identifier_of, website_of
from organizations.enums import NameType, PlaceRelation
from organizations.models import (
    OrganizationIdentifier,
    OrganizationName,
    OrganizationPlace,
)
from organizations.models.queries import OrganizationQuerySet

# More names than this are no help to tell two groups apart, and only cost time.
_MOST_NAMES = 12
_FEW = 5_000


def facts_of(listings: OrganizationQuerySet) -> dict[int, Facts]:
    """Return what is compared of these listings, by their numbers, in four queries."""
    rows = list(listings.order_by("pk").values_list("pk", "name", "website"))
    # The numbers are quicker than the question they came from, as long as they are few.
    few = [pk for pk, _, _ in rows] if len(rows) <= _FEW else None
    mine: Any = few if few is not None else listings.order_by().values("pk")
    names: dict[int, list[Name]] = defaultdict(list)
    for pk, name, _ in rows:
        names[pk] += names_in(name)
    for pk, name, type_ in (
        OrganizationName.objects.filter(organization__in=mine)
        .order_by("pk")
        .values_list("organization_id", "name", "type")
    ):
        names[pk] += names_in(name, is_acronym=type_ == NameType.ACRONYM)
    places: dict[tuple[int, str], set[str]] = defaultdict(set)
    for pk, relation, place in OrganizationPlace.objects.filter(organization__in=mine).values_list(
        "organization_id", "relation", "place_id"
    ):
        places[pk, relation].add(place)
    numbers: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for pk, scheme, number in OrganizationIdentifier.objects.filter(
        organization__in=mine
    ).values_list("organization_id", "scheme", "number"):
        numbers[pk].add(identifier_of(scheme, number))
    return {
        pk: Facts(
            names=_once(names[pk]),
            heritage=frozenset(places[pk, PlaceRelation.HERITAGE]),
            residence=frozenset(places[pk, PlaceRelation.RESIDENCE]),
            website=website_of(website),
            identifiers=frozenset(numbers[pk]),
        )
        for pk, _, website in rows
    }


def digest(one: Facts, other: Facts) -> str:
    """Return a fingerprint of what was compared: it changes when a fact of either does."""
    said = [
        [
            sorted(name.text for name in facts.names),
            sorted(facts.heritage),
            sorted(facts.residence),
            facts.website,
            sorted(facts.identifiers),
        ]
        for facts in (one, other)
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _once(names: Iterable[Name]) -> tuple[Name, ...]:
    return tuple({name.text: name for name in names}.values())[:_MOST_NAMES]
