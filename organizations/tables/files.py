"""CSV and XLSX files into rows of text, and back. What is no plain table is refused by name."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from organizations.tables.cells import written

LARGEST_FILE = 10_000_000
# An XLSX file is a ZIP archive: what it unpacks to is bounded before anything is unpacked.
LARGEST_UNPACKED = 100_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
BYTE_ORDER_MARK = "\ufeff"
DELIMITERS = ",;\t"
XLSX_START = b"PK\x03\x04"


class UnreadableTableError(Exception):
    """The file is no table that can be read; `message` says why, for whoever sent it."""

    def __init__(self, message: object) -> None:
        self.message = message
        super().__init__(str(message))


def rows_of(content: bytes) -> Iterator[list[str]]:
    """Yield the rows of a CSV or XLSX file, the header first; empty rows are left out.

    Raises UnreadableTableError.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableTableError(_("The file may have at most 10 MB."))
    rows = _xlsx(content) if content.startswith(XLSX_START) else _csv(content)
    count = 0
    for row in rows:
        if len(row) > MOST_COLUMNS:
            raise UnreadableTableError(
                _("The table may have at most %(most)d columns.") % {"most": MOST_COLUMNS}
            )
        if not any(row):
            continue
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise UnreadableTableError(
                _("A cell may have at most %(most)d characters.") % {"most": LONGEST_CELL}
            )
        count += 1
        if count > MOST_ROWS + 1:
            raise UnreadableTableError(
                _("The table may have at most %(most)d rows: send it in parts.")
                % {"most": MOST_ROWS}
            )
        yield row
    if not count:
        raise UnreadableTableError(_("The file is empty."))


def _csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    # Half of Europe's spreadsheets write semicolons. The header holds none of the others.
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise UnreadableTableError(
            _("Line %(line)d is no line of a CSV file: a quotation mark may be missing.")
            % {"line": reader.line_num}
        ) from error


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        # Guessing would turn names into others without anybody noticing.
        raise UnreadableTableError(
            _("The file is not in UTF-8. Save it as “CSV UTF-8”, or send it as XLSX.")
        ) from error
    if "\0" in text:
        raise UnreadableTableError(_("This is neither a CSV nor an XLSX file."))
    return text


def _xlsx(content: bytes) -> Iterator[list[str]]:
    broken = UnreadableTableError(_("The XLSX file is damaged, or protected by a password."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise broken from error
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnreadableTableError(_("The XLSX file unpacks to more than 100 MB."))
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise UnreadableTableError(_("The file holds macros. Save it as a plain XLSX file."))
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
            if any(cell.data_type == "f" for cell in row):
                raise UnreadableTableError(
                    _("Row %(row)d holds a formula. Only plain values can be imported.")
                    % {"row": number}
                )
            cells = [_text(cell.value) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            yield cells
    # A damaged file breaks the reader in any of these ways.
    except (InvalidFileException, KeyError, ValueError, OSError, IndexError, SyntaxError) as error:
        raise broken from error


def _text(value: object) -> str:
    if value is None:
        return ""
    # Spreadsheets keep whole numbers as 2001.0.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def csv_parts(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yield a CSV file row by row: UTF-8, marked as such, quoted throughout."""
    yield BYTE_ORDER_MARK.encode() + _line(header)
    for row in rows:
        yield _line([written(cell) for cell in row])


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue().encode()


def xlsx_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return an XLSX file; every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("listings")
    sheet.freeze_panes = "B2"
    sheet.append(list(header))
    for row in rows:
        sheet.append([written(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
