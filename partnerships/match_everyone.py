"""All listings at once, table by table: the same arrays as match_listings makes of single ones.

A run reads every listing; row by row that would be most of its time. Each table comes as one array
of numbers, its codes counted out by the database, and numpy puts the listings together. Loads the
compiled kernels, so only workers and commands import it.
"""

from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import models

from organizations import codebook
from organizations.enums import Direction, GenerationRelation, LegalStatus, PlaceRelation
from organizations.models import (
    Language,
    Organization,
    OrganizationGeneration,
    OrganizationPlace,
    OrganizationSector,
    OrganizationSupport,
)
from partnerships.enums import PartnerSector
from partnerships.match_listings import (
    ORGANIZATION_COLUMNS,
    PARTNER_COLUMNS,
    countries_meant,
    read_organizations,
    read_partners,
    rows_of,
)
from partnerships.match_sides import (
    CIRCLES,
    FACTS,
    PARTNER,
    Side,
    Words,
    country_bits,
    country_words,
    side,
)
from partnerships.match_tables import (
    UNKNOWN,
    CodeOutsideError,
    Links,
    read_arrays,
    read_head,
    read_links,
)
from partnerships.matching.pool import FACETS, HALVES, LISTING, Columns, Pool
from partnerships.matching.profiles import (
    ACCEPTS,
    INTERPRETATION,
    KINDS,
    LEGAL_STATUSES,
    MENTORING,
    WORD_BITS,
    Vocabulary,
    primary_subtag,
)
from partnerships.models import Partner, PartnerPlace, PartnerSupport
from partnerships.profiles import HOSTING, INFORMAL


def read_everyone(vocabulary: Vocabulary) -> tuple[Side, Side]:
    """The published organizations and the verified partners as they are."""
    try:
        return _organizations(vocabulary), _partners(vocabulary)
    except CodeOutsideError:
        groups, bodies = Organization.objects.published(), Partner.objects.verified()
        return (
            read_organizations(rows_of(groups, ORGANIZATION_COLUMNS), vocabulary),
            read_partners(rows_of(bodies, PARTNER_COLUMNS), vocabulary),
        )


def _organizations(words: Vocabulary) -> Side:
    # The listings first: what changes meanwhile keeps an older time of change, and is stale.
    head = read_head(
        Organization.objects.published(),
        {
            "kind": ("kind", KINDS),
            "legal_status": ("legal_status", LEGAL_STATUSES),
            "circle": ("audience", [audience.value for audience in CIRCLES]),
        },
        youth="is_youth_led",
        women="is_women_led",
        refugees="is_refugee_led",
        flag="matches_heritage_state",
    )
    ids = head["id"].astype(np.int64)
    sectors = read_links(OrganizationSector, "sector", words.sectors.index, ids, sort="is_primary")
    places = read_links(
        OrganizationPlace, "place", words.places.index, ids, PlaceRelation, "relation"
    )
    generations = read_links(
        OrganizationGeneration, "generation", words.generations, ids, GenerationRelation, "relation"
    )
    support = read_links(
        OrganizationSupport, "support_type", words.supports, ids, Direction, "direction"
    )
    languages = read_links(Organization.languages.through, "language", _spoken(words), ids)
    spoken = _wide_bits(languages, len(ids), words.language_words)
    halves = np.where(sectors.sort > 0, HALVES[1], HALVES[0.5])
    listing, columns = _encode(head, words, (sectors, halves), places, generations, support)
    hosts = _has(listing["offers"], words, HOSTING)
    listing["legal_status"] = head["legal_status"]
    listing["accepts"] = np.where(hosts, ACCEPTS.index(INFORMAL), 0)
    listing["youth_led"] = head["youth"]
    facts = _facts(head)
    facts["circle"] = head["circle"]
    facts["needs_host"] = np.isin(
        head["legal_status"],
        [LEGAL_STATUSES.index(status) for status in (LegalStatus.NONE, LegalStatus.IN_FORMATION)],
    )
    registered = head["legal_status"] == LEGAL_STATUSES.index(LegalStatus.REGISTERED)
    facts["can_host"] = hosts & registered
    for name in ("youth", "women", "refugees"):
        facts[f"led_by_{name}"] = head[name] > 0
    heritage = places.of(_place_of(PlaceRelation, PlaceRelation.HERITAGE))
    hidden = read_arrays(Organization, "hidden_from", words.places.index, ids)
    return side(
        Pool(words, ids, columns._replace(languages=spoken)),
        facts,
        states=np.zeros((len(ids), country_words(words)), np.uint64),
        hidden_from=_wide_bits(hidden, len(ids), country_words(words)),
        unmatched=_unmatched(heritage, head["flag"], words),
    )


def _partners(words: Vocabulary) -> Side:
    head = read_head(
        Partner.objects.verified(),
        {"kind": ("type", KINDS), "accepts": ("accepts", ACCEPTS)},
        flag=f"sector = '{PartnerSector.PUBLIC.value}'",
    )
    ids = head["id"].astype(np.int64)
    sectors = read_links(Partner.sectors.through, "sector", words.sectors.index, ids)
    places = read_links(PartnerPlace, "place", words.places.index, ids, PlaceRelation, "relation")
    generations = read_links(Partner.generations.through, "generation", words.generations, ids)
    support = read_links(
        PartnerSupport, "support_type", words.supports, ids, Direction, "direction"
    )
    languages = read_links(Partner.languages.through, "language", _spoken(words), ids)
    spoken = _wide_bits(languages, len(ids), words.language_words)
    halves = np.full(sectors.row.size, HALVES[1])
    listing, columns = _encode(head, words, (sectors, halves), places, generations, support)
    listing["is_partner"], listing["youth_led"] = 1, UNKNOWN
    listing["accepts"] = head["accepts"]
    facts = _facts(head)
    facts["circle"], facts["is_public_body"] = PARTNER, head["flag"]
    states = read_arrays(Partner, "state_countries", words.places.index, ids)
    nothing = np.zeros((len(ids), country_words(words)), np.uint64)
    return side(
        Pool(words, ids, columns._replace(languages=spoken)),
        facts,
        states=_wide_bits(states, len(ids), country_words(words)),
        hidden_from=nothing,
        unmatched=nothing,
    )


