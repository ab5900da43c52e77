"""Checks on what people type about themselves."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

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


class GuessablePasswordValidator:
    """Refuse what a program guesses in minutes: known passwords, names, rows of keys, dates.

    It asks no service: to look a password up elsewhere tells that somebody signs up here now.
    """

    # Of 0 to 4; 3 is beyond 10^8 guesses.
    NEEDED = 3
    # Time grows with length, and nobody guesses what is longer by its words.
    LOOKED_AT = 40

    def validate(self, password: str, user: Any = None) -> None:
        from zxcvbn import zxcvbn  # its lists take memory, and few requests need them

        own = [user.email, *user.email.split("@"), *user.name.split()] if user else []
        found = zxcvbn(password[: self.LOOKED_AT], user_inputs=[word for word in own if word])
        if found["score"] < self.NEEDED:
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return _(
            "This password is easily guessed. Take several words that have nothing to do with "
            "each other, or let your browser propose one."
        )
