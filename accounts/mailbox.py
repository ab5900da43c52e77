"""The letters that the development portal wrote to its mail folder. Pure: files in, letters out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

# How Django's file backend ends each letter of a file.
SEPARATOR = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class Letter:
    key: str
    subject: str
    to: str
    sent_at: datetime
    text: str
    html: str


def letters(folder: Path, limit: int = 100) -> list[Letter]:
    """Return the newest letters of `folder`, newest first; none where there is no folder."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    newest: list[Letter] = []
    for file in files:
        newest.extend(reversed(list(_read(file))))
        if len(newest) >= limit:
            break
    return newest[:limit]


def letter(folder: Path, key: str) -> Letter | None:
    """Return the letter `key`. A key is compared with what is there, never made into a path."""
    stem, _, _ = key.rpartition("-")
    for file in folder.glob("*.log"):
        if file.stem == stem:
            return next((one for one in _read(file) if one.key == key), None)
    return None


def _read(file: Path) -> Iterator[Letter]:
    for index, raw in enumerate(file.read_bytes().split(SEPARATOR)):
        if not raw.strip():
            continue
        message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
        sent_at = parsedate_to_datetime(message["Date"])
        yield Letter(
            key=f"{file.stem}-{index}",
            subject=message["Subject"] or "",
            to=message["To"] or "",
            sent_at=sent_at.replace(tzinfo=sent_at.tzinfo or UTC),  # "-0000" is UTC too
            text=_part(message, "plain"),
            html=_part(message, "html"),
        )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part is not None else ""
