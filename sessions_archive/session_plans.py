"""What a file would change of a session: compared, checked and shown before it is written."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sessions_archive.actions.rows import paired
from sessions_archive.documents import (
    BLOCKS,
    SESSION,
    SHAPE,
    Document,
    digest,
    empty_document,
    key_of,
    read_session,
)
from sessions_archive.entry_forms import Entry, as_data
from sessions_archive.models import ExchangeSession
from sessions_archive.session_files import Problem, Reading

ADDED, CHANGED, GONE, MOVED = "added", "changed", "gone", "moved"


@dataclass(frozen=True)
class Change:
    """A row, or the session itself: its fields with what stood there and what would."""

    block: str
    state: str
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Plan:
    """`document` is what would stand there; empty while there are problems."""

    session: ExchangeSession | None
    document: Document
    seen: str
    changes: list[Change]
    problems: list[Problem]
    new_people: list[str]

    @property
    def digest(self) -> str:
        """Return a fingerprint of what would be written, and over what."""
        told = json.dumps([self.document, self.seen], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def make_plan(reading: Reading) -> Plan:
    """Compare a file with the session it is about: the one of its exchange and number.

    Within a transaction: the session that is there is held.
    """
    given = reading.document.get(SESSION, {})
    session = _find(given)
    current = read_session(session) if session else empty_document()
    wanted = {SESSION: current[SESSION] | given}
    for block in BLOCKS:
        wanted[block] = reading.document.get(block, current[block])
    if session and "people" in reading.document:
        # A file does not name who may not be named: they are not its to take away.
        named = {key_of("people", row) for row in wanted["people"]}
        wanted["people"] = list(wanted["people"])
        for place, row in enumerate(current["people"]):
            if not row["named"] and key_of("people", row) not in named:
                wanted["people"].insert(place, row)
    entry = Entry(session=session, data=as_data(wanted))
    seen = digest(current) if session else ""
    if not entry.is_valid() or reading.problems:
        problems = reading.problems + [
            Problem(
                reading.lines.get((block, number), reading.lines.get((block, None))),
                block,
                "" if name == "__all__" else name,
                message,
            )
            for block, number, name, message in entry.errors()
        ]
        problems.sort(key=lambda problem: problem.line or 0)
        return Plan(session, {}, seen, [], problems, [])
    document = entry.document()
    return Plan(
        session=session,
        document=document,
        seen=seen,
        changes=_changes(current, document, is_new=session is None),
        problems=[],
        new_people=entry.new_people(),
    )


def _find(given: Document) -> ExchangeSession | None:
    year, number = str(given.get("edition", "")), str(given.get("number", ""))
    if not (_is_small(year) and _is_small(number)):
        return None
    sessions = ExchangeSession.objects.select_related("edition")
    return sessions.filter(edition__year=int(year), number=int(number)).first()


def _is_small(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5


def _changes(before: Document, after: Document, *, is_new: bool) -> list[Change]:
    found = []
    fields = _fields(SESSION, {} if is_new else before[SESSION], after[SESSION])
    if fields:
        found.append(Change(SESSION, ADDED if is_new else CHANGED, fields))
    for block in BLOCKS:
        pairs, left = paired(
            before[block],
            after[block],
            stored_key=lambda row, block=block: key_of(block, row),  # type: ignore[misc]
            wanted_key=lambda row, block=block: key_of(block, row),  # type: ignore[misc]
        )
        for row, stored in pairs:
            fields = _fields(block, stored or {}, row)
            if fields:
                found.append(Change(block, CHANGED if stored else ADDED, fields))
        found += [Change(block, GONE, _fields(block, row, {})) for row in left]
        old, new = ([key_of(block, row) for row in rows[block]] for rows in (before, after))
        if [key for key in old if key in new] != [key for key in new if key in old]:
            found.append(Change(block, MOVED, []))
    return found


def _fields(block: str, before: Document, after: Document) -> list[tuple[str, str, str]]:
    cells = []
    for name in SHAPE[block]:
        old, new = _shown(before.get(name)), _shown(after.get(name))
        for code in dict.fromkeys([*old, *new]):
            words = (old.get(code, ""), new.get(code, ""))
            if words[0] != words[1]:
                cells.append((f"{name}_{code}" if code else name, *words))
    return cells


def _shown(value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {"": "; ".join(value)}
    if isinstance(value, bool):
        return {"": "yes" if value else ""}
    return {"": "" if value is None else str(value)}
