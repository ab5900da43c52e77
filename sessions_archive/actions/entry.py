"""Writing a whole session: all of it, or nothing."""

from datetime import date, time, timedelta
from typing import Any

from anyascii import anyascii
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from accounts.staff_log import note
from organizations.models import Language, Place, Sector
from sessions_archive.actions.entry_blocks import write_blocks
from sessions_archive.actions.references import people_called
from sessions_archive.actions.schedule import TOLD, note_changes
from sessions_archive.clock import instant
from sessions_archive.documents import SESSION, Document, digest, read_session
from sessions_archive.models import Edition, ExchangeSession, Person
from sessions_archive.search import refresh_words

ADD = "sessions_archive.add_exchangesession"
CHANGE = "sessions_archive.change_exchangesession"
# Stored as they are written in the document.
AS_WRITTEN = (
    *("number", "slug", "themes", "zone", "zone_printed", "zone_notes", "notes"),
    *("capacity", "join_url", "is_recorded", "staff_notes"),
)


class ChangedMeanwhileError(Exception):
    """The session is not what it was when its document was read."""


@transaction.atomic
def save_session(
    *,
    document: Document,
    by: User,
    session: ExchangeSession | None = None,
    seen: str = "",
    what: str = "",
) -> ExchangeSession:
    """Write a checked document: to a new session, unpublished, or over the one it was read from.

    `seen` is the fingerprint of what stood there when it was read; `what` is noted with it in the
    log of staff. Raises PermissionDenied and ChangedMeanwhileError.
    """
    if not by.has_perm(CHANGE if session else ADD):
        raise PermissionDenied
    if session:
        session = ExchangeSession.objects.select_for_update(no_key=True).get(pk=session.pk)
        if seen != digest(read_session(session)):
            raise ChangedMeanwhileError
    changed = _write(session := session or ExchangeSession(), document[SESSION])
    people = _people(document["people"])
    write_blocks(session, document, people)
    refresh_words([session.pk])
    note(
        by=by,
        about=session,
        what=what or ("enter_session" if changed is None else "change_session"),
    )
    if changed is not None:
        note_changes(session=session, changed=changed)
    return session


def _write(session: ExchangeSession, details: Document) -> frozenset[str] | None:
    """Store the session's own fields; return which of those that people are told of changed."""
    is_new = session.pk is None
    before = {name: getattr(session, name) for name in TOLD}
    for name in AS_WRITTEN:
        setattr(session, name, details[name])
    session.edition = Edition.objects.get(year=details["edition"])
    session.language_id = details["language"] or None
    day = date.fromisoformat(details["day"])
    last_day = day + timedelta(days=details["ends_next_day"])
    session.starts_at = instant(day, time.fromisoformat(details["start"]), details["zone"])
    session.ends_at = instant(last_day, time.fromisoformat(details["end"]), details["zone"])
    session.save()
    for relation, model in (("interpretation", Language), ("sectors", Sector), ("places", Place)):
        rows: Any = model._default_manager.filter(pk__in=details[relation])
        getattr(session, relation).set(rows)
    if is_new:
        return None
    return frozenset(name for name in TOLD if before[name] != getattr(session, name))


def _people(rows: list[Document]) -> dict[str, Person]:
    """Return the person each row names; whoever is new to the archive is entered."""
    known = people_called(row["name"] for row in rows)
    found: dict[str, Person] = {}
    for row in rows:
        name = row["name"]
        if name not in found:
            found[name] = known[name][0] if known[name] else _new_person(name, row["named"])
    return found


def _new_person(name: str, named: str) -> Person:
    """Enter somebody; without consent or a published record to rest on, her name is not shown."""
    base = slugify(anyascii(name))[:70] or "person"
    slug, number = base, 1
    while Person.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    basis = {"basis": named} if named else {}
    return Person.objects.create(slug=slug, name=name, is_public=bool(named), **basis)
