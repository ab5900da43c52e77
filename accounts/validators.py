"""Checks on what people type about themselves. Pure."""

import unicodedata

# Bidirectional overrides let a name be read as another. The zero-width joiners stay: Persian
# and several Indic scripts are spelt with them.
KEPT_FORMAT_CHARACTERS = "\u200c\u200d"


def one_line(text: str) -> str:
    """Return `text` normalized (NFC), on one line, without control or invisible characters."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(
        character
        for character in text
        if unicodedata.category(character) not in ("Cc", "Cf")
        or character in KEPT_FORMAT_CHARACTERS
    )
