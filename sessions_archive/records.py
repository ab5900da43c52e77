"""The published record of the 2024 exchange, from the files in data/ to the database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from anyascii import anyascii
from django.db.models import Q
from django.utils.text import slugify

from sessions_archive.clock import instant
from sessions_archive.enums import AppearanceRole, Basis, Part
from sessions_archive.models import (
    Appearance,
    Edition,
    ExchangeSession,
    Insight,
    InsightSection,
    Participation,
    Person,
    Recommendation,
    Resource,
)
from sessions_archive.search import refresh_words

Record = dict[str, Any]

DATA = Path(__file__).parent / "data"
LANGUAGES = ("fr", "es", "ar", "pt")
ROLES = {
    "speaker": AppearanceRole.SPEAKER,
    "moderator": AppearanceRole.MODERATOR,
    "opening remarks": AppearanceRole.OPENING,
    "closing remarks": AppearanceRole.CLOSING,
    "opening and closing remarks": AppearanceRole.OPENING_AND_CLOSING,
}
PARTS = {
    "organizer": Part.ORGANIZER,
    "participant": Part.PARTICIPANT,
    "speaker's organization": Part.SPEAKERS_ORGANIZATION,
}
# CET is one hour ahead of UTC the whole year. The zone that the IANA database calls CET is not:
# it has summer time. (The sign of the Etc zones counts westwards.)
ZONES = {"CET": "Etc/GMT-1"}
ZONE_NOTES = {
    "CET": (
        "The banner prints CET, which is UTC+1. Geneva was on summer time (CEST, UTC+2) that "
        "day, so 15:00 CET was 16:00 there. If Geneva’s own time was meant, the session began "
        "an hour earlier."
    )
}


def read_record() -> Record:
    """Return the record as its file has it."""
    record: Record = json.loads((DATA / "gdve_2024.json").read_text())
    return record


def digest() -> str:
    """Return a fingerprint of the record and its translations."""
    files = sorted(DATA.rglob("*.json"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def is_loaded(version: str) -> bool:
    """Whether this version of the record was loaded before."""
    return Edition.objects.filter(record_digest=version).exists()


def load_archive(record: Record, *, version: str, listings: Mapping[str, int]) -> None:
    """Write `record` to the archive; `listings` gives the key of each listed organization.

    Rows are found by what they are called in the record and get its texts. What curators decide
    is set for new rows only: whether a person and a session may be shown, and which listing an
    organization is.
    """
    _Loader(record, listings).load()
    Edition.objects.filter(year=record["source"]["year"]).update(record_digest=version)
    refresh_words(
        ExchangeSession.objects.filter(edition__year=record["source"]["year"]).values_list(
            "pk", flat=True
        )
    )


class _Loader:
    def __init__(self, record: Record, listings: Mapping[str, int]) -> None:
        self.record = record
        self.listings = listings
        self.translations = {
            code: json.loads((DATA / "translations" / f"{code}.json").read_text())
            for code in LANGUAGES
        }

        self.follows_from: dict[str, list[str]] = json.loads(
            (DATA / "recommendation_insights.json").read_text()
        )

    def load(self) -> None:
        for entry in self.record["editions"]:
            self._edition(entry)
        edition = Edition.objects.get(year=self.record["source"]["year"])
        self._resource(edition)
        self._participations(edition)
        sessions = {entry["number"]: self._session(entry) for entry in self.record["sessions"]}
        self._insights(edition, sessions)
        self._recommendations(edition)

    def _texts(self, english: str | None) -> dict[str, str]:
        """Return `english` with its translations, or nothing for nothing."""
        if not english:
            return {}
        return {"en": english} | {code: self.translations[code][english] for code in LANGUAGES}

    def _edition(self, entry: Record) -> None:
        Edition.objects.update_or_create(
            year=entry["year"],
            defaults={
                "order": entry["order"],
                "topics": self._texts(entry["topic"]),
                "outputs": self._texts(entry["output"]),
                "notes": self._texts(entry.get("note")),
            },
        )

    def _resource(self, edition: Edition) -> None:
        source = self.record["source"]
        Resource.objects.update_or_create(
            edition=edition,
            title=source["title"],
            defaults={
                "authors": source["authors"],
                "year": source["year"],
                "publisher": source["publisher"],
                "isbn": source["isbn"],
                "publication_number": source["publication_number"],
                "genre": source["kind"],
                "format": source["format"],
                "licence": source["licence"],
                "notes": self._texts(source["note"]),
            },
        )

    def _participations(self, edition: Edition) -> None:
        """Organizers in the order of the series, then the others in that of the record."""
        entries = {entry["name"]: entry for entry in self.record["organizations"]}
        organizers = {
            name: entries.get(name, {"name": name, "part": "organizer"})
            for name in self.record["series"]["organizers"]
        }
        for position, entry in enumerate((organizers | entries).values(), start=1):
            values = {
                "acronym": entry.get("acronym", ""),
                "part": PARTS[entry["part"]],
                "body": entry.get("type", ""),
                "network": entry.get("network", ""),
                "basis": entry.get("basis", ""),
                "note": entry.get("note", ""),
                "position": position,
            }
            participation, _ = Participation.objects.update_or_create(
                edition=edition,
                name=entry["name"],
                defaults=values,
                create_defaults=values | {"organization_id": self.listings.get(entry["name"])},
            )
            participation.people.add(*(_person(name) for name in entry.get("people", [])))

    def _session(self, entry: Record) -> ExchangeSession:
        printed = entry["zone_printed"]
        zone = ZONES[printed]
        day = date.fromisoformat(entry["date"])
        values = {
            "slug": slugify(entry["theme"]),
            "themes": self._texts(entry["theme"]),
            "starts_at": instant(day, time.fromisoformat(entry["start"]), zone),
            "ends_at": instant(day, time.fromisoformat(entry["end"]), zone),
            "zone": zone,
            "zone_printed": printed,
            "zone_notes": self._texts(ZONE_NOTES[printed]),
            "language_id": entry["language"],
            "notes": self._texts(entry.get("spelling_note")),
        }
        session, _ = ExchangeSession.objects.update_or_create(
            edition=Edition.objects.get(year=entry["edition"]),
            number=entry["number"],
            defaults=values,
            create_defaults=values | {"is_published": True},
        )
        self._write(session.questions, entry["questions"])
        for position, appearance in enumerate(entry["appearances"], start=1):
            self._appearance(session, position, appearance)
        return session

    def _appearance(self, session: ExchangeSession, position: int, entry: Record) -> None:
        values = {
            "capacity": entry["capacity"],
            "organization_name": entry["organization"],
            "position": position,
        }
        Appearance.objects.update_or_create(
            session=session,
            person=_person(entry["person"]),
            role=ROLES[entry["role"]],
            defaults=values,
            create_defaults=values | {"organization_id": self.listings.get(entry["organization"])},
        )

    def _insights(self, edition: Edition, sessions: Mapping[int, ExchangeSession]) -> None:
        for position, entry in enumerate(self.record["insight_sections"], start=1):
            session = sessions.get(entry["session"])
            section, _ = InsightSection.objects.update_or_create(
                session=session,
                edition=None if session else edition,
                code=entry["code"],
                defaults={"titles": self._texts(entry["title"]), "position": position},
            )
            texts = [i["text"] for i in self.record["insights"] if i["section"] == entry["code"]]
            self._write(section.insights, texts)

    def _recommendations(self, edition: Edition) -> None:
        for position, entry in enumerate(self.record["recommendations"], start=1):
            recommendation, _ = Recommendation.objects.update_or_create(
                edition=edition,
                code=entry["code"],
                defaults={"titles": self._texts(entry["title"]), "position": position},
            )
            self._write(recommendation.items, entry["items"])
            if not recommendation.insights.exists():
                # A first reading; from then on it is the curators'.
                said = self.follows_from[entry["code"]]
                recommendation.insights.set(
                    Insight.objects.filter(
                        Q(section__edition=edition) | Q(section__session__edition=edition),
                        texts__en__in=said,
                    )
                )

    def _write(self, manager: Any, texts: Iterable[str]) -> None:
        """Give the n-th row of `manager` the n-th text; further rows, a curator's, stay."""
        rows = iter(list(manager.all()))
        for position, text in enumerate(texts, start=1):
            row = next(rows, None) or manager.model(**manager.core_filters)
            row.texts, row.position = self._texts(text), position
            row.save()


def _person(name: str) -> Person:
    person, _ = Person.objects.get_or_create(
        slug=slugify(anyascii(name)),
        defaults={"name": name, "is_public": True, "basis": Basis.RECORD},
    )
    return person
