"""One invented listing after the other."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from anyascii import anyascii
from django.utils import timezone
from django.utils.text import slugify

from organizations import codebook
from organizations.data.files import LANGUAGES, read_json
from organizations.enums import Audience, BudgetBand, Kind, LegalStatus, SizeBand, Source, Status
from organizations.models import Generation, Place, Role, Sector, SupportType
from organizations.models.codelists import CodeList
from organizations.sample.chance import (
    ORIGINS,
    Weighted,
    corridors,
    likely,
    sample_slug,
    sample_uuid,
    spoken_languages,
)

WAITED = 9  # days, at most: some of what waits for IOM is late
# Listings are published in the hours before this moment: never "now", so that runs agree.
LATEST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

HOSTING, HOSTS = "fiscal-hosting", 0.25
LEADERSHIP = {"is_youth_led": 0.22, "is_women_led": 0.3, "is_refugee_led": 0.1}
FORM_OF = {"is_youth_led": "youth", "is_women_led": "women", "is_refugee_led": "refugee"}
_LEGAL = (LegalStatus.NONE, LegalStatus.IN_FORMATION, LegalStatus.REGISTERED, LegalStatus.UNKNOWN)
LEGAL_STATUS = {
    Kind.GRASSROOTS: (_LEGAL, (60, 15, 8, 17)),
    Kind.FORMAL: (_LEGAL, (2, 8, 85, 5)),
    Kind.NETWORK: (_LEGAL, (25, 5, 55, 15)),
}


def _maybe(chance: Random, share: float) -> bool | None:
    """True with this probability; of the others, half have not said."""
    return True if chance.random() < share else chance.choice((False, None))


def _audience(chance: Random, home: str) -> dict[str, Any]:
    audience = chance.choices(
        (Audience.PUBLIC, Audience.MEMBERS, Audience.PARTNERS, Audience.IOM),
        cum_weights=(84, 92, 97, 100),
    )[0]
    hides = audience != Audience.PUBLIC and chance.random() < 0.5
    return {"audience": audience, "hidden_from": [home] if hides else []}


@dataclass(kw_only=True)
class Draft:
    """One invented listing as plain values."""

    columns: dict[str, Any]
    heritage: list[str]
    residence: list[str]
    works_in: list[str] = field(default_factory=list)
    primary_sectors: list[str]
    secondary_sectors: list[str] = field(default_factory=list)
    made_of: list[str] = field(default_factory=list)
    serves: list[str] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    descriptions: dict[str, str] = field(default_factory=dict)


class Inventor:
    """Draws listings from the code lists, real migration corridors and invented words."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.texts = read_json("sample.json")
        weights = self.texts["likely"]
        self.sectors = likely(Sector, weights["sectors"])
        self.offers = likely(SupportType, weights["offers"])
        self.needs = likely(SupportType, weights["needs"])
        self.roles = likely(Role, {})
        self.generations = likely(Generation, weights["generations"])
        self.corridors = corridors()
        self.origins = Weighted({code: ORIGINS[code] for code in self.corridors})
        self.spoken = spoken_languages()
        self.today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)

    def listing(self, number: int) -> Draft:
        if number == 0:
            draft = Draft(**self.texts["leader"])
        else:
            # Nothing secret is drawn here; what counts is that it is the same every time.
            draft = self._drawn(Random(f"{self.seed}/organization/{number}"))  # noqa: S311
        self._let_host(draft, number)
        uuid = sample_uuid("organization", self.seed, number)
        published = LATEST - dt.timedelta(hours=number)
        draft.columns |= {
            "uuid": uuid,
            "slug": sample_slug(draft.columns["name"], uuid),
            "source": Source.SAMPLE,
            "created_at": published,
            "consented_at": published,
            "submitted_at": published,
            "last_confirmed_at": published,
        }
        draft.columns.setdefault("status", Status.PUBLISHED)
        if draft.columns["status"] == Status.PUBLISHED:
            draft.columns["published_at"] = published
        elif draft.columns["status"] in (Status.SUBMITTED, Status.IN_REVIEW):
            # Counted from the day of loading: a sample of any day has a queue of that week.
            draft.columns["submitted_at"] = self.today - dt.timedelta(days=number % WAITED)
        return draft

    def _drawn(self, chance: Random) -> Draft:
        kind = chance.choices(
            (Kind.GRASSROOTS, Kind.FORMAL, Kind.NETWORK), cum_weights=(60, 88, 100)
        )[0]
        home, country = self.corridors[self.origins.one(chance)].one(chance).split(">")
        region = codebook.entries(Place)[home].parent_id or home
        # Some say "Central America", some nothing; what is not said must not stop anything.
        heritage = chance.choices(([home], [region], []), cum_weights=(88, 94, 100))[0]
        residence = [country] if chance.random() < 0.96 else []
        if residence and chance.random() < 0.2:
            residence = list(dict.fromkeys([country, self._corridor_from(chance, home)]))
        works_in = chance.choices(([home], [country], []), cum_weights=(50, 70, 100))[0]
        languages = list(dict.fromkeys([*self.spoken[home][:2], *self.spoken[country][:1]]))
        led_by = {flag: _maybe(chance, share) for flag, share in LEADERSHIP.items()}
        columns = {
            "kind": kind,
            "legal_status": chance.choices(*LEGAL_STATUS[kind])[0],
            "founded_year": chance.randint(1985, 2025) if chance.random() < 0.6 else None,
            "size_band": chance.choice(SizeBand.values[: 3 if kind == Kind.GRASSROOTS else 6]),
            "budget_band": chance.choice(BudgetBand.values[: 4 if kind == Kind.GRASSROOTS else 6]),
            "is_open_to_matching": chance.random() < 0.97,
            "matches_heritage_state": chance.random() < 0.25,
            "open_to": chance.choice((5, 10)) if chance.random() < 0.05 else None,
            "status": chance.choices(
                (Status.PUBLISHED, Status.SUBMITTED, Status.IN_REVIEW), cum_weights=(97, 99, 100)
            )[0],
            **led_by,
            **_audience(chance, home),
        }
        draft = Draft(
            columns=columns,
            heritage=heritage,
            residence=residence,
            works_in=works_in,
            primary_sectors=self.sectors.several(chance, 3) if chance.random() < 0.95 else [],
            made_of=self.generations.several(chance, 2) if chance.random() < 0.8 else [],
            serves=self.generations.several(chance, 2) if chance.random() < 0.6 else [],
            offers=self.offers.several(chance, 4) if chance.random() < 0.8 else [],
            needs=self.needs.several(chance, 4) if chance.random() < 0.9 else [],
            roles=self.roles.several(chance, 2) if chance.random() < 0.7 else [],
            languages=languages if chance.random() < 0.85 else [],
        )
        if chance.random() < 0.5:
            more = self.sectors.several(chance, 3)
            draft.secondary_sectors = [code for code in more if code not in draft.primary_sectors]
        self._name(chance, draft, home, country)
        self._describe(chance, draft)
        return draft

    def _let_host(self, draft: Draft, number: int) -> None:
        """Enough registered organizations host others for each group to have a choice.

        Drawn apart, so that nothing else of the sample depends on it.
        """
        chance = Random(f"{self.seed}/host/{number}")  # noqa: S311
        is_registered = draft.columns.get("legal_status") == LegalStatus.REGISTERED
        if is_registered and HOSTING not in draft.offers and chance.random() < HOSTS:
            draft.offers = [*draft.offers, HOSTING]

    def _corridor_from(self, chance: Random, home: str) -> str:
        """Another country where people from `home` live."""
        region = next(code for code in self.corridors if home in codebook.within(code))
        pairs = [pair.split(">") for pair in self.corridors[region].codes]
        return chance.choice([residence for origin, residence in pairs if origin == home])

    def _name(self, chance: Random, draft: Draft, home: str, country: str) -> None:
        known = [code for code in draft.languages if code in LANGUAGES] or ["en"]
        language = chance.choice(known)
        forms = self.texts["forms"][language][draft.columns["kind"]]
        led_by = [flag for flag in LEADERSHIP if draft.columns[flag] and chance.random() < 0.6]
        form = chance.choice(forms[FORM_OF[led_by[0]] if led_by else "any"])
        place = codebook.entries(Place)[country].labels[language]
        if language != "ar":
            place = chance.choice(self.texts["cities"].get(country, [place]))
        name = self.texts["name"][language].format(
            word=chance.choice(self.texts["words"][language]), form=form, place=place
        )
        draft.columns["name"] = f"{name} {self.texts['mark'][language]}"
        draft.columns["name_language"] = language
        if chance.random() < 0.4:
            draft.columns["website"] = f"https://{slugify(anyascii(name))[:50].strip('-')}.example/"

    def _describe(self, chance: Random, draft: Draft) -> None:
        if chance.random() < 0.1:
            return
        languages = [draft.columns["name_language"]]
        if chance.random() < 0.3:
            languages += [code for code in draft.languages if code in LANGUAGES]
        for language in dict.fromkeys(languages):
            parts = [chance.choice(self.texts["openings"][language][draft.columns["kind"]])]
            if draft.heritage and draft.residence and draft.primary_sectors:
                parts.append(
                    self.texts["facts"][language].format(
                        heritage=_labels(Place, draft.heritage, language),
                        residence=_labels(Place, draft.residence, language),
                        sectors=_labels(Sector, draft.primary_sectors, language),
                    )
                )
            parts += [
                chance.choice(self.texts["closings"][language]),
                self.texts["disclaimer"][language],
            ]
            draft.descriptions[language] = " ".join(parts)


def _labels(model: type[CodeList], codes: Iterable[str], language: str) -> str:
    separator = "، " if language == "ar" else ", "
    return separator.join(entry.labels[language] for entry in codebook.labelled(model, codes))
