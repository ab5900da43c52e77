"""The one log of what staff do: Django's own, which the admin writes, too.

What happens by an action instead of an admin form is noted here, in the same transaction.
"""

from collections.abc import Mapping

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.functional import Promise

from accounts.models import User

# What a reader of the log sees for the code of an action; each app adds those of its own.
_WORDS: dict[str, Promise] = {}


def say(words: Mapping[str, Promise]) -> None:
    """Name actions in words, by their codes."""
    _WORDS.update(words)


def in_words(entry: LogEntry) -> str:
    """Return what was done: the words of a code, else the admin's own."""
    if code := entry.change_message:
        if code in _WORDS:
            return str(_WORDS[code])
        if said := entry.get_change_message():
            return str(said)
    return str(entry.get_action_flag_display())


def note(*, by: User, about: Model, what: str) -> None:
    """Note that `by` did `what` (a code, such as "publish") about something."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(about),
        object_id=str(about.pk),
        object_repr=str(about)[:200],
        action_flag=CHANGE,
        change_message=what,
    )
