"""Arrays of numbers into tables and out of them, without a line of Python for each row.

By COPY in PostgreSQL's binary format: for every row a count of fields, for every field its length
and its bytes, big-endian. Rows of one shape are one numpy array of a
structured type, written and read as it lies in memory.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection, models

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
# PostgreSQL's numbers for the types of array elements, by their width.
ELEMENTS = {2: 21, 4: 23, 8: 20}

# Bytes that are handed to the database at a time.
AT_ONCE = 2**18

Columns = Mapping[str, npt.NDArray[Any]]


def copy_rows(model: type[models.Model], parts: Iterable[Columns]) -> None:
    """Append the rows of each part: columns of equal length, by the name of the table's column.

    A column [n] of numbers or bytes gives a value a row, one [n, k] an array of k numbers.
    """
    filled = (part for part in parts if len(next(iter(part.values()))))
    first = next(filled, None)
    if first is None:
        return
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, first))
    stored = (rows(part).view(np.uint8).data for part in chain([first], filled))
    file = io.BufferedReader(_Pieces(chain([HEADER], stored, [END])), AT_ONCE)
    with connection.cursor() as cursor:
        table = quote(model._meta.db_table)
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT BINARY)", file, AT_ONCE)


class _Pieces(io.RawIOBase):
    """A file of pieces, each made when the one before has been read."""

    def __init__(self, pieces: Iterable[bytes | memoryview]) -> None:
        self._pieces = iter(pieces)
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        while not self._piece:
            following = next(self._pieces, None)
            if following is None:
                return 0
            self._piece = memoryview(following)
        size = min(len(room), len(self._piece))
        room[:size] = self._piece[:size]
        self._piece = self._piece[size:]
        return size


def read_rows(
    query: str, parameters: Sequence[Any], layout: Mapping[str, npt.DTypeLike]
) -> npt.NDArray[np.void]:
    """What a query tells, as one array: `layout` has the numpy type of each column, none of which
    may be empty or of several lengths.
    """
    fields: list[tuple[str, npt.DTypeLike]] = [("count", ">i2")]
    for name, kind in layout.items():
        fields += [(f"{name}.size", ">i4"), (name, kind)]
    file = io.BytesIO()
    with connection.cursor() as cursor:
        told = cursor.mogrify(query, parameters).decode()
        cursor.copy_expert(f"COPY ({told}) TO STDOUT (FORMAT BINARY)", file)
    stored = np.frombuffer(file.getbuffer()[len(HEADER) : -len(END)], np.dtype(fields))
    return stored[list(layout)]


def rows(columns: Columns) -> npt.NDArray[np.void]:
    """The rows as COPY reads them, without header and end."""
    size = len(next(iter(columns.values())))
    layout = [("count", ">i2")]
    for name, column in columns.items():
        layout += [(f"{name}.size", ">i4"), (name, _layout(column))]
    found = np.zeros(size, np.dtype(layout))
    found["count"] = len(columns)
    for name, column in columns.items():
        found[f"{name}.size"] = found.dtype[name].itemsize
        if column.ndim == 1:
            found[name] = column
        else:
            _fill_array(found[name], column)
    return found


def _layout(column: npt.NDArray[Any]) -> Any:
    if column.ndim == 1:
        return column.dtype.newbyteorder(">")
    width, length = column.dtype.itemsize, column.shape[1]
    head = [("dimensions", ">i4"), ("has_nulls", ">i4"), ("element", ">i4")]
    if not length:
        return np.dtype(head)
    item = np.dtype([("size", ">i4"), ("value", f">i{width}")])
    return np.dtype([*head, ("length", ">i4"), ("first", ">i4"), ("items", item, (length,))])


def _fill_array(field: npt.NDArray[Any], column: npt.NDArray[Any]) -> None:
    width, length = column.dtype.itemsize, column.shape[1]
    field["dimensions"], field["element"] = min(length, 1), ELEMENTS[width]
    if length:
        field["length"], field["first"] = length, 1
        field["items"]["size"], field["items"]["value"] = width, column
