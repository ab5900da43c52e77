"""Tables of listings and of their tags as arrays: codes are counted out by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, models

from partnerships.copying import read_rows
from partnerships.match_arrays import Ids, positions
from partnerships.matching.exposure import NO_LIMIT

UNKNOWN = -1
LINK = {"owner": ">i8", "code": ">i2", "sort": ">i2"}
HEAD = {
    "id": ">i8",
    "uuid": "V16",
    "changed_at": ">i8",
    "open_to": ">i4",
    "is_open": "?",
    "kind": ">i2",
    "legal_status": ">i2",
    "accepts": ">i2",
    "circle": ">i2",
    "youth": ">i2",
    "women": ">i2",
    "refugees": ">i2",
    "flag": "?",
}


class CodeOutsideError(Exception):
    """A code that the lists do not know. Whose it is, the slow way says."""


@dataclass(frozen=True)
class Links:
    """One table of tags: of which listing (its row), which code, and of which sort."""

    row: Ids
    code: Ids
    sort: Ids

    def of(self, sort: int) -> "Links":
        mine = self.sort == sort
        return Links(self.row[mine], self.code[mine], self.sort[mine])


def read_head(
    listings: models.QuerySet[Any], codes: Mapping[str, tuple[str, Sequence[str]]], **flags: str
) -> npt.NDArray[np.void]:
    """The listings by id. `codes` are told as places in their lists, `flags` as 1, 0, -1."""
    chosen: dict[str, str] = {
        "id": "id::int8",
        "uuid": "uuid",
        "changed_at": "updated_at",
        "open_to": f"COALESCE(NULLIF(open_to, 0), {NO_LIMIT})::int4",
        "is_open": "is_open_to_matching",
    }
    parameters: list[Any] = []
    for name in ("kind", "legal_status", "accepts", "circle"):
        column, known = codes.get(name, ("", ()))
        chosen[name] = "0::int2"
        if column:
            chosen[name] = f"(COALESCE(array_position(%s::text[], {column}::text), 0) - 1)::int2"
            parameters.append(list(known))
    for name in ("youth", "women", "refugees"):
        column = flags.get(name, "NULL::boolean")
        chosen[name] = f"COALESCE(({column})::int, {UNKNOWN})::int2"
    chosen["flag"] = flags["flag"]
    these, with_these = listings.order_by().values("pk").query.sql_with_params()
    table = connection.ops.quote_name(listings.model._meta.db_table)
    head = read_rows(
        f"SELECT {', '.join(chosen.values())} FROM {table}"  # noqa: S608 - names of ours
        f" WHERE id IN ({these}) ORDER BY id",
        [*parameters, *with_these],
        HEAD,
    )
    for name in codes:
        _check(head[name])
    return head


def read_links(
    model: Any,
    name: str,
    index: Mapping[str, int],
    ids: Ids,
    sorts: type[models.TextChoices] | None = None,
    sort: str = "",
) -> Links:
    """A table of tags of these listings. A sort is its place among `sorts`, or a flag."""
    owner = "partner_id" if model.__name__.startswith("Partner") else "organization_id"
    sorted_by, parameters = "0::int2", [list(index), list(index.values())]
    if sorts is not None:
        sorted_by = f"(COALESCE(array_position(%s::text[], {sort}::text), 0) - 1)::int2"
        parameters.insert(0, sorts.values)
    elif sort:
        sorted_by = f"{sort}::int::int2"
    table = connection.ops.quote_name(model._meta.db_table)
    stored = read_rows(
        f"SELECT {owner}::int8, COALESCE(place, {UNKNOWN})::int2, {sorted_by}"  # noqa: S608
        f" FROM {table} LEFT JOIN unnest(%s::text[], %s::int[]) AS known (code, place)"
        f" ON known.code = {name}_id",
        parameters,
        LINK,
    )
    return _among(ids, stored)


def read_arrays(model: Any, column: str, index: Mapping[str, int], ids: Ids) -> Links:
    """An array of codes in each listing's own row."""
    table = connection.ops.quote_name(model._meta.db_table)
    stored = read_rows(
        f"SELECT id::int8, COALESCE(place, {UNKNOWN})::int2, 0::int2"  # noqa: S608 - names of ours
        f" FROM {table} CROSS JOIN unnest({column}) AS mine (code)"
        " LEFT JOIN unnest(%s::text[], %s::int[]) AS known (code, place) USING (code)",
        [list(index), list(index.values())],
        LINK,
    )
    return _among(ids, stored)


def _among(ids: Ids, stored: npt.NDArray[np.void]) -> Links:
    row = positions(ids, stored["owner"].astype(np.int64))
    mine = row >= 0
    code = stored["code"][mine].astype(np.int64)
    _check(code)
    return Links(row[mine], code, stored["sort"][mine].astype(np.int64))


def _check(places: npt.NDArray[Any]) -> None:
    if (places < 0).any():
        raise CodeOutsideError
