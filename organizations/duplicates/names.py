"""What the words of a name are worth: which are rare, which every second group carries. Pure."""

import json
import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from anyascii import anyascii

from organizations.search.normalize import fold

WORDS = Path(__file__).parents[1] / "data" / "name_words.json"


class Sort(Enum):
    """What a word tells of a group."""

    OWN = "own"  # hardly any other group is called so
    PLACE = "place"  # a country, its people, a city
    COMMON = "common"  # association, women, development …
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Word:
    """`text` in Latin letters, `sound` its consonants, `key` what spellings have in common."""

    text: str
    sort: Sort
    sound: str
    key: str
    is_latin: bool = True


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared.

    `whole` is its letters without spaces; `joined` those of its words alone, without little words
    and legal forms. `initials` are those with and without little words.
    """

    text: str
    words: tuple[Word, ...]
    joined: str
    whole: str
    initials: frozenset[str]
    is_acronym: bool = False


_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_PARENTHESIS = re.compile(r"\(([^()]*)\)")
_SEPARATED = re.compile(r"\s*[*/|]\s*")
_DASHED = re.compile(r"\s+[-–—:]\s+|(?<=[A-Z]{3})-")
_SHORT_FORM = re.compile(r"[^\W\d_]{2,10}")
# Sounds that scripts and spellings of one name exchange, longest first.
_SOUNDS = [
    ("sch", "s"), ("dsh", "s"), ("kh", "k"), ("gh", "k"), ("sh", "s"), ("ch", "s"), ("th", "t"),
    ("dh", "d"), ("ph", "f"), ("dj", "j"), ("ck", "k"), ("qu", "k"), ("x", "ks"), ("q", "k"),
    ("c", "k"), ("g", "k"), ("v", "f"), ("z", "s"), ("p", "b"),
]  # fmt: skip
_MUTE = re.compile(r"[aeiouywh'`]")
_DOUBLED = re.compile(r"(.)\1+")
_ARABIC = re.compile("[\u0600-\u06ff]")
# Little words that Arabic writes together with the next one; the article last.
_ARABIC_PREFIXES = ("وال", "بال", "كال", "لل", "ال", "ل", "و", "ب")
_ARABIC_ENDINGS = ("ين", "ون", "ات", "ه")


@cache
def _tables() -> tuple[frozenset[str], dict[str, tuple[Sort, str]]]:
    """Return the words that say nothing, and the sort and key of those every group may carry."""
    data = json.loads(WORDS.read_text(encoding="utf-8"))
    silent = frozenset(fold(f"{data['legal']} {data['stop']}").split())
    known: dict[str, tuple[Sort, str]] = {}
    for sort, table in ((Sort.COMMON, data["generic"]), (Sort.PLACE, data["places"])):
        for key, words in table.items():
            for word in fold(words).split():
                known[word] = (sort, f"{key}")
    return silent, known


def sound_of(text: str) -> str:
    """Return the consonants of `text`, alike for the usual spellings of one name."""
    for written, heard in _SOUNDS:
        text = text.replace(written, heard)
    sound = _DOUBLED.sub(r"\1", _MUTE.sub("", text))
    return sound[:-1] if len(sound) > 2 and text.endswith("s") else sound


def name_of(text: str, *, is_acronym: bool = False) -> Name:
    """Read one name."""
    silent, known = _tables()
    words: list[Word] = []
    letters, without, whole = "", "", ""
    for token in _tokens(text):
        letters += anyascii(token)[:1]
        whole += _latin(token)
        if token in silent:
            continue
        bare = _known_form(token, known)
        if bare in silent:
            continue
        latin = _latin(bare)
        without += latin[:1]
        sort, key = known.get(bare, (Sort.NUMBER if bare.isdigit() else Sort.OWN, ""))
        sound = sound_of(latin)
        words.append(
            Word(latin, sort, sound, key or (sound if len(sound) > 1 else latin), bare.isascii())
        )
    joined = "".join(word.text for word in words)
    initials = frozenset(i for i in (letters, without) if len(i) >= 3)
    lone = len(words) == 1 and words[0].sort is Sort.OWN and text.strip().isupper()
    return Name(
        text,
        tuple(words),
        joined,
        whole,
        initials,
        is_acronym or (lone and len(text.strip()) <= 8),
    )


def names_in(text: str, *, is_acronym: bool = False) -> list[Name]:
    """Read a name and what it holds beside it: a short form in brackets, a second language.

    "Somaliland Journalist Association (SOLJA)" is itself, what stands before, and SOLJA.
    """
    found = {text: is_acronym}
    inside = [part.strip() for part in _PARENTHESIS.findall(text)]
    outside = _PARENTHESIS.sub(" ", text).strip()
    if inside and outside:
        found.setdefault(outside, is_acronym)
        for part in inside:
            if _SHORT_FORM.fullmatch(part.replace(" ", "")) and part.upper() == part:
                found.setdefault(part, True)
    for separator in (_SEPARATED, _DASHED):
        parts = [part for part in separator.split(outside) if part]
        if 1 < len(parts) <= 3 and (separator is _SEPARATED or _is_second_name(parts)):
            _add_parts(parts, found)
    return [
        name for part, short in found.items() if (name := name_of(part, is_acronym=short)).words
    ]


def _add_parts(parts: list[str], found: dict[str, bool]) -> None:
    """Add short forms; of the others, those that are a name of their own."""
    for part in parts:
        if _SHORT_FORM.fullmatch(part) and part.upper() == part:
            found.setdefault(part, True)
        else:
            words = name_of(part).words
            if len(words) >= 3 or any(word.sort is Sort.OWN for word in words):
                found.setdefault(part, False)


def _is_second_name(parts: list[str]) -> bool:
    """After a dash stands a second name if one of the two is a short form or in other letters.

    "Interpeace – Central Africa" is one name.
    """
    scripts = {bool(_ARABIC.search(part)) for part in parts}
    short = any(_SHORT_FORM.fullmatch(part) and part.upper() == part for part in parts)
    return len(scripts) > 1 or short


def _tokens(text: str) -> list[str]:
    """Return the folded words; single letters in a row are one word ("e. V.", "I I E D")."""
    tokens: list[str] = []
    letters = ""
    for token in _LETTERS.findall(fold(text).replace("&", " and ")):
        token = token.replace("'s", "").replace("’s", "")
        # Elided little words stand apart ("l'Hirondelle"), other apostrophes are letters.
        parts = re.split("['’]", token)
        for piece in parts if len(parts[0]) <= 2 else ["".join(parts)]:
            if len(piece) == 1 and piece.isascii() and piece.isalpha():
                letters += piece
                continue
            if letters:
                tokens.append(letters)
                letters = ""
            if piece:
                tokens.append(piece)
    return [*tokens, letters] if letters else tokens


def _known_form(token: str, known: dict[str, tuple[Sort, str]]) -> str:
    """Return the word without its plural's s, or without what Arabic writes together with it."""
    if token in known:
        return token
    if not _ARABIC.search(token):
        return token[:-1] if token.endswith("s") and token[:-1] in known else token
    for prefix in _ARABIC_PREFIXES:
        rest = token.removeprefix(prefix)
        if rest != token and len(rest) > 2:
            if found := _without_ending(rest, known):
                return found
            if prefix.endswith("ل"):
                return rest
    return _without_ending(token, known) or token


def _without_ending(token: str, known: dict[str, tuple[Sort, str]]) -> str:
    """Return the known word that `token` is, with the endings of plural and gender or without."""
    forms = [token, *(token.removesuffix(ending) for ending in _ARABIC_ENDINGS)]
    return next((form for form in forms if form in known), "")


def _latin(token: str) -> str:
    return token if token.isascii() else fold(anyascii(token)).replace(" ", "")
