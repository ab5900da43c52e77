"""The rows of a session's document, each written to the row it means."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from django.db.models import Max

from sessions_archive.actions.references import listings_called
from sessions_archive.actions.rows import paired
from sessions_archive.attendance import record_attendance
from sessions_archive.clock import minutes_into
from sessions_archive.documents import SHAPE, Document
from sessions_archive.models import ExchangeSession, Participation, Person, Resource


def write_blocks(
    session: ExchangeSession, document: Document, people: Mapping[str, Person]
) -> None:
    """Make the rows of `session` those of `document`."""
    words = [row["listing"] for block in ("people", "organizations") for row in document[block]]
    listings = {
        word: found[0].pk for word, found in listings_called(words).items() if len(found) == 1
    }
    _appearances(session, document["people"], people, listings)
    _agenda(session, document["agenda"])
    _texts(session.questions, document["questions"])
    _insights(session, document["insights"])
    _recommendations(session, document["recommendations"])
    _resources(session, document["resources"])
    _organizations(session, document["organizations"], listings)


def _appearances(
    session: ExchangeSession,
    rows: list[Document],
    people: Mapping[str, Person],
    listings: Mapping[str, int],
) -> None:
    pairs, left = paired(
        session.appearances.all(),
        rows,
        stored_key=lambda stored: (stored.person_id, stored.role),
        wanted_key=lambda row: (people[row["name"]].pk, row["role"]),
    )
    for stored in left:
        stored.delete()
    for position, (row, kept) in enumerate(pairs, start=1):
        stored = kept or session.appearances.model(session=session)
        stored.person, stored.role, stored.position = people[row["name"]], row["role"], position
        stored.capacity, stored.organization_name = row["capacity"], row["organization"]
        stored.organization_id = listings.get(row["listing"])
        stored.save()


def _agenda(session: ExchangeSession, rows: list[Document]) -> None:
    def at(row: Document) -> int:
        return minutes_into(session.starts_at, time.fromisoformat(row["start"]), session.zone)

    pairs, left = paired(
        session.agenda.all(),
        rows,
        stored_key=lambda stored: (stored.minutes_in, stored.titles["en"]),
        wanted_key=lambda row: (at(row), row["titles"]["en"]),
    )
    for stored in left:
        stored.delete()
    for row, kept in pairs:
        stored = kept or session.agenda.model(session=session)
        stored.minutes_in, stored.titles = at(row), row["titles"]
        stored.save()


def _texts(
    manager: Any, rows: list[Document], leave: Callable[[Any], Any] = lambda stored: stored.delete()
) -> None:
    """Write rows that are one text each, in order, to those of `manager`."""
    pairs, left = paired(
        manager.all(),
        rows,
        stored_key=lambda stored: stored.texts["en"],
        wanted_key=lambda row: row["texts"]["en"],
    )
    for stored in left:
        leave(stored)
    for position, (row, kept) in enumerate(pairs, start=1):
        stored = kept or manager.model(**manager.core_filters)
        stored.texts, stored.position = row["texts"], position
        stored.save()


def _insights(session: ExchangeSession, rows: list[Document]) -> None:
    by_section: dict[str, list[Document]] = {}
    for row in rows:
        by_section.setdefault(row["section"], []).append(row)
    for section in session.sections.exclude(code__in=by_section).filter(insights__isnull=False):
        section.delete()
    for position, (code, insights) in enumerate(by_section.items(), start=1):
        section, _made = session.sections.update_or_create(
            code=code, defaults={"titles": insights[0]["titles"], "position": position}
        )
        _texts(section.insights, insights)


def _recommendations(session: ExchangeSession, rows: list[Document]) -> None:
    """Steps belong to the exchange; taken off here, they stay with it."""
    known = {row.code: row for row in session.edition.recommendations.all()}
    last = max((row.position for row in known.values()), default=0)
    wanted: dict[tuple[str, str], Document] = {
        (row["code"], row["texts"]["en"]): row for row in rows
    }
    mine = {(step.recommendation.code, step.texts["en"]): step
            for step in session.steps.select_related("recommendation")}  # fmt: skip
    for key, step in mine.items():
        if key not in wanted:
            step.session = None
            step.save(update_fields=["session"])
    for (code, english), row in wanted.items():
        recommendation = known.get(code)
        if recommendation is None:
            last += 1
            recommendation = session.edition.recommendations.create(
                code=code, titles=row["titles"], position=last
            )
            known[code] = recommendation
        elif row["titles"] and recommendation.titles != row["titles"]:
            recommendation.titles = row["titles"]
            recommendation.save(update_fields=["titles"])
        step = (
            mine.get((code, english))
            or recommendation.items.filter(texts__en=english).first()
            or recommendation.items.model(
                recommendation=recommendation,
                position=(recommendation.items.aggregate(last=Max("position"))["last"] or 0) + 1,
            )
        )
        step.session, step.recommendation, step.texts = session, recommendation, row["texts"]
        step.save()


def _resources(session: ExchangeSession, rows: list[Document]) -> None:
    """What was published belongs to the exchange; taken off here, it stays with it."""
    titles = [row["title"] for row in rows]
    session.resources.exclude(title__in=titles).update(session=None)
    there = {
        row.title: row
        for rows in (session.edition.resources, session.resources)
        for row in rows.filter(title__in=titles)
    }
    for position, row in enumerate(rows, start=1):
        stored = there.get(row["title"]) or Resource(title=row["title"])
        stored.session, stored.position = session, position
        for name in SHAPE["resources"]:
            if name == "language":
                stored.language_id = row["language"] or None
            else:
                setattr(stored, name, row[name])
        stored.save()


def _organizations(
    session: ExchangeSession, rows: list[Document], listings: Mapping[str, int]
) -> None:
    """An organization took part in the exchange as a whole; here it says at which session."""
    last = session.edition.participations.aggregate(last=Max("position"))["last"] or 0
    kept = []
    spoken_for = False
    for row in rows:
        listing = listings.get(row["listing"])
        stored = session.edition.participations.filter(name=row["name"]).first()
        if stored is None:
            last += 1
            stored = Participation(edition=session.edition, name=row["name"], position=last)
        spoken_for = spoken_for or (listing is not None and stored.organization_id != listing)
        stored.acronym, stored.part = row["acronym"], row["part"]
        stored.organization_id = listing
        stored.save()
        kept.append(stored)
    session.participations.set(kept)
    if spoken_for:
        record_attendance()
