"""A whole session as one plain value: what the page of entry shows, a file holds, an action writes.

A document has a part "session" and the blocks, each a list of rows. SHAPE says what a row has.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sessions_archive.models import ExchangeSession
from sessions_archive.models.people import names_shared

Document = dict[str, Any]

SESSION = "session"
# What a value is: "text", "number", "flag", "codes" (several), "lines" (several), or "texts", one
# for each language of the portal.
SHAPE: dict[str, dict[str, str]] = {
    SESSION: {
        "edition": "number",
        "number": "number",
        "themes": "texts",
        "slug": "text",
        "day": "text",
        "start": "text",
        "end": "text",
        "ends_next_day": "flag",
        "zone": "text",
        "zone_printed": "text",
        "zone_notes": "texts",
        "language": "text",
        "interpretation": "codes",
        "notes": "texts",
        "sectors": "codes",
        "places": "codes",
        "capacity": "number",
        "is_recorded": "flag",
        "join_url": "text",
        "staff_notes": "text",
    },
    "people": {
        "name": "text",
        "role": "text",
        "capacity": "text",
        "organization": "text",
        "listing": "text",
        "named": "text",
    },
    "agenda": {"start": "text", "titles": "texts"},
    "questions": {"texts": "texts"},
    "insights": {"section": "text", "titles": "texts", "texts": "texts"},
    "recommendations": {"code": "text", "titles": "texts", "texts": "texts"},
    "resources": {
        "kind": "text",
        "title": "text",
        "authors": "lines",
        "year": "number",
        "publisher": "text",
        "isbn": "text",
        "publication_number": "text",
        "genre": "text",
        "format": "text",
        "language": "text",
        "licence": "text",
        "url": "text",
        "notes": "texts",
        "captions": "text",
        "consent_on_file": "flag",
    },
    "organizations": {"name": "text", "acronym": "text", "part": "text", "listing": "text"},
}
BLOCKS = tuple(name for name in SHAPE if name != SESSION)
# What only those with a place, or staff, may read does not go into a file that is passed on.
KEPT_BACK = ("join_url", "staff_notes")
# What tells the rows of a block apart; two rows of one session never agree in it.
KEYS: dict[str, tuple[str, ...]] = {
    "people": ("name", "role"),
    "agenda": ("start", "titles"),
    "questions": ("texts",),
    "insights": ("section", "texts"),
    "recommendations": ("code", "texts"),
    "resources": ("title",),
    "organizations": ("name",),
}


def key_of(block: str, row: Document) -> tuple[str, ...]:
    """Return what a row is told apart by; of texts, the English one."""
    values = (row[name] for name in KEYS[block])
    return tuple(
        str(value.get("en", "") if isinstance(value, dict) else value).casefold()
        for value in values
    )


def digest(document: Document) -> str:
    """Return a fingerprint: whether somebody changed the session since it was read."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def empty_document() -> Document:
    """Return a document that says nothing."""
    empty = {"texts": dict, "codes": list, "lines": list, "flag": bool, "number": type(None)}
    session = {name: empty.get(kind, str)() for name, kind in SHAPE[SESSION].items()}
    return {SESSION: session, **{block: [] for block in BLOCKS}}


def for_a_file(session: ExchangeSession) -> Document:
    """Return what may leave the portal: nothing that few may read, nobody who may not be named."""
    document = read_session(session, with_hidden=False)
    for name in KEPT_BACK:
        del document[SESSION][name]
    return document


def read_session(session: ExchangeSession, *, with_hidden: bool = True) -> Document:
    """Return a session as a document; `with_hidden`: with people who may not be named."""
    return {
        SESSION: _details(session),
        "people": _people(session, with_hidden),
        "agenda": [
            {"start": _clock(session, item.minutes_in), "titles": item.titles}
            for item in session.agenda.all()
        ],
        "questions": [{"texts": row.texts} for row in session.questions.all()],
        "insights": _insights(session),
        "recommendations": [
            {
                "code": step.recommendation.code,
                "titles": step.recommendation.titles,
                "texts": step.texts,
            }
            for step in session.steps.select_related("recommendation").order_by(
                "recommendation__position", "recommendation__code", "position", "pk"
            )
        ],
        "resources": [
            {name: _plain(row, name) for name in SHAPE["resources"]}
            for row in session.resources.all()
        ],
        "organizations": [
            {
                "name": row.name,
                "acronym": row.acronym,
                "part": row.part,
                "listing": row.organization.slug if row.organization else "",
            }
            for row in session.participations.select_related("organization")
        ],
    }


def _details(session: ExchangeSession) -> Document:
    def codes(relation: Any) -> list[str]:
        return sorted(row.pk for row in relation.all())

    start, end = session.local_start, session.local_end
    written = {
        "edition": session.edition.year,
        "day": f"{start:%Y-%m-%d}",
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "ends_next_day": end.date() > start.date(),
        "language": session.language_id or "",
        "interpretation": codes(session.interpretation),
        "sectors": codes(session.sectors),
        "places": codes(session.places),
    }
    return {
        name: written[name] if name in written else getattr(session, name)
        for name in SHAPE[SESSION]
    }


def _clock(session: ExchangeSession, minutes: int) -> str:
    """Return what the clocks of the session show so many minutes after its start."""
    at = session.starts_at + timedelta(minutes=minutes)
    return f"{at.astimezone(ZoneInfo(session.zone)):%H:%M}"


def _people(session: ExchangeSession, with_hidden: bool) -> list[Document]:
    rows = session.appearances.select_related("person", "organization")
    if not with_hidden:
        rows = rows.filter(person__is_public=True)
    shared = names_shared({row.person.name for row in rows})
    return [
        {
            # Two people of one name are told apart by their addresses.
            "name": row.person.slug if row.person.name in shared else row.person.name,
            "role": row.role,
            "capacity": row.capacity,
            "organization": row.organization_name,
            "listing": row.organization.slug if row.organization else "",
            "named": row.person.basis if row.person.is_public else "",
        }
        for row in rows
    ]


def _insights(session: ExchangeSession) -> list[Document]:
    return [
        {"section": section.code, "titles": section.titles, "texts": insight.texts}
        for section in session.sections.prefetch_related("insights")
        for insight in section.insights.all()
    ]


def _plain(row: Any, name: str) -> Any:
    if name == "language":
        return row.language_id or ""
    return getattr(row, name)