def _encode(
    head: npt.NDArray[np.void],
    words: Vocabulary,
    sectors: tuple[Links, npt.NDArray[Any]],
    places: Links,
    generations: Links,
    support: Links,
) -> tuple[npt.NDArray[np.void], Columns]:
    """What is told alike of groups and partners; languages are still empty."""
    size = len(head)
    listing = np.zeros(size, LISTING)
    listing["tie"] = _ties(head["uuid"])
    listing["kind"] = head["kind"]
    listing["generations"] = _bits(generations, size)
    listing["needs"], listing["offers"] = (
        _bits(support.of(_place_of(Direction, direction)), size)
        for direction in (Direction.NEEDS, Direction.OFFERS)
    )
    listing["mentors"] = _has(listing["offers"], words, MENTORING)
    listing["interprets"] = _has(listing["offers"], words, INTERPRETATION)
    # A tag of each facet once, facet after facet within a listing, ascending by code.
    home = np.isin(
        places.sort,
        [_place_of(PlaceRelation, r) for r in (PlaceRelation.HERITAGE, PlaceRelation.WORKS_IN)],
    )
    residence = places.sort == _place_of(PlaceRelation, PlaceRelation.RESIDENCE)
    row = np.concatenate([sectors[0].row, places.row[home], places.row[residence]])
    code = np.concatenate([sectors[0].code, places.code[home], places.code[residence]])
    facet = np.repeat([0, 1, 2], [sectors[0].row.size, home.sum(), residence.sum()])
    halves = np.full(row.size, HALVES[1])
    halves[: sectors[0].row.size] = sectors[1]
    order = np.lexsort((-halves, code, facet, row))
    row, facet, code, halves = row[order], facet[order], code[order], halves[order]
    new = np.ones(row.size, np.bool_)
    new[1:] = (row[1:] != row[:-1]) | (facet[1:] != facet[:-1]) | (code[1:] != code[:-1])
    row, facet, code, halves = row[new], facet[new], code[new], halves[new]
    counts = np.bincount(row * len(FACETS) + facet, minlength=size * len(FACETS))
    ends = np.cumsum(counts).reshape(size, len(FACETS))
    listing["sectors"] = np.concatenate([[0], ends[:-1, -1]])[:size]
    for i, name in enumerate((*FACETS[1:], "end")):
        listing[name] = ends[:, i]
    nothing = np.zeros((size, words.language_words), np.uint64)
    return listing, Columns(listing, code.astype(np.int16), halves.astype(np.int8), nothing)


def _facts(head: npt.NDArray[np.void]) -> npt.NDArray[np.void]:
    facts = np.zeros(len(head), FACTS)
    for name in ("id", "changed_at", "open_to", "is_open"):
        facts[name] = head[name]
    return facts


def _ties(uuids: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    """The hash that `pool.encode` makes of a listing's key."""
    told = uuids.tobytes().hex()
    found = bytearray()
    for at in range(0, len(told), 32):
        h = told[at : at + 32]
        key = f"'{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}'"
        found += blake2b(key.encode(), digest_size=8).digest()
    return np.frombuffer(bytes(found), ">u8").astype(np.uint64)


def _bits(links: Links, size: int) -> npt.NDArray[np.uint64]:
    bits = np.zeros(size, np.uint64)
    np.bitwise_or.at(bits, links.row, np.uint64(1) << links.code.astype(np.uint64))
    return bits


def _has(bits: npt.NDArray[np.uint64], words: Vocabulary, code: str) -> npt.NDArray[np.bool_]:
    if code not in words.supports:
        return np.zeros(bits.size, np.bool_)
    return (bits >> np.uint64(words.supports[code]) & np.uint64(1)) > 0


def _wide_bits(links: Links, size: int, words: int) -> Words:
    bits = np.zeros((size, words), np.uint64)
    word, bit = np.divmod(links.code, WORD_BITS)
    np.bitwise_or.at(bits, (links.row, word), np.uint64(1) << bit.astype(np.uint64))
    return bits


def _unmatched(heritage: Links, opted_in: npt.NDArray[np.bool_], words: Vocabulary) -> Words:
    """The countries that may be meant by where a group is from, without its opt-in."""
    meant = country_bits(words, [countries_meant((code,)) for code in words.places.codes])
    bits = np.zeros((len(opted_in), country_words(words)), np.uint64)
    np.bitwise_or.at(bits, heritage.row, meant[heritage.code])
    silent = np.bincount(heritage.row, minlength=len(opted_in)) == 0
    bits[silent] = country_bits(words, [countries_meant(())])
    bits[opted_in] = 0
    return bits


def _spoken(words: Vocabulary) -> dict[str, int]:
    """The place of each language in the vocabulary, which knows primary subtags alone."""
    known = words.languages
    return {
        code: known[primary]
        for code in codebook.entries(Language)
        if (primary := primary_subtag(code)) in known
    }


def _place_of(choices: type[models.TextChoices], value: str) -> int:
    return choices.values.index(value)
