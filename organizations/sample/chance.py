"""What a sample is drawn from: weighted codes, real migration corridors, languages, identities."""

import csv
import uuid as uuids
from collections import defaultdict
from collections.abc import Mapping
from itertools import accumulate
from random import Random

from anyascii import anyascii
from babel.languages import get_official_languages
from django.utils.text import slugify

from organizations import codebook
from organizations.data.files import HERE
from organizations.models import Language, Place
from organizations.models.codelists import CodeList

NAMESPACE = uuids.UUID("0b7f3d5e-6a52-5b0e-9d0c-0f4a0d9d2a11")
# Where diasporas come from, by M49 region, so that no region is missing from a small sample.
ORIGINS = {"002": 32, "142": 28, "019": 24, "150": 11, "009": 5}


class Weighted:
    """Codes that are drawn more or less often."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.codes = tuple(weights)
        self.cumulative = tuple(accumulate(weights.values()))

    def one(self, chance: Random) -> str:
        return chance.choices(self.codes, cum_weights=self.cumulative)[0]

    def several(self, chance: Random, most: int) -> list[str]:
        """From one to `most` codes, each once: what is drawn twice counts once."""
        drawn = chance.choices(self.codes, cum_weights=self.cumulative, k=chance.randint(1, most))
        return list(dict.fromkeys(drawn))


def sample_uuid(what: str, seed: int, number: int) -> uuids.UUID:
    return uuids.uuid5(NAMESPACE, f"{what}/{seed}/{number}")


def sample_slug(name: str, uuid: uuids.UUID) -> str:
    return f"sample-{slugify(anyascii(name))[:60].strip('-')}-{uuid.hex[:6]}"


def likely(model: type[CodeList], weights: Mapping[str, float]) -> Weighted:
    """The entries of a code list, leaves only, with a weight of 1 where none is given."""
    entries = codebook.entries(model).values()
    groups = {getattr(entry, "parent_id", None) for entry in entries}
    return Weighted(
        {entry.pk: weights.get(entry.pk, 1.0) for entry in entries if entry.pk not in groups}
    )


def corridors() -> dict[str, Weighted]:
    """Who lives where: "origin>residence" by region of origin, drawn by the root of the number
    of people, so that small diasporas are seen too. Source: UN DESA, International Migrant Stock
    2024 (MIT licence, by way of iom/gdidata).
    """
    places = codebook.entries(Place)
    region_of = {code: region for region in ORIGINS for code in codebook.within(region)}
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    with (HERE / "migrant_stock_undesa.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            origin, residence = row["origin_iso2"], row["residence_iso2"]
            if origin in region_of and residence in places:
                pair = f"{origin}>{residence}"
                weights[region_of[origin]][pair] = int(row["migrants"]) ** 0.5
    return {region: Weighted(weights[region]) for region in ORIGINS if region in weights}


def spoken_languages() -> dict[str, list[str]]:
    """The official languages of each country that the portal's list has; English where none."""
    known = codebook.entries(Language)
    found = {}
    for country in codebook.countries():
        tags = get_official_languages(country.pk, regional=False, de_facto=True)
        found[country.pk] = [tag for tag in (t.split("_")[0] for t in tags) if tag in known] or [
            "en"
        ]
    return found
