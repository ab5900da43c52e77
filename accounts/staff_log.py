"""The one log of what staff do: Django's own, which the admin writes, too.

What happens by an action instead of an admin form is noted here, in the same transaction.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CASCADE, F, Model, QuerySet, Value
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Replace
from django.utils.functional import Promise

from accounts.models import User

# What the log says of a record that was erased.
ERASED = "–"

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


def forget_record(record: Model) -> None:
    """Take the name of a record that is erased out of the log, and of what goes with it."""
    name = json.dumps(str(record))[1:-1]
    itself = type(record)._default_manager.filter(pk=record.pk)
    for model, rows in [(type(record), itself), *going_with(record)]:
        kind = ContentType.objects.get_for_model(model)
        keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
        entries = LogEntry.objects.filter(content_type=kind, object_id__in=keys)
        entries.filter(change_message__contains=name).update(
            change_message=Replace(F("change_message"), Value(name), Value(ERASED))
        )
        entries.update(object_repr=ERASED)


def going_with(record: Model) -> Iterator[tuple[type[Model], QuerySet[Any]]]:
    """The rows that are deleted with a record, by table; the log of staff is not among them."""
    for relation in record._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is CASCADE:
            model: Any = relation.related_model
            if model is not LogEntry:
                yield model, model._default_manager.filter(**{relation.field.name: record.pk})
