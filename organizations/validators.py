"""Checks on what people type. Pure."""

import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Bidirectional overrides and zero-width characters let one name look like another. The
# zero-width joiners stay: Persian, Arabic and several Indic scripts are spelt with them.
INVISIBLE = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x2060, 0xFEFF, 0x00AD]
)


def clean_text(text: str) -> str:
    """Return `text` normalized (NFC), without invisible or control characters."""
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc").strip()


# Names that mean a computer at home or at work, never one of the public web.
PRIVATE_NAMES = (".localhost", ".local", ".internal", ".lan", ".home", ".corp", ".arpa")
# How browsers write an address in numbers: 127.1 and 0x7f.1 are this computer, too.
NUMBERS = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.I)


def validate_public_url(value: str) -> None:
    """Raise ValidationError unless `value` is an http(s) address on the public web.

    Nothing is fetched; but a link must not lead its readers into their own networks.
    """
    try:
        parts = urlsplit(value)
        host, _port = (parts.hostname or "").rstrip("."), parts.port
        is_public = parts.scheme in ("http", "https") and not parts.username and _is_public(host)
    except ValueError:  # brackets without an IPv6 address, a port that is none
        is_public = False
    if not is_public:
        raise ValidationError(
            _("Enter a web address that starts with https:// or http://."), code="invalid_url"
        )


def _is_public(host: str) -> bool:
    if "." not in host or host.endswith(PRIVATE_NAMES):
        return False
    if NUMBERS.fullmatch(host.rpartition(".")[2]):
        return ip_address(host).is_global
    return True
