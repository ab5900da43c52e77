"""One spelling for all the ways a word is written. Pure."""

import re
import unicodedata

# What compatibility decomposition leaves apart though readers do not: letters with strokes, the
# Arabic and Persian forms of one letter, feminine endings, the ornamental stretch.
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ħ": "h",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ګ": "گ",
        "ة": "ه",
        "ۃ": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ـ": None,
        "’": "'",
        "ʼ": "'",
    }
)
_WORD = re.compile(r"[^\W_]+")
# Canonical combining classes 10 and up are accents, Arabic vowel signs and Hebrew points; those
# below (nukta, voicing, virama) make other letters.
_LIGHTEST_ACCENT = 10


def fold(text: str) -> str:
    """Return `text` without case, accents, vowel signs and variants of one letter."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in decomposed if unicodedata.combining(c) < _LIGHTEST_ACCENT).translate(
        _LETTERS
    )
    return "".join(str(unicodedata.digit(c, c)) if c.isdigit() else c for c in bare)


def words(text: str) -> list[str]:
    """Return the folded words of `text`, in order."""
    return _WORD.findall(fold(text))
