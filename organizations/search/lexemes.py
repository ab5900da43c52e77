"""Word forms, as PostgreSQL's stemmers know them."""

from collections.abc import Iterable
from dataclasses import dataclass

from anyascii import anyascii
from django.db import connection

from organizations.search.documents import STEMMERS
from organizations.search.normalize import fold


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms in which a word stands in the index.

    `stop_in`: languages where it says nothing; `stems`: its stem in each language.
    """

    lexemes: frozenset[str]
    stop_in: frozenset[str]
    stems: tuple[tuple[str, str], ...]


_STEM = f"""
SELECT word, {
    ", ".join(f"tsvector_to_array(to_tsvector('{stemmer}', word))" for stemmer in STEMMERS.values())
}
FROM unnest(%s::text[]) AS word
"""  # noqa: S608 - the stemmers are our own constants

# Stemming depends on nothing but the word; the bound keeps hostile queries from filling memory.
_MOST_KEPT = 50_000
_kept: dict[str, Forms] = {}


def forms(words: Iterable[str]) -> dict[str, Forms]:
    """Return the forms of each folded word; asks the database once for those not seen yet."""
    wanted = list(dict.fromkeys(words))
    if unknown := [word for word in wanted if word not in _kept]:
        if len(_kept) > _MOST_KEPT:
            _kept.clear()
        with connection.cursor() as cursor:
            cursor.execute(_STEM, [unknown])
            for word, *stems in cursor.fetchall():
                lexemes = {word, fold(anyascii(word)), *(s for stem in stems for s in stem)}
                stop_in = {
                    language for language, stem in zip(STEMMERS, stems, strict=True) if not stem
                }
                by_language = zip(STEMMERS, stems, strict=True)
                _kept[word] = Forms(
                    frozenset(lexemes),
                    frozenset(stop_in),
                    tuple((language, stem[0]) for language, stem in by_language if stem),
                )
    return {word: _kept[word] for word in wanted}
