"""A session as a JSON or CSV file, read and written. What is no such file is refused by name.

Asks nothing of the database: what the values mean is checked by the forms of entry.
"""

import json
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from organizations.tables.cells import read
from organizations.tables.files import UnreadableTableError, csv_parts, rows_of
from sessions_archive.documents import SESSION, SHAPE, Document

FORMAT = "gdve-session/1"
LARGEST_FILE = 300_000
MOST_ROWS = 1_000
LONGEST_NUMBER = 12
BLOCK = "block"
LINE = "\0line"
YES, NO = ("yes", "true", "1"), ("no", "false", "0", "")


class UnreadableFileError(Exception):
    """The file is no session; `message` says why, for whoever sent it."""

    def __init__(self, message: object) -> None:
        self.message = str(message)
        super().__init__(self.message)


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line of the file; `field` is empty where the whole line is."""

    line: int | None
    block: str
    field: str
    message: str


@dataclass
class Reading:
    """What a file says. What it leaves out is not in `document`, and stays as it is."""

    document: Document = field(default_factory=dict)
    lines: dict[tuple[str, int | None], int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_file(content: bytes, *, largest: int = LARGEST_FILE) -> Reading:
    """Read a JSON or CSV file. Raises UnreadableFileError."""
    if len(content) > largest:
        raise UnreadableFileError(_("The file of a session may have at most 300 kB."))
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return _from_json(content) if start in (b"{", b"[") else _from_table(content)


def as_json(document: Document) -> bytes:
    """Return the JSON file of a document."""
    return json.dumps({"format": FORMAT, **document}, ensure_ascii=False, indent=2).encode() + b"\n"


def as_csv(document: Document) -> bytes:
    """Return the CSV file of a document: a line for the session and for each row of a list."""
    rows = [(SESSION, document[SESSION])]
    rows += [(block, row) for block in document if block != SESSION for row in document[block]]
    lines = []
    for block, row in rows:
        cells = {BLOCK: block}
        for name, value in row.items():
            cells |= _cells(name, SHAPE[block][name], value)
        lines.append([cells.get(column, "") for column in COLUMNS])
    return b"".join(csv_parts(COLUMNS, lines))


def _cells(name: str, kind: str, value: Any) -> dict[str, str]:
    if kind == "texts":
        return {f"{name}_{code}": text for code, text in value.items()}
    if kind in ("codes", "lines"):
        return {name: "; ".join(value)}
    if kind == "flag":
        return {name: "yes" if value else "no"}
    return {name: "" if value is None else str(value)}


def _columns() -> Iterator[str]:
    yield BLOCK
    seen = set()
    for shape in SHAPE.values():
        for name, kind in shape.items():
            if name not in seen:
                seen.add(name)
                yield from _column_names(name, kind)


def _column_names(name: str, kind: str) -> list[str]:
    return [f"{name}_{code}" for code in LANGUAGES] if kind == "texts" else [name]


LANGUAGES = [code for code, _name in settings.LANGUAGES]
# One column for a name, whichever blocks have it; of texts, one for each language.
COLUMNS = list(_columns())


def _from_table(content: bytes) -> Reading:
    try:
        rows = list(rows_of(content))
    except UnreadableTableError as error:
        raise UnreadableFileError(error.message) from error
    header = [read(cell).lower() for cell in rows[0]]
    while header and not header[-1]:
        header.pop()
    if BLOCK not in header:
        raise UnreadableFileError(_("This is no session: a table needs the column “block”."))
    if unknown := [name for name in header if name not in COLUMNS]:
        raise UnreadableFileError(
            _("The table has columns that are not known here: %(names)s.")
            % {"names": ", ".join(name or "…" for name in unknown)[:300]}
        )
    if len(set(header)) < len(header):
        raise UnreadableFileError(_("The table has a column twice."))
    _refuse_many(len(rows) - 1)
    found = Reading()
    for line, cells in enumerate(rows[1:], start=2):
        given = {name: read(cell) for name, cell in zip(header, cells, strict=False)}
        block = given.pop(BLOCK, "").lower()
        if any(cells[len(header) :]):
            _complain(found, line, block, "", _("The row has more cells than the table columns."))
        elif block not in SHAPE:
            _complain(found, line, block, BLOCK, _("There is no such list of a session."))
        else:
            _keep(found, block, _row_of_cells(found, line, block, header, given), line)
    return found


def _row_of_cells(
    found: Reading, line: int, block: str, header: list[str], given: dict[str, str]
) -> Document:
    row: Document = {}
    known = set()
    for name, kind in SHAPE[block].items():
        columns = _column_names(name, kind)
        known |= set(columns)
        if not any(column in header for column in columns):
            continue
        cell = given.get(name, "")
        if kind == "texts":
            texts = {code: given.get(f"{name}_{code}", "") for code in LANGUAGES}
            row[name] = {code: text for code, text in texts.items() if text}
        elif kind in ("codes", "lines"):
            row[name] = [part.strip() for part in cell.split(";") if part.strip()]
        elif kind == "flag":
            if cell.lower() not in (*YES, *NO):
                _complain(found, line, block, name, _("Write yes or no."))
            row[name] = cell.lower() in YES
        else:
            row[name] = cell
    for name, cell in given.items():
        if cell and name not in known:
            _complain(found, line, block, name, _("This column says nothing of such a row."))
    return row


class _Decoder(json.JSONDecoder):
    """Notes with each object the line on which it begins; refuses what JSON does not know."""

    def __init__(self, text: str) -> None:
        super().__init__(parse_constant=_no_constant)
        self.breaks = [place for place, sign in enumerate(text) if sign == "\n"]
        decoder: Any = self
        plain = decoder.parse_object

        def parse_object(start: tuple[str, int], *rest: Any) -> tuple[Any, int]:
            value, end = plain(start, *rest)
            value[LINE] = bisect(self.breaks, start[1] - 1) + 1
            return value, end

        decoder.parse_object = parse_object
        # The scanner in C would not ask for the method above.
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _from_json(content: bytes) -> Reading:
    try:
        text = content.decode("utf-8-sig")
        value = _Decoder(text).decode(text)
        # Half a sign, which JSON can spell, is none that can be stored.
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise UnreadableFileError(_("The file is not in UTF-8.")) from error
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            _("Line %(line)d is not JSON: a sign may be missing, or too much.")
            % {"line": error.lineno}
        ) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(_("The file is not JSON as a session is written.")) from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise UnreadableFileError(
            _("This is no session: it does not say “format”: “%(format)s”.") % {"format": FORMAT}
        )
    found = Reading()
    line = value.pop(LINE)
    del value["format"]
    _refuse_many(sum(len(rows) for rows in value.values() if isinstance(rows, list)))
    for block, rows in value.items():
        whole: Any = dict if block == SESSION else list
        if block not in SHAPE:
            _complain(found, line, block[:40], "", _("There is no such list of a session."))
        elif not isinstance(rows, whole):
            _complain(found, line, block, "", _("This is not written as a session is."))
        elif block == SESSION:
            _keep(found, block, _row_of_json(found, block, rows), rows[LINE])
        else:
            found.document.setdefault(block, [])
            for row in rows:
                if isinstance(row, dict):
                    _keep(found, block, _row_of_json(found, block, row), row[LINE])
                else:
                    _complain(found, line, block, "", _("This is not written as a session is."))
    return found


def _row_of_json(found: Reading, block: str, given: Document) -> Document:
    line = given[LINE]
    row: Document = {}
    for name, value in given.items():
        if name == LINE:
            continue
        kind = SHAPE[block].get(name)
        if kind is None:
            _complain(found, line, block, name[:40], _("There is no such field."))
        elif not _fits(kind, value):
            _complain(found, line, block, name, _("This is not written as a session is."))
        elif isinstance(value, dict):
            row[name] = {code: text for code, text in value.items() if code != LINE}
        else:
            row[name] = value
    return row


def _fits(kind: str, value: Any) -> bool:
    if kind == "texts":
        return isinstance(value, dict) and all(
            code == LINE or (code in LANGUAGES and isinstance(text, str))
            for code, text in value.items()
        )
    if kind in ("codes", "lines"):
        return isinstance(value, list) and all(isinstance(part, str) for part in value)
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "number":
        # As text, too: what a table said comes back so from the preview.
        is_number = isinstance(value, int | str) and not isinstance(value, bool)
        return value is None or (is_number and len(str(value)) <= LONGEST_NUMBER)
    return isinstance(value, str)


def _keep(found: Reading, block: str, row: Document, line: int) -> None:
    if block == SESSION:
        if SESSION in found.document:
            _complain(found, line, SESSION, "", _("A file holds one session."))
            return
        found.document[SESSION], found.lines[SESSION, None] = row, line
        return
    rows = found.document.setdefault(block, [])
    found.lines[block, len(rows)] = line
    blank = {name: EMPTY[kind] for name, kind in SHAPE[block].items()}
    rows.append(blank | row)


EMPTY: dict[str, Any] = {
    "text": "",
    "number": None,
    "flag": False,
    "codes": [],
    "lines": [],
    "texts": {},
}


def _refuse_many(count: int) -> None:
    if count > MOST_ROWS:
        raise UnreadableFileError(
            _("A session may have at most %(most)d rows.") % {"most": MOST_ROWS}
        )


def _complain(found: Reading, line: int, block: str, name: str, message: str) -> None:
    found.problems.append(Problem(line, block, name, message))
