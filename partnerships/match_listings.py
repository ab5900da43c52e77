"""Listings as the matching engine reads them: the one place between the ORM and its arrays.

Loads the compiled kernels, so only workers and commands import it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from organizations import codebook
from organizations.models import Place
from partnerships.enums import PartnerSector
from partnerships.match_sides import CIRCLES, EPOCH, FACTS, PARTNER, Side, country_bits, side
from partnerships.matching.exposure import NO_LIMIT
from partnerships.matching.pool import encode
from partnerships.matching.profiles import Profile, Vocabulary
from partnerships.profiles import can_host, needs_host, organization_profile, partner_profile

AT_ONCE = 5_000
_TAGS = ("heritage", "residence", "works_in", "offer", "need", "language")
ORGANIZATION_COLUMNS = (
    *("pk", "uuid", "updated_at", "kind", "legal_status", "audience"),
    *("is_youth_led", "is_women_led", "is_refugee_led"),
    *("hidden_from", "is_open_to_matching", "matches_heritage_state", "open_to"),
    *("primary_sector_codes", "secondary_sector_codes", "made_of_codes", "serves_codes"),
    *(f"{tag}_codes" for tag in _TAGS),
)
PARTNER_COLUMNS = (
    *("pk", "uuid", "updated_at", "type", "sector", "accepts", "state_countries"),
    *("is_open_to_matching", "open_to", "sector_codes", "generation_codes"),
    *(f"{tag}_codes" for tag in _TAGS),
)


def read_organizations(
    listings: Iterable[Any], vocabulary: Vocabulary, *, said: Profile | None = None
) -> Side:
    """Listings that carry `with_tags`, or rows with the same columns; `said` in place of what one
    says of itself.
    """
    facts: list[tuple[Any, ...]] = []
    hidden_from: list[tuple[str, ...]] = []
    unmatched: list[tuple[str, ...]] = []
    keys: list[int | str] = []

    def profiles() -> Iterator[Profile]:
        for row in listings:
            circle = CIRCLES.index(row.audience)
            open_to = row.open_to or NO_LIMIT
            facts.append(
                (row.pk, moment(row.updated_at), open_to, circle, row.is_open_to_matching,
                 needs_host(row), can_host(row), False,
                 row.is_youth_led or False, row.is_women_led or False, row.is_refugee_led or False)
            )  # fmt: skip
            hidden_from.append(tuple(row.hidden_from))
            heritage = tuple(row.heritage_codes)
            unmatched.append(() if row.matches_heritage_state else countries_meant(heritage))
            profile = said or organization_profile(row)
            keys.append(profile.key)
            yield profile

    pool = encode(profiles(), vocabulary)
    return side(
        pool,
        np.array(facts, FACTS),
        states=country_bits(vocabulary, [()] * len(facts)),
        hidden_from=country_bits(vocabulary, hidden_from, of=keys),
        unmatched=country_bits(vocabulary, unmatched, of=keys),
    )


def read_partners(
    partners: Iterable[Any], vocabulary: Vocabulary, *, said: Profile | None = None
) -> Side:
    """As `read_organizations`."""
    facts: list[tuple[Any, ...]] = []
    states: list[tuple[str, ...]] = []
    keys: list[int | str] = []

    def profiles() -> Iterator[Profile]:
        for row in partners:
            open_to, is_public = row.open_to or NO_LIMIT, row.sector == PartnerSector.PUBLIC
            facts.append(
                (row.pk, moment(row.updated_at), open_to, PARTNER, row.is_open_to_matching,
                 False, False, is_public, False, False, False)
            )  # fmt: skip
            states.append(tuple(row.state_countries))
            profile = said or partner_profile(row)
            keys.append(profile.key)
            yield profile

    pool = encode(profiles(), vocabulary)
    nothing = country_bits(vocabulary, [()] * len(facts))
    return side(
        pool,
        np.array(facts, FACTS),
        states=country_bits(vocabulary, states, of=keys),
        hidden_from=nothing,
        unmatched=nothing,
    )


def rows_of(listings: Any, columns: tuple[str, ...]) -> Iterator[Any]:
    """The listings of a QuerySet, a few thousand at a time."""
    rows = listings.with_tags().order_by("pk").values_list(*columns, named=True)
    found: Iterator[Any] = rows.iterator(AT_ONCE)
    return found


def moment(of: dt.datetime) -> int:
    """As PostgreSQL stores it."""
    return (of - EPOCH) // dt.timedelta(microseconds=1)


@lru_cache(maxsize=4096)
def countries_meant(heritage: tuple[str, ...]) -> tuple[str, ...]:
    """The countries that may be meant: those inside a region, all of them where nothing is said."""
    inside = set().union(*(codebook.within(code) for code in heritage or ("001",)))
    places = codebook.entries(Place)
    return tuple(sorted(code for code in inside if places[code].level == Place.Level.COUNTRY))
