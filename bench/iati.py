"""Who worked with whom in Somalia, as profiles of the matching engine."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from bench.iati_names import Countries, kind_of
from organizations.data.files import read_json
from partnerships.matching.profiles import Profile, Vocabulary
from partnerships.matching.taxonomy import Taxonomy

DATA = Path(__file__).parent / "data"
LOCAL = {"local", "regional"}


class Activity(NamedTuple):
    """`sectors` as published (paths), `regions` of Somalia, `reporter` who told of it."""

    key: str
    bodies: tuple[str, ...]
    sectors: frozenset[str]
    regions: frozenset[str]
    reporter: str


@dataclass(frozen=True)
class Body:
    """What an organization is, apart from what it does."""

    kind: str
    seats: frozenset[str]


class Iati:
    """The activities, with names of the same organization put together, and what is known of
    each organization.
    """

    def __init__(self) -> None:
        with gzip.open(DATA / "iati_somalia.json.gz", "rt", encoding="utf-8") as file:
            raw = json.load(file)
        with (DATA / "iati_bodies.csv").open(encoding="utf-8") as file:
            self._corrected = {row["id"]: row for row in csv.DictReader(file)}
        codes = json.loads((DATA / "iati_codes.json").read_text(encoding="utf-8"))
        self.portal_sectors: Mapping[str, Sequence[str]] = codes["sectors"]
        self._districts: Mapping[str, str] = codes["districts"]
        self._countries = Countries(read_json("places.json"))
        self._raw_bodies: Mapping[str, Mapping[str, str]] = raw["organizations"]
        self.activities = [self._activity(project) for project in raw["projects"]]
        keys = {key for activity in self.activities for key in activity.bodies}
        self.bodies = {key: self._body(key) for key in sorted(keys)}

    def _activity(self, raw: Mapping[str, Any]) -> Activity:
        names = (self._same(name) for name in raw["organizations"])
        return Activity(
            key=raw["id"],
            bodies=tuple(sorted({name for name in names if name != "-"})),
            sectors=frozenset(raw["sectors"]),
            regions=frozenset(self._region(path) for path in raw["regions"]),
            reporter=raw["reporter"] or "",
        )

    def _same(self, name: str) -> str:
        return self._corrected.get(name, {}).get("same_as") or name

    def _region(self, path: str) -> str:
        """Somalia's 18 regions: "SO|adm2|Garoowe" lies in "nugaal"."""
        level, name = path.split("|")[1:]
        plain = re.sub(r"[^a-z]+", "-", name.lower()).strip("-")
        if plain.startswith("banadir"):
            return "banadir"
        return self._districts[plain] if level == "adm2" else plain

    def _body(self, key: str) -> Body:
        raw, corrected = self._raw_bodies[key], self._corrected.get(key, {})
        local = raw["scope"] in LOCAL
        if corrected.get("kind"):
            kind, seats = corrected["kind"], frozenset(filter(None, [corrected["seat"]]))
        else:
            kind = kind_of(raw["name"], raw["type"])
            seats = frozenset({"SO"}) if local else self._countries.of(raw["name"])
        if kind in ("", "formal"):
            # A group of the country itself; one from abroad; or a private body of which the
            # data say no more.
            international = raw["scope"] == "international" or bool(seats)
            kind = "formal" if international else "other_private"
            kind = "grassroots" if local or "SO" in seats else kind
        return Body(kind, seats)

    def shared(self, least: int, most: int) -> list[Activity]:
        """The activities of so many organizations."""
        return [a for a in self.activities if least <= len(a.bodies) <= most]

    @cached_property
    def published_tree(self) -> Vocabulary:
        """The portal's sectors, with the published categories as leaves below them."""
        tree = _parents("sectors.json")
        leaves = {
            path: (codes[0] if codes else None) for path, codes in self.portal_sectors.items()
        }
        return self._vocabulary(tree | leaves)

    @cached_property
    def portal_tree(self) -> Vocabulary:
        """The portal's sectors as they are."""
        return self._vocabulary(_parents("sectors.json"))

    def _vocabulary(self, sectors: Mapping[str, str | None]) -> Vocabulary:
        # All activities are in one country, so its regions take the place of countries.
        regions = {region: None for a in self.activities for region in sorted(a.regions)}
        return Vocabulary(
            sectors=Taxonomy(sectors),
            places=Taxonomy(_parents("places.json") | regions),
            supports=(),
            generations=(),
            languages=(),
        )


@dataclass(frozen=True, kw_only=True)
class Tagging:
    """How activities become tags: sectors of the portal's own or as published; which of an
    organization's sectors are primary.

    A sector is primary if it comes up at least `primary_share` times as often as the most
    frequent one of the organization; 0 makes all primary.
    """

    portal: bool = False
    primary_share: float = 0.5
    regions: bool = True
    seats: bool = True


def profiles(
    iati: Iati, activities: Iterable[Activity], keys: Iterable[str], tagging: Tagging
) -> list[Profile]:
    """What the organizations say of themselves, as far as these activities tell.

    All count as of one side, so that what is unknown gets one mean.
    """
    sectors: dict[str, Counter[str]] = {key: Counter() for key in keys}
    regions: dict[str, set[str]] = {key: set() for key in sectors}
    for activity in activities:
        codes = activity.sectors
        if tagging.portal:
            codes = frozenset(c for path in codes for c in iati.portal_sectors[path])
        for key in activity.bodies:
            sectors[key].update(codes)
            regions[key] |= activity.regions
    return [
        Profile(
            key=key,
            kind=iati.bodies[key].kind,
            sectors=_weighted(sectors[key], tagging.primary_share),
            works_in=frozenset(regions[key]) if tagging.regions else frozenset(),
            residence=iati.bodies[key].seats if tagging.seats else frozenset(),
        )
        for key in sectors
    ]


def _weighted(counts: Counter[str], share: float) -> dict[str, float]:
    most = max(counts.values(), default=0)
    return {code: 1 if count >= share * most else 0.5 for code, count in sorted(counts.items())}


def _parents(file: str) -> dict[str, str | None]:
    return {row["code"]: row["parent"] for row in read_json(file)}
