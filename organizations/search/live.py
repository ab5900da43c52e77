"""The index of this process, kept true to the database."""

import threading
from typing import Any

from django.db import connection

from organizations.search.index import DirectoryIndex, Document

# Larger batches cost memory, smaller ones time: each adds to the bitmap of every word in it.
BATCH = 20_000

# Neither tokens nor words hold a space: split() is several times quicker than reading arrays.
_COLUMNS = """
       organization_id, is_listed, array_to_string(tokens, ' '),
       array_to_string(name_words, ' '), array_to_string(tsvector_to_array(text), ' '), sort_name,
       (extract(epoch FROM published_at) * 1000000)::bigint,
       (extract(epoch FROM confirmed_at) * 1000000)::bigint
"""
_SNAPSHOT = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin"
# One row always comes back, for the snapshot; a listing's columns are null where nothing changed.
_CHANGES = f"""
SELECT snapshot.xmin, {_COLUMNS} FROM ({_SNAPSHOT}) AS snapshot
LEFT JOIN organizations_searchdocument ON changed_in >= %s
"""  # noqa: S608 - our own constants
_EVERYTHING = f"""
SELECT {_COLUMNS} FROM organizations_searchdocument
WHERE organization_id > %s ORDER BY organization_id LIMIT {BATCH}
"""  # noqa: S608 - our own constants


class LiveIndex:
    """The index in memory, brought up to date before each answer.

    A document carries the transaction that wrote it last. What a snapshot could not see yet is in
    transactions not older than the snapshot's xmin, so reading all documents from the last
    snapshot's xmin on misses none, in whatever order the transactions commit.
    """

    def __init__(self) -> None:
        self._index = DirectoryIndex()
        self._seen = 0
        self._lock = threading.Lock()

    def current(self) -> DirectoryIndex:
        """Return the index as of now: one query, which finds nothing most of the time."""
        with self._lock, connection.cursor() as cursor:
            if not self._seen:
                self._seen = self._read_everything(cursor)
            cursor.execute(_CHANGES, [self._seen])
            rows = cursor.fetchall()
            self._take([row[1:] for row in rows if row[1] is not None])
            self._seen = rows[0][0]
            return self._index

    def _read_everything(self, cursor: Any) -> int:
        """Read all documents batch by batch; return the xmin of a snapshot before the first.

        What changes meanwhile is in transactions not older than that, and so read again.
        """
        cursor.execute(_SNAPSHOT)
        seen = int(cursor.fetchone()[0])
        last = 0
        while True:
            cursor.execute(_EVERYTHING, [last])
            rows = cursor.fetchall()
            if not rows:
                break
            self._take(rows)
            last = rows[-1][0]
        self._index.settle()
        return seen

    def _take(self, rows: list[tuple[Any, ...]]) -> None:
        """Put changed documents into the index, and take out those of listings that left."""
        self._index.put(
            [_document(row[0], *row[2:]) for row in rows if row[1]],
            gone=[row[0] for row in rows if not row[1]],
        )

    def forget(self) -> None:
        """Start afresh: for tests, whose transactions are taken back."""
        with self._lock:
            self._index, self._seen = DirectoryIndex(), 0


def _document(
    number: int,
    tokens: str,
    names: str,
    words: str,
    sort_name: str,
    published: int,
    confirmed: int | None,
) -> Document:
    return Document(
        number, tokens.split(), names.split(), words.split(), sort_name, published, confirmed
    )


live_index = LiveIndex()
