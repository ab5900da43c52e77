"""Moving rows from one listing to another, with a note of each change to take it back by."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from organizations.enums import NameType
from organizations.merge_rules import KEYS
from organizations.models import Organization

_encoder = DjangoJSONEncoder()


class Changes:
    """What a merge did, in order."""

    def __init__(self) -> None:
        self.changed: list[list[Any]] = []
        self.created: list[list[Any]] = []

    def set(self, row: models.Model, values: dict[str, Any]) -> bool:
        """Write `values` (by column) to `row`; return whether the database took them."""
        before = {name: plain(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        after = {name: plain(row, name) for name in values}
        noted = {
            name: [before[name], after[name]] for name in values if before[name] != after[name]
        }
        if not noted:
            return True
        try:
            with transaction.atomic():
                row.save(update_fields=list(noted))
        except IntegrityError:
            # The other listing has its like already: this one stays where it is.
            row.refresh_from_db()
            return False
        self.changed.append([row._meta.label, row.pk, noted])
        return True

    def create(self, row: models.Model) -> None:
        row.save(force_insert=True)
        self.created.append([row._meta.label, row.pk])

    def move(self, field: Any, source: Organization, target: Organization) -> None:
        """Have the rows of `source` follow to `target`, but for those of which it has the like."""
        for row in rows_of(field, source):
            if not _would_name_itself(row, field, target) and twin(row, field, target) is None:
                self.set(row, {field.attname: target.pk, **_as_moved(row)})

    def exchange(self, field: Any, one: Organization, other: Organization) -> None:
        """Let the two have each other's rows."""
        here, there = list(rows_of(field, one)), list(rows_of(field, other))
        twins = {row.pk: like for row in there if (like := twin(row, field, one))}
        for row in there:
            if like := twins.get(row.pk):
                self._exchange_values(field, row, like)
        like_pks = {like.pk for like in twins.values()}
        for row in here:
            if row.pk not in like_pks and not _would_name_itself(row, field, other):
                self.set(row, {field.attname: other.pk})
        for row in there:
            if row.pk not in twins and not _would_name_itself(row, field, one):
                self.set(row, {field.attname: one.pk})

    def _exchange_values(self, field: Any, row: models.Model, like: models.Model) -> None:
        keyed = {field.name, *(name for key, _ in _keys(field) for name in key)}
        names = [
            column.attname
            for column in row._meta.concrete_fields
            if not column.primary_key and column.name not in keyed
        ]
        mine = {name: getattr(row, name) for name in names}
        self.set(row, {name: getattr(like, name) for name in names})
        self.set(like, mine)


def take_back(changed: Iterable[list[Any]], created: Iterable[list[Any]]) -> None:
    """Undo changes, the last one first; what somebody changed since stays as it is now."""
    for label, pk in created:
        apps.get_model(label)._default_manager.filter(pk=pk).delete()
    for label, pk, noted in reversed(list(changed)):
        row = apps.get_model(label)._default_manager.select_for_update().filter(pk=pk).first()
        if row is None:
            continue
        restored = []
        for name, (before, after) in noted.items():
            if plain(row, name) == after:
                setattr(row, name, _column(row, name).to_python(before))
                restored.append(name)
        if restored:
            try:
                with transaction.atomic():
                    row.save(update_fields=restored)
            except IntegrityError:
                continue


def plain(row: models.Model, name: str) -> Any:
    """Return the value of a column as JSON can hold it."""
    value = getattr(row, name)
    if isinstance(_column(row, name), models.FileField):
        return str(value or "")
    if value is None or isinstance(value, str | int | float | bool | list):
        return value
    return _encoder.default(value)


def rows_of(field: Any, listing: Organization) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = field.model._base_manager.filter(**{field.attname: listing.pk})
    return rows.order_by("pk")


def twin(row: models.Model, field: Any, listing: Organization) -> models.Model | None:
    """Return the row of `listing` that says the same as `row`, by the table's own constraints."""
    rows = rows_of(field, listing)
    for key, condition in _keys(field):
        columns = [row._meta.get_field(name).attname for name in key]  # type: ignore[union-attr]
        same = {column: getattr(row, column) for column in columns}
        # What is not known is like nothing, and a rule for some rows says nothing of others.
        if None in same.values() or not field.model._base_manager.filter(condition, pk=row.pk):
            continue
        found = rows.filter(condition, **same).first()
        if found is not None:
            like: models.Model = found
            return like
    return None


def _keys(field: Any) -> list[tuple[tuple[str, ...], models.Q]]:
    """Return the other columns of each constraint by which a listing has a row but once, and of
    which rows it says so.
    """
    meta = field.model._meta
    keys = [
        (tuple(c.fields), c.condition or models.Q())
        for c in meta.constraints
        if isinstance(c, models.UniqueConstraint)
    ]
    keys += [(tuple(fields), models.Q()) for fields in meta.unique_together]
    own = [
        (tuple(n for n in key if n != field.name), condition)
        for key, condition in keys
        if field.name in key
    ]
    if field.unique:
        own.append(((), models.Q()))
    if meta.label in KEYS:
        own.append((KEYS[meta.label], models.Q()))
    return own


def _would_name_itself(row: models.Model, field: Any, target: Organization) -> bool:
    """Whether the row would tie the listing to itself: its own parent, its own member."""
    if isinstance(row, Organization):
        return row.pk == target.pk
    return any(
        getattr(row, column.attname) == target.pk
        for column in row._meta.concrete_fields
        if column is not field and column.related_model is Organization
    )


def _as_moved(row: models.Model) -> dict[str, Any]:
    """What follows is found by its old names, and is not among the (three) main areas of work."""
    if row._meta.label == "organizations.OrganizationName":
        return {"type": NameType.FORMER} if row.type == NameType.ALIAS else {}  # type: ignore[attr-defined]
    return {"is_primary": False} if row._meta.label == "organizations.OrganizationSector" else {}


def _column(row: models.Model, name: str) -> Any:
    return next(column for column in row._meta.concrete_fields if column.attname == name)
