"""The ledger of erasures, and erasing again what a backup brought back.

It stands in a table and, line by line, in a file: a backup restored brings back the table as it
was, so the file is to be kept apart from the backups of the database. Both hold no personal data:
a fingerprint is that of a random number.
"""

import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import transaction

from accounts.enums import ErasedKind
from accounts.models import Erasure

logger = logging.getLogger(__name__)

# Of a row that is deleted without a word of why.
DELETED = "deleted"
RESTORED = "came back with a backup"

Line = dict[str, str]

_because: ContextVar[str] = ContextVar("because", default=DELETED)
# Kind → the table whose rows it means, and how one of them is erased.
_erasers: dict[str, tuple[str, Callable[[int], None]]] = {}


def erases(kind: ErasedKind, model: str, erase: Callable[[int], None]) -> None:
    """Say of which table rows are erased, and how: by `erase`, which gets the key."""
    _erasers[kind] = (model, erase)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Let what is erased meanwhile be noted with this reason: a code, never words about a person.

    Within another reason, the first one stays.
    """
    token = _because.set(reason if _because.get() == DELETED else _because.get())
    try:
        yield
    finally:
        _because.reset(token)


def fingerprint(uuid: UUID) -> str:
    return sha256(str(uuid).encode()).hexdigest()


def note_erasure(kind: ErasedKind, uuid: UUID) -> None:
    """Note that a row was erased, in the transaction that does it; in the file once it is done."""
    row, is_new = Erasure.objects.get_or_create(
        kind=kind, uuid_hash=fingerprint(uuid), defaults={"reason": _because.get()[:40]}
    )
    if is_new:
        # robust: what is missing in the file is added every day.
        transaction.on_commit(lambda: _append([_line(row)]), robust=True)


def complete_file() -> int:
    """Add to the file what the table holds and it does not; return how many lines."""
    known = {(line["kind"], line["uuid_hash"]) for line in read(Path(settings.ERASURE_LEDGER))}
    rows = Erasure.objects.order_by("pk").iterator()
    missing = [_line(row) for row in rows if (row.kind, row.uuid_hash) not in known]
    _append(missing)
    return len(missing)


def replay(lines: Iterable[Line]) -> dict[str, int]:
    """Take what the file says into the table, and erase what is there again; count by kind.

    Run twice, it finds nothing the second time.
    """
    Erasure.objects.bulk_create(
        (
            Erasure(
                kind=line["kind"],
                uuid_hash=line["uuid_hash"],
                reason=line["reason"],
                at=datetime.fromisoformat(line["at"]),
            )
            for line in lines
        ),
        ignore_conflicts=True,
    )
    return {kind: _erase_again(kind) for kind in ErasedKind.values if kind in _erasers}


def _erase_again(kind: str) -> int:
    label, erase = _erasers[kind]
    erased = set(Erasure.objects.filter(kind=kind).values_list("uuid_hash", flat=True))
    rows: Any = apps.get_model(label)._default_manager
    found = [
        pk
        for pk, uuid in rows.values_list("pk", "uuid").iterator()
        if erased and fingerprint(uuid) in erased
    ]
    for pk in found:
        with because(RESTORED):
            erase(pk)
    return len(found)


def read(path: Path) -> list[Line]:
    """Return the lines of a ledger's file; none where there is no file yet."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


def _line(row: Erasure) -> Line:
    return {
        "kind": row.kind,
        "uuid_hash": row.uuid_hash,
        "reason": row.reason,
        "at": row.at.astimezone(UTC).isoformat(),
    }


def _append(lines: list[Line]) -> None:
    """Write lines so that they outlive a loss of power; two processes never mix theirs."""
    if not lines:
        return
    path = Path(settings.ERASURE_LEDGER)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as out:
        fcntl.flock(out, fcntl.LOCK_EX)
        out.write("".join(json.dumps(line) + "\n" for line in lines))
        out.flush()
        os.fsync(out.fileno())
