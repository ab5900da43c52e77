"""Which files go with a message, told by what they hold, never by how they are called. Pure.

Pictures are drawn anew, so that nothing travels along: no place, no camera, no hidden data.
Documents with macros are refused.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import Protocol

from PIL import Image, ImageOps

LARGEST_FILE = 5_000_000
MOST_FILES = 3
LARGEST_PIXELS = 40_000_000
LONGEST_SIDE = 2_400
NAME_LENGTH = 100

OOXML = "application/vnd.openxmlformats-officedocument"
# Extension, media type, and for documents the part by which they are known.
DOCUMENTS = {
    "word/document.xml": ("docx", f"{OOXML}.wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", f"{OOXML}.spreadsheetml.sheet"),
}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
PICTURES = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg")}
# Parts that act by themselves, or bring another file along.
ACTIVE = re.compile(r"(vbaProject\.bin|/embeddings/|/activeX/|^Basic/|^Scripts/|^Object )", re.I)
# What the file dialogue of a browser offers; what is taken is decided by the content.
ACCEPT = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.odt,.ods"


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class RefusedFileError(Exception):
    """Why a file is not passed on: `code` is too_large, empty, kind, pixels or active."""

    def __init__(self, code: str, name: str) -> None:
        self.code, self.name = code, name
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file as it is kept and handed out."""

    name: str
    media_type: str
    content: bytes


def checked(name: str, stream: Readable) -> CheckedFile:
    """Return the file as it may be passed on; raise RefusedFileError."""
    shown = safe_name(name)
    content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise RefusedFileError("too_large", shown)
    if not content:
        raise RefusedFileError("empty", shown)
    extension, media_type, content = _known(content, shown)
    stem = PurePosixPath(shown).stem or "file"
    return CheckedFile(f"{stem[:NAME_LENGTH]}.{extension}", media_type, content)


def safe_name(name: str) -> str:
    """Return the last part of a file's name, on one line, without signs that act or mislead."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*;')
    return kept.strip(" .")[: NAME_LENGTH + 10] or "file"


def _known(content: bytes, name: str) -> tuple[str, str, bytes]:
    if content.startswith(b"%PDF-"):
        return "pdf", "application/pdf", content
    if content.startswith(b"PK\x03\x04"):
        return *_document(content, name), content
    return _picture(content, name)


def _document(content: bytes, name: str) -> tuple[str, str]:
    """Tell a document by its parts; only the list of them and one short part are read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = parts.namelist()
            if any(ACTIVE.search(part) for part in names):
                raise RefusedFileError("active", name)
            found = _office(names) or _open_document(parts, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise RefusedFileError("kind", name) from error
    if found is None:
        raise RefusedFileError("kind", name)
    return found


def _office(names: Iterable[str]) -> tuple[str, str] | None:
    there = set(names)
    if "[Content_Types].xml" not in there:
        return None
    return next((kind for part, kind in DOCUMENTS.items() if part in there), None)


def _open_document(parts: zipfile.ZipFile, names: list[str]) -> tuple[str, str] | None:
    if not names or names[0] != "mimetype" or "content.xml" not in names:
        return None
    if parts.getinfo("mimetype").file_size > 100:
        return None
    media_type = parts.read("mimetype").strip()
    extension = OPEN_DOCUMENTS.get(media_type)
    return (extension, media_type.decode()) if extension else None


def _picture(content: bytes, name: str) -> tuple[str, str, bytes]:
    try:
        with Image.open(BytesIO(content), formats=tuple(PICTURES)) as picture:
            # The header tells the size: a pixel bomb is refused before it is unpacked.
            if picture.width * picture.height > LARGEST_PIXELS:
                raise RefusedFileError("pixels", name)
            kind = picture.format or ""
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            drawn = upright.convert("RGB" if kind == "JPEG" else "RGBA")
            drawn.info = {}  # a colour profile or a comment would be written again
            out = BytesIO()
            drawn.save(out, kind, quality=88, optimize=True)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise RefusedFileError("kind", name) from error
    extension, media_type = PICTURES[kind]
    return extension, media_type, out.getvalue()
