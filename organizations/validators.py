"""Checks on what people type. Pure."""

import unicodedata
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


def validate_public_url(value: str) -> None:
    """Raise ValidationError unless `value` is an http(s) address with a dotted host name."""
    parts = urlsplit(value)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or "." not in host or parts.username:
        raise ValidationError(
            _("Enter a web address that starts with https:// or http://."), code="invalid_url"
        )
