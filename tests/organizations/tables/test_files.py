"""Files into rows: what spreadsheets write is read, what is no plain table is refused."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from organizations.tables import files
from organizations.tables.files import UnreadableTableError, csv_parts, rows_of, xlsx_file

ROWS = [["name", "kind"], ["بيت الجالية", "grassroots"], ["École; du, soir\nici", "formal"]]


def rows(content: bytes) -> list[list[str]]:
    return list(rows_of(content))


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableTableError) as caught:
        rows(content)
    return str(caught.value.message)


def workbook(*lines: list[object]) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_what_we_write_is_read_back() -> None:
    header, *lines = ROWS
    assert rows(b"".join(csv_parts(header, lines))) == ROWS
    assert rows(xlsx_file(header, lines)) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_of_spreadsheets(encoding: str, separator: str) -> None:
    text = f"name{separator}kind\r\nبيت{separator}formal\r\n"
    assert rows(text.encode(encoding)) == [["name", "kind"], ["بيت", "formal"]]


def test_formulas_are_written_as_text() -> None:
    (row,) = rows(b"".join(csv_parts(["name"], [["=1+1"]])))[1:]
    assert row == ["'=1+1"]
    assert rows(xlsx_file(["name"], [["=1+1"]]))[1:] == [["'=1+1"]]


def test_numbers_of_a_spreadsheet_are_text() -> None:
    assert rows(workbook(["name", "founded_year"], ["A", 1999.0])) == [
        ["name", "founded_year"],
        ["A", "1999"],
    ]


def test_empty_rows_are_left_out() -> None:
    assert rows(b"name\n\nA\n,,\n\n") == [["name"], ["A"]]


def test_another_encoding_is_not_guessed() -> None:
    assert refused("name\nÉcole\n".encode("cp1252")).startswith("The file is not in UTF-8")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"\0\1\2", "This is neither a CSV nor an XLSX file."),
        (b'name\n"A\n', "Line 2 is no line of a CSV file: a quotation mark may be missing."),
        (b"PK\x03\x04 no archive", "The XLSX file is damaged, or protected by a password."),
        (b",".join([b"a"] * 1_000), "The table may have at most 200 columns."),
        (b"name\n" + b"a" * 20_001, "A cell may have at most 20000 characters."),
        (
            b"name\n" + b"A\n" * 5_001,
            "The table may have at most 5000 rows: send it in parts.",
        ),
        (b"a" * 10_000_001, "The file may have at most 10 MB."),
    ],
)
def test_what_is_refused_and_why(content: bytes, message: str) -> None:
    assert refused(content) == message


def test_a_formula_is_named() -> None:
    content = workbook(["name"], ["A"], ["=1+1"])
    assert refused(content) == "Row 3 holds a formula. Only plain values can be imported."


def with_part(name: str, data: bytes) -> bytes:
    content = io.BytesIO(workbook(["name"], ["A"]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return content.getvalue()


def test_macros_are_refused() -> None:
    assert refused(with_part("xl/vbaProject.bin", b"x")) == (
        "The file holds macros. Save it as a plain XLSX file."
    )


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 1_000_000)
    assert refused(with_part("xl/media/x", b"0" * 1_000_001)) == (
        "The XLSX file unpacks to more than 100 MB."
    )


def test_another_archive_is_no_table() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    assert refused(out.getvalue()) == "The XLSX file is damaged, or protected by a password."


def test_entities_are_not_expanded() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["name"], ["A"]))) as source,
        zipfile.ZipFile(out, "w") as archive,
    ):
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "xl/workbook.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "b">]>' + data
            archive.writestr(part, data)
    assert refused(out.getvalue()) == "The XLSX file is damaged, or protected by a password."
