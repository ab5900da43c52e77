"""A session, an exchange, a person as plain data: ISO 8601, codes, all languages. Pure.

What is read here is in the row already, as far as its reader may see it (`models.annotations`).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from accounts.links import absolute
from sessions_archive.models import Appearance, Edition, ExchangeSession, Person

Data = dict[str, Any]


def session_data(session: Any, appearances: Iterable[Any]) -> Data:
    """Return a session that carries the annotations of its page."""
    return brief_data(session) | {
        "zone": session.zone,
        "language": session.language_id,
        "interpretation": session.interpretation_codes,
        "sectors": session.sector_codes,
        "places": session.place_codes,
        "people": [appearance_data(row) for row in appearances],
        "questions": session.question_texts,
        "insights": _by_section(session.insights, "section"),
        "recommendations": _by_section(session.said_steps, "recommendation"),
    }


def brief_data(session: ExchangeSession) -> Data:
    """Return what a list says of a session."""
    return {
        "id": str(session.uuid),
        "url": address(session),
        "edition": session.edition.year,
        "number": session.number,
        "slug": session.slug,
        "themes": session.themes,
        "starts_at": moment(session.starts_at),
        "ends_at": moment(session.ends_at),
        "cancelled_at": moment(session.cancelled_at),
    }


def edition_data(edition: Any, sessions: Iterable[ExchangeSession]) -> Data:
    """Return an exchange that carries the annotations of its page."""
    return {
        "year": edition.year,
        "order": edition.order,
        "url": address(edition),
        "topics": edition.topics,
        "outputs": edition.outputs,
        "notes": edition.notes,
        "sessions": [brief_data(session) for session in sessions],
        "insights": _by_section(edition.insights, "section"),
        "recommendations": _by_section(edition.steps, "recommendation"),
    }


def appearance_data(appearance: Any) -> Data:
    """Return who a person was at a session; `appearance` carries `listing_slug`."""
    return {
        "person": person_data(appearance.person),
        "role": appearance.role,
        "capacity": appearance.capacity,
        "organization": appearance.organization_name,
        "listing": appearance.listing_slug,
    }


def person_data(person: Person, appearances: Iterable[Appearance] = ()) -> Data:
    """Return a person, and what she did at the exchanges where that is given."""
    did = [
        appearance_data(row) | {"session": brief_data(row.session), "person": person.slug}
        for row in appearances
    ]
    data = {"slug": person.slug, "name": person.name, "url": address(person), "basis": person.basis}
    return data | ({"appearances": did} if did else {})


def _by_section(rows: Iterable[Data], code: str) -> list[Data]:
    return [{code: row["code"], "titles": row["titles"], "texts": row["texts"]} for row in rows]


def address(row: Edition | ExchangeSession | Person) -> str:
    """Return the whole address of a page, in English: an address of data knows no language."""
    return absolute(row.get_absolute_url(), "en")


def moment(at: datetime | None) -> str | None:
    """Return an instant in UTC as ISO 8601 writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
