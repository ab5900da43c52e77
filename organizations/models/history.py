"""What was changed of a listing, by whom, when and why: one row a change, beside each table.

Rows are written by django-simple-history when a listing or something that belongs to it is saved
or deleted. Writing many rows at once goes past it, so that is refused unless the code says why.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models
from simple_history.models import HistoricalRecords

P = ParamSpec("P")
Result = TypeVar("Result")

# Who acts and why, for as long as an action lasts.
_acting: ContextVar[tuple[Any, str]] = ContextVar("acting", default=(None, ""))

# The reason of rows that a command loaded.
LOADED = "loaded"


class HistorySkippedError(RuntimeError):
    """A write of many rows at once would leave no history; see `unrecorded`."""


class ListingHistory(HistoricalRecords):
    """History that knows who acts and why from `recorded`, else who is signed in."""

    def __init__(self, *, derived: Iterable[str] = (), **kwargs: Any) -> None:
        self.derived = frozenset(derived)
        super().__init__(excluded_fields=sorted(self.derived), **kwargs)

    def post_save(self, instance: Any, created: bool, using: Any = None, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        # What is only derived, or the time of change, is nobody's doing.
        if fields is None or set(fields) - self.derived:
            super().post_save(instance, created, using=using, **kwargs)

    def get_history_user(self, instance: Any) -> Any:
        return _acting.get()[0] or super().get_history_user(instance)

    def get_change_reason_for_object(self, instance: Any, history_type: str, using: Any) -> str:
        return _acting.get()[1]


@contextmanager
def acting(by: Any, why: str) -> Iterator[None]:
    """Let what is written meanwhile carry who did it and why (a code, such as "publish")."""
    token = _acting.set((by, why[:100]))
    try:
        yield
    finally:
        _acting.reset(token)


def recorded(action: Callable[P, Result]) -> Callable[P, Result]:
    """Let an action's history carry its `by`, and its step or else its own name as the reason."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> Result:
        with acting(kwargs.get("by"), str(kwargs.get("step") or action.__name__)):
            return action(*args, **kwargs)

    return run


class Tracked:
    """A QuerySet of rows with a history: what would skip it raises HistorySkippedError."""

    _because = ""

    def unrecorded(self: Any, because: str) -> Any:
        """Allow writes of many rows at once, which leave no history; say why that is right."""
        clone = self._chain()
        clone._because = because
        return clone

    def update(self, **kwargs: Any) -> int:
        return self._allowed("update")(**kwargs)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self._allowed("bulk_create")(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        return self._allowed("bulk_update")(*args, **kwargs)

    def _allowed(self, method: str) -> Any:
        """Return QuerySet's own method, or raise."""
        if not self._because:
            raise HistorySkippedError(
                f"{method}() would change rows without a history. Save them one by one, or say "
                "why none is needed: unrecorded(because=…)."
            )
        return getattr(super(), method)

    def _clone(self) -> Any:
        clone = super()._clone()  # type: ignore[misc]
        clone._because = self._because
        return clone


class TrackedQuerySet(Tracked, models.QuerySet):
    """Rows of a tracked table that needs no questions of its own."""


def store_together(model: Any, rows: Sequence[Any], *, with_history: bool = True) -> None:
    """Store many new rows at once; the history of a tracked table gets its first rows as fast."""
    manager = model._default_manager
    if not hasattr(model, "history"):
        manager.bulk_create(rows)
        return
    manager.unrecorded(because="recorded together").bulk_create(rows)
    if with_history:
        _record_loaded(model, [row.pk for row in rows])


def _record_loaded(model: Any, keys: list[int]) -> None:
    """Write the first history row of each: one statement for all.

    Later changes are then told against what was loaded.
    """
    history, quote = model.history.model._meta, connection.ops.quote_name
    columns = [f.column for f in history.concrete_fields if not f.name.startswith("history_")]
    names = ", ".join(quote(column) for column in columns)
    by, why = _acting.get()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(history.db_table)} ({names}, history_date, history_type, "  # noqa: S608
            "history_change_reason, history_user_id) "
            f"SELECT {names}, now(), '+', %s, %s FROM {quote(model._meta.db_table)} "
            "WHERE id = ANY(%s)",
            [why or LOADED, getattr(by, "pk", None), keys],
        )


def erase(organization_id: int) -> None:
    """Delete the whole history of a listing that is deleted: nothing of it outlives it."""
    from organizations.models import TRACKED

    for model in TRACKED:
        key = "id" if model._meta.object_name == "Organization" else "organization_id"
        model.history.filter(**{key: organization_id}).delete()
