"""The log of transfers: each file with more than one's own data that left the portal."""

from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise

from accounts.models import Transfer, User

# As much of an address as tells what was asked for; nobody can fill the table with longer ones.
MOST_VALUES, LONGEST_VALUE = 100, 200

# What a reader of the log sees for the code of a file; each app names those of its own.
_WORDS: dict[str, Promise] = {}


def say(words: Mapping[str, Promise]) -> None:
    _WORDS.update(words)


def in_words(transfer: Transfer) -> str:
    return str(_WORDS.get(transfer.what, transfer.what))


def note_transfer(
    *,
    by: User | AnonymousUser,
    what: str,
    rows: int,
    filters: Iterable[tuple[str, Sequence[object]]] = (),
) -> Transfer:
    """Note that `by` (nobody, if not signed in) takes a file, before it is sent.

    `filters` are names with their values, as in request.GET.lists().
    """
    kept = {
        name[:LONGEST_VALUE]: [str(value)[:LONGEST_VALUE] for value in values[:MOST_VALUES]]
        for name, values in list(filters)[:MOST_VALUES]
    }
    return Transfer.objects.create(
        by=by if isinstance(by, User) else None, what=what, rows=rows, filters=kept
    )
