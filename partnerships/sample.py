"""Fictional partners for the fictional directory: invented, labelled, the same on every run."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from itertools import islice
from random import Random
from typing import Any

from django.db import transaction

from organizations import codebook
from organizations.data.files import LANGUAGES, read_json
from organizations.enums import Direction, PlaceRelation, Source
from organizations.models import Generation, Place, Sector, SupportType
from organizations.sample.chance import (
    Weighted,
    corridors,
    likely,
    sample_slug,
    sample_uuid,
    spoken_languages,
)
from organizations.sample.inventor import LATEST
from partnerships.data.files import read_texts
from partnerships.enums import (
    PUBLIC_TYPES,
    Accepts,
    BusinessView,
    Level,
    PartnerSector,
    PartnerType,
    Verification,
)
from partnerships.models import Partner, PartnerPlace, PartnerSupport

AT_ONCE = 2_000
# The first two partners are those that the sample logins speak for.
FOUNDATION, PUBLIC_BODY = 0, 1
TYPES: dict[str, float] = {
    PartnerType.MINISTRY: 7,
    PartnerType.EMBASSY: 7,
    PartnerType.CITY: 11,
    PartnerType.UNIVERSITY: 9,
    PartnerType.AGENCY: 6,
    PartnerType.INTERNATIONAL: 5,
    PartnerType.OTHER_PUBLIC: 4,
    PartnerType.COMPANY: 13,
    PartnerType.BANK: 6,
    PartnerType.FOUNDATION: 13,
    PartnerType.CHAMBER: 6,
    PartnerType.MICROFINANCE: 5,
    PartnerType.DIASPORA_FIRM: 6,
    PartnerType.OTHER_PRIVATE: 2,
}
LEVELS = {
    PartnerType.CITY: (Level.LOCAL,),
    PartnerType.MINISTRY: (Level.NATIONAL,),
    PartnerType.EMBASSY: (Level.INTERNATIONAL, Level.NATIONAL),
    PartnerType.INTERNATIONAL: (Level.INTERNATIONAL,),
}
ANY_LEVEL = (Level.LOCAL, Level.REGIONAL, Level.NATIONAL, Level.UNKNOWN)


def load_partners(
    count: int, *, seed: int, progress: Callable[[int], None] = lambda done: None
) -> int:
    """Create those of the first `count` partners that are not there; return how many."""
    there = set(Partner.objects.filter(source=Source.SAMPLE).values_list("uuid", flat=True))
    numbers = iter(
        number for number in range(count) if sample_uuid("partner", seed, number) not in there
    )
    created = 0
    invent = None
    while block := list(islice(numbers, AT_ONCE)):
        invent = invent or PartnerInventor(seed)
        _store([invent.partner(number) for number in block])
        created += len(block)
        progress(created)
    return created


class PartnerInventor:
    """Draws partners as (columns, {tag: codes})."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.texts = read_texts("sample.json")
        shared = read_json("sample.json")
        self.words, self.mark = shared["words"], shared["mark"]
        weights = shared["likely"]
        self.types = Weighted(TYPES)
        self.sectors = likely(Sector, weights["sectors"])
        # What groups need is what partners offer, and the other way round.
        self.offers = likely(SupportType, weights["needs"])
        self.needs = likely(SupportType, weights["offers"])
        self.generations = likely(Generation, weights["generations"])
        by_region = corridors()
        self.corridors = list(by_region.values())
        self.spoken = spoken_languages()

    def partner(self, number: int) -> tuple[dict[str, Any], dict[str, list[str]]]:
        pinned = {FOUNDATION: "foundation", PUBLIC_BODY: "public_body"}.get(number)
        if pinned:
            columns, tags = self.texts[pinned]["columns"], self.texts[pinned]["tags"]
        else:
            columns, tags = self._drawn(Random(f"{self.seed}/partner/{number}"))  # noqa: S311
        uuid = sample_uuid("partner", self.seed, number)
        listed = LATEST - dt.timedelta(hours=number)
        verified = columns.get("verification", Verification.VERIFIED) == Verification.VERIFIED
        return {
            **columns,
            "uuid": uuid,
            "slug": sample_slug(columns["name"], uuid),
            "source": Source.SAMPLE,
            "created_at": listed,
            "verification": columns.get("verification", Verification.VERIFIED),
            "verified_at": listed if verified else None,
        }, tags

    def _drawn(self, chance: Random) -> tuple[dict[str, Any], dict[str, list[str]]]:
        kind = PartnerType(self.types.one(chance))
        home, country = chance.choice(self.corridors).one(chance).split(">")
        # Some partners belong to where people come from, more to where they live.
        seat = home if chance.random() < 0.35 else country
        languages = list(dict.fromkeys([*self.spoken[seat][:2], *self.spoken[home][:1]]))
        is_public = kind in PUBLIC_TYPES
        has_state = is_public and kind != PartnerType.INTERNATIONAL
        name_language = chance.choice([c for c in languages if c in LANGUAGES] or ["en"])
        columns = {
            "sector": PartnerSector.PUBLIC if is_public else PartnerSector.PRIVATE,
            "type": kind,
            "level": chance.choice(LEVELS.get(kind, ANY_LEVEL)),
            "accepts": chance.choices(
                (Accepts.INFORMAL, Accepts.REGISTERED, Accepts.UNKNOWN), cum_weights=(50, 80, 100)
            )[0],
            "state_countries": [seat] if has_state else [],
            "business_view": "" if is_public else chance.choice(BusinessView.values),
            "verification": chance.choices(
                (Verification.VERIFIED, Verification.PENDING, Verification.DECLINED),
                cum_weights=(88, 98, 100),
            )[0],
            "is_open_to_matching": chance.random() < 0.96,
            "open_to": chance.choice((10, 20)) if chance.random() < 0.1 else None,
            **self._words(chance, kind, seat, name_language),
        }
        broad = chance.random() < 0.25
        region = codebook.entries(Place)[home].parent_id or home
        return columns, {
            "sectors": self.sectors.several(chance, 4) if chance.random() < 0.95 else [],
            "heritage": [region if broad else home] if chance.random() < 0.7 else [],
            "residence": [country] if chance.random() < 0.7 else [],
            "works_in": [seat] if chance.random() < 0.7 else [],
            "generations": self.generations.several(chance, 2) if chance.random() < 0.5 else [],
            "offers": self.offers.several(chance, 5) if chance.random() < 0.92 else [],
            "needs": self.needs.several(chance, 3) if chance.random() < 0.8 else [],
            "languages": languages if chance.random() < 0.9 else [],
        }

    def _words(self, chance: Random, kind: PartnerType, seat: str, language: str) -> dict[str, Any]:
        name = chance.choice(self.texts["names"][language][kind]).format(
            word=chance.choice(self.words[language]),
            country=codebook.entries(Place)[seat].labels[language],
        )
        description = f"{chance.choice(self.texts['descriptions'][language])} "
        return {
            "name": f"{name} {self.mark[language]}",
            "name_language": language,
            "description": description + self.texts["disclaimer"][language],
            "description_language_id": language,
        }


@transaction.atomic
def _store(drafts: list[tuple[dict[str, Any], dict[str, list[str]]]]) -> None:
    """Write a block of partners: one insert a table."""
    partners: list[Partner] = []
    rows: dict[Any, list[Any]] = defaultdict(list)
    for columns, tags in drafts:
        mine = Partner(**columns)
        partners.append(mine)
        for relation in PlaceRelation:
            rows[PartnerPlace] += [
                PartnerPlace(partner=mine, place_id=code, relation=relation)
                for code in tags[relation]
            ]
        for direction in Direction:
            rows[PartnerSupport] += [
                PartnerSupport(partner=mine, support_type_id=code, direction=direction)
                for code in tags[direction]
            ]
        for through, column, codes in (
            (Partner.sectors.through, "sector_id", tags["sectors"]),
            (Partner.generations.through, "generation_id", tags["generations"]),
            (Partner.languages.through, "language_id", tags["languages"]),
        ):
            rows[through] += [through(partner=mine, **{column: code}) for code in codes]
    Partner.objects.bulk_create(partners)
    for model, links in rows.items():
        model._default_manager.bulk_create(links)
