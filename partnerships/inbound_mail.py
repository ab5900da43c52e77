"""What somebody answered by e-mail: an RFC 5322 message in, her own words out. Pure."""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.headerregistry import AddressHeader
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser

from quotequail import quote

# An answer is read as far as this; the limit of a message is far below it.
MOST_TEXT = 100_000
# Our letters start with a line that no client translates: what follows it is our own.
MARK = "##-"
SIGNATURE = re.compile(r"^-- ?$")
AUTOMATIC_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Response",
    "List-Id",
    "X-Failed-Recipients",
)
AUTOMATIC_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
AUTOMATIC_SENDERS = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply"})
RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")


@dataclass(frozen=True, slots=True)
class Inbound:
    """A letter as it came; `senders` and `recipients` are bare addresses in small letters."""

    digest: str
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    is_automatic: bool
    text: str
    files: tuple[tuple[str, bytes], ...]


def read(raw: bytes) -> Inbound:
    """Take a message apart. What cannot be read is empty; nothing is raised."""
    message = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    named = _header(message, "Message-ID").encode() or raw
    return Inbound(
        digest=hashlib.sha256(named).hexdigest(),
        senders=tuple(_addresses(message, "From")),
        recipients=tuple(
            address for name in RECIPIENT_HEADERS for address in _addresses(message, name)
        ),
        is_automatic=_is_automatic(message),
        text=answer_in(_body(message)),
        files=tuple(_files(message)),
    )


def answer_in(text: str) -> str:
    """Return what was written anew: without quotes, the line that announces them, and signature."""
    lines = text[:MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines, was_cut = _before_our_mark(lines)
    marked = [line.lstrip().startswith(">") for line in lines]
    first = marked.index(True) if True in marked else len(lines)
    above, announced = _above_a_quote(lines[:first])
    if was_cut or announced or first < len(lines):
        above = _without_announcement(above)
    below = [line for line, is_quoted in zip(lines, marked, strict=True) if not is_quoted][first:]
    answer = [*above, *([""] if above and any(below) else []), *below]
    for number, line in enumerate(answer):
        if SIGNATURE.match(line):
            answer = answer[:number]
            break
    return "\n".join(answer).strip()


def _above_a_quote(lines: list[str]) -> tuple[list[str], bool]:
    """Cut where the announcement of a quote is known, and say whether there was one."""
    parts = quote("\n".join(lines), limit=len(lines) + 1, quote_intro_line=True)
    is_own, own = parts[0] if parts else (False, "")
    return own.split("\n") if is_own else [], len(parts) > 1 or not is_own


def _before_our_mark(lines: list[str]) -> tuple[list[str], bool]:
    """Cut where our letter is repeated without marks of a quote, as some programs do."""
    for number, line in enumerate(lines):
        if line.strip().startswith(MARK):
            return lines[:number], True
    return lines, False


def _without_announcement(lines: list[str]) -> list[str]:
    """Drop “On Tuesday Ana wrote:” or the head of a repeated letter, in whatever language.

    It is the last paragraph, of a few lines, holds a number, and ends in a colon; or each of its
    lines is a word, a colon and a value.
    """
    while lines and not lines[-1].strip(" \u200e\u200f_-*"):
        lines = lines[:-1]
    start = len(lines)
    while start and lines[start - 1].strip():
        start -= 1
    last = [line.strip(" \u200e\u200f*") for line in lines[start:]]
    announces = (
        0 < len(last) <= 4
        and last[-1].endswith((":", "："))
        and any(c.isdigit() for line in last for c in line)
    )
    is_head = len(last) >= 2 and all(
        0 < len(line.partition(":")[0]) <= 20 and ":" in line for line in last if "@" not in line
    )
    return lines[:start] if announces or (is_head and start) else lines


def _is_automatic(message: EmailMessage) -> bool:
    """Whether no person wrote it: an absence note, a bounce, a mailing list (RFC 3834)."""
    sender = next(iter(_addresses(message, "From")), "").partition("@")[0]
    return (
        _header(message, "Auto-Submitted").partition(";")[0].strip().lower() not in ("", "no")
        or _header(message, "Precedence").strip().lower() in AUTOMATIC_PRECEDENCE
        or any(name in message for name in AUTOMATIC_HEADERS)
        or _header(message, "Return-Path").strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or sender in AUTOMATIC_SENDERS
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError):  # a header that is none
        return ""


def _addresses(message: EmailMessage, name: str) -> list[str]:
    found = []
    try:
        headers = message.get_all(name, [])
    except (ValueError, IndexError, AttributeError):
        return []
    for header in headers:
        if isinstance(header, AddressHeader):
            found += [address.addr_spec for address in header.addresses]
        else:
            found.append(str(header).strip().strip("<>"))
    return [address.lower() for address in found if "@" in address]


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _content(part)
    return _plain(text) if part.get_content_subtype() == "html" else text


def _content(part: MIMEPart) -> str:
    try:
        text = str(part.get_content())
    except (LookupError, ValueError, AttributeError):
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    # What cannot be stored is no part of any word.
    return text[:MOST_TEXT].encode("utf-8", "replace").decode().replace("\x00", "")


def _files(message: EmailMessage) -> list[tuple[str, bytes]]:
    """The files that were attached; a picture inside a signature is none."""
    found = []
    for part in message.walk():
        if part.is_multipart() or not part.get_filename():
            continue
        is_shown_inside = part.get_content_disposition() != "attachment" and "Content-ID" in part
        payload = part.get_payload(decode=True)
        if not is_shown_inside and isinstance(payload, bytes):
            found.append((str(part.get_filename()), payload))
    return found


BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "hr"})
SILENT = frozenset({"script", "style", "head", "title"})
VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "wbr", "col"})
QUOTES = ("gmail_quote", "yahoo_quoted", "divrplyfwdmsg", "appendonsend", "moz-cite-prefix")


class _Reader(HTMLParser):
    """HTML as lines; what is quoted is marked as plain text marks it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag == "blockquote":
            self.lines.append("")
        if tag not in VOID:
            named = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
            is_quote = tag == "blockquote" or any(mark in named.lower() for mark in QUOTES)
            self.open.append((tag, is_quote))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS or tag == "blockquote":
            self.lines.append("")
        for number in range(len(self.open) - 1, -1, -1):
            if self.open[number][0] == tag:
                del self.open[number:]
                break

    def handle_data(self, data: str) -> None:
        if any(tag in SILENT for tag, _quote in self.open):
            return
        words = re.sub(r"\s+", " ", data)
        is_quoted = any(is_quote for _tag, is_quote in self.open)
        if is_quoted and not self.lines[-1] and words.strip():
            self.lines[-1] = "> "
        self.lines[-1] += words


def _plain(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    lines = "\n".join(line.strip() for line in reader.lines)
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
