"""The index of this process, kept true to the database."""

import threading
from collections.abc import Iterator
from typing import Any

from django.db import connection

from organizations.search.index import DirectoryIndex, Document

BATCH = 5_000

# One row always comes back, for the snapshot; a listing's columns are null where nothing changed.
# Neither tokens nor words hold a space: split() is several times quicker than reading arrays.
_CHANGES = """
SELECT snapshot.xmin, organization_id, is_listed, array_to_string(tokens, ' '),
       array_to_string(name_words, ' '), array_to_string(tsvector_to_array(text), ' '), sort_name,
       (extract(epoch FROM published_at) * 1000000)::bigint,
       (extract(epoch FROM confirmed_at) * 1000000)::bigint
FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin) AS snapshot
LEFT JOIN organizations_searchdocument ON changed_in >= %s
"""


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
            cursor.execute(_CHANGES, [self._seen])
            seen = self._seen
            for rows in _batches(cursor):
                seen = rows[0][0]
                changed = [row for row in rows if row[1] is not None]
                self._index.put(
                    [_document(*row[1:2], *row[3:]) for row in changed if row[2]],
                    gone=[row[1] for row in changed if not row[2]],
                )
            self._seen = seen
            return self._index

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


def _batches(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:
    while rows := cursor.fetchmany(BATCH):
        yield rows


live_index = LiveIndex()
