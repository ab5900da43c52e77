"""What typed words mean in the index: names, tags, texts, and what they were mistyped for."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import get_language
from pyroaring import BitMap

from organizations.codebook import KEPT_SECONDS
from organizations.search import concepts
from organizations.search.grammar import Query, Term, parse
from organizations.search.index import DirectoryIndex, Found
from organizations.search.lexemes import Forms, forms

# A shorter word has too many neighbours to guess from.
SHORTEST_GUESSED = 4
# Each guess is a search of its own; a text of which nothing is known is not worth more.
MOST_GUESSED = 4
# What every listing here is, whether its text says so or not.
TRUE_OF_ALL = frozenset({"diaspora", "diasporas"})
LEAST_SIMILAR = 0.4


@dataclass(frozen=True, slots=True)
class Hits:
    """Where one group of terms occurs: in names, as a tag, in texts."""

    names: BitMap
    tags: BitMap
    texts: BitMap

    @property
    def all(self) -> BitMap:
        return self.names | self.tags | self.texts

    def __or__(self, other: "Hits") -> "Hits":
        return Hits(self.names | other.names, self.tags | other.tags, self.texts | other.texts)

    def __and__(self, other: "Hits") -> "Hits":
        return Hits(
            self.names & other.names,
            self.tags & other.tags,
            (self.names | self.texts) & (other.names | other.texts),
        )


@dataclass(frozen=True, slots=True)
class Understood:
    """What was found, and as what: `lexemes` and `tokens` to mark, `corrected` words.

    `is_wordless`: something was typed, but no word to look for, so nothing was found.
    """

    found: Found
    lexemes: frozenset[str] = frozenset()
    tokens: frozenset[str] = frozenset()
    corrected: tuple[tuple[str, str], ...] = ()
    is_wordless: bool = False


def read(text: str, index: DirectoryIndex, pool: BitMap) -> Understood:
    """Return what `text` finds in `pool`; signs alone find nothing, an empty text everything."""
    query = parse(text)
    if text.strip() and not query:
        return Understood(Found((BitMap(),)), is_wordless=True)
    return understand(query, index, pool)


def understand(query: Query, index: DirectoryIndex, pool: BitMap) -> Understood:
    """Return the listings of `pool` that fit `query`, most relevant tier first.

    A listing is the more relevant, the more certain the words are about it: all in its names,
    all in names or tags, anywhere. Within a tier nothing tells one from another.
    """
    if not query:
        return Understood(Found((pool,)))
    return _Reading(query, index, pool).understood()


class _Reading:
    """One query being read against one index, through one reader's eyes."""

    def __init__(self, query: Query, index: DirectoryIndex, pool: BitMap) -> None:
        self.query, self.index, self.pool = query, index, pool
        self.concepts, self.stems = _concepts()
        terms = [*(term for group in query.groups for term in group), *query.without]
        self.forms: dict[str, Forms] = forms(word for term in terms for word in term.words)
        self.lexemes: set[str] = set()
        self.tokens: set[str] = set()
        self.corrected: list[tuple[str, str]] = []
        self.guessed = 0

    def understood(self) -> Understood:
        groups = self._hits_of_groups()
        everywhere = self.pool
        named, tagged = self.pool, self.pool
        for hits in groups:
            everywhere = everywhere & hits.all
            named = named & hits.names
            tagged = tagged & (hits.names | hits.tags)
        for term in self.query.without:
            unwanted = self._hits(term, marks=False).all
            everywhere, named, tagged = (
                everywhere - unwanted,
                named - unwanted,
                tagged - unwanted,
            )
        exact = self._exactly_named(named)
        tiers = (
            (exact, named - exact, tagged - named, everywhere - tagged) if groups else (everywhere,)
        )
        return Understood(
            Found(tiers), frozenset(self.lexemes), frozenset(self.tokens), tuple(self.corrected)
        )

    def _hits_of_groups(self) -> list[Hits]:
        """Read group by group; neighbouring words that name one thing together are one group."""
        groups = list(self.query.groups)
        # "The", "de la", "في": in the reader's language or in English they say nothing alone.
        telling = [group for group in groups if not self._says_nothing(group)] or groups
        found: list[Hits] = []
        position = 0
        while position < len(telling):
            run = _plain_words(telling[position:])
            size = self.concepts.longest(run) if run else 0
            if size > 1:
                found.append(self._words_together(run[:size]))
            else:
                size = 1
                hits = _any([self._hits(term) for term in telling[position]])
                found.append(hits if hits.all else self._guessed(telling[position], hits))
            position += size
        return found

    def _says_nothing(self, group: Sequence[Term]) -> bool:
        if len(group) > 1 or group[0].is_quoted:
            return False
        if group[0].words[0] in TRUE_OF_ALL:
            return True
        stop_in = self.forms[group[0].words[0]].stop_in
        return bool({"en", get_language()} & stop_in) and not self.concepts.of(group[0].words)

    def _meant(self, words: Sequence[str]) -> frozenset[str]:
        """Return the tokens of what `words` name: as they are, else another form of the word."""
        if (tokens := self.concepts.of(words)) or len(words) > 1:
            return tokens
        known = self.forms.get(words[0]) or forms(words)[words[0]]
        return frozenset[str]().union(*(self.stems.get(stem, ()) for stem in known.stems))

    def _hits(self, term: Term, *, marks: bool = True) -> Hits:
        if len(term.words) > 1:
            return self._phrase(term.words, marks=marks)
        hits = self._word(term.words[0], marks=marks)
        # What stands in quotation marks is meant to the letter.
        return hits if term.is_quoted else hits | self._concept(term.words, marks=marks)

    def _word(self, word: str, *, marks: bool = True) -> Hits:
        lexemes = self.forms[word].lexemes if word in self.forms else forms([word])[word].lexemes
        if marks:
            self.lexemes |= lexemes
        return Hits(
            _union(self.index.names, lexemes) & self.pool,
            BitMap(),
            _union(self.index.words, lexemes) & self.pool,
        )

    def _concept(self, words: Sequence[str], *, marks: bool = True) -> Hits:
        tokens = self._meant(words)
        if marks:
            self.tokens |= tokens
        return Hits(BitMap(), self.index.any_of(tokens) & self.pool, BitMap())

    def _words_together(self, words: Sequence[str]) -> Hits:
        hits = self._word(words[0])
        for word in words[1:]:
            hits = hits & self._word(word)
        return hits | self._concept(words)

    def _phrase(self, words: Sequence[str], *, marks: bool = True) -> Hits:
        """Words that stand side by side: the index names candidates, the database decides."""
        candidates = self.pool
        for word in words:
            plain = self.index.words.get(word, BitMap()) | self.index.names.get(word, BitMap())
            candidates = candidates & plain
        if marks:
            self.lexemes.update(words)
        if not candidates:
            return Hits(BitMap(), BitMap(), BitMap())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT organization_id, text @@ %s::tsquery FROM organizations_searchdocument"
                " WHERE text @@ %s::tsquery",
                [_side_by_side(words, ":A"), _side_by_side(words)],
            )
            rows = cursor.fetchall()
        return Hits(
            BitMap(number for number, in_name in rows if in_name) & self.pool,
            BitMap(),
            BitMap(number for number, _ in rows) & self.pool,
        )

    def _guessed(self, group: Sequence[Term], nothing: Hits) -> Hits:
        """Read a group that occurs nowhere as what it was probably meant to be."""
        for term in group:
            word = term.words[0]
            if term.is_quoted or len(word) < SHORTEST_GUESSED or self.guessed >= MOST_GUESSED:
                continue
            self.guessed += 1
            for guess in _similar_words(word):
                hits = self._word(guess, marks=False) | self._concept((guess,), marks=False)
                # What occurs only where this reader may not look is no guess for her.
                if hits.all:
                    self.corrected.append((word, guess))
                    return self._word(guess) | self._concept((guess,))
        return nothing

    def _exactly_named(self, named: BitMap) -> BitMap:
        """Return those whose whole name was typed."""
        if not named or any(len(group) > 1 for group in self.query.groups):
            return BitMap()
        typed = sorted(word for group in self.query.groups for word in group[0].words)
        names = self.index.sort_names
        return BitMap(
            number for number in named[:MOST_COMPARED] if sorted(names[number].split()) == typed
        )


# A name that more listings share than this is no name to go by.
MOST_COMPARED = 500


def _plain_words(groups: Sequence[Sequence[Term]]) -> list[str]:
    """Return the single unquoted words that the first groups are, up to the first other one."""
    found = []
    for group in groups[: concepts.LONGEST]:
        if len(group) != 1 or group[0].is_quoted:
            break
        found.append(group[0].words[0])
    return found


def _any(hits: Sequence[Hits]) -> Hits:
    found = hits[0]
    for other in hits[1:]:
        found = found | other
    return found


def _union(postings: dict[str, BitMap], keys: Iterable[str]) -> BitMap:
    found = [postings[key] for key in keys if key in postings]
    return BitMap.union(*found) if found else BitMap()


def _side_by_side(words: Sequence[str], weight: str = "") -> str:
    return " <-> ".join(f"'{word}'{weight}" for word in words)


def _similar_words(word: str) -> list[str]:
    """Return the known words most like `word`, likest first, the code lists' own among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM organizations_searchword"
            " WHERE word %% %s AND similarity(word, %s) >= %s"
            " ORDER BY similarity(word, %s) DESC, word",
            [word, word, LEAST_SIMILAR, word],
        )
        return [row[0] for row in cursor.fetchall()]


Stems = dict[tuple[str, str], frozenset[str]]
_read: tuple[float, concepts.Concepts, Stems] | None = None


def _concepts() -> tuple[concepts.Concepts, Stems]:
    """Return the dictionary and its words' stems, read again when code lists may have changed."""
    global _read
    if _read is None or time.monotonic() - _read[0] > KEPT_SECONDS * 10:
        built = concepts.build()
        known = forms(word for _, word in built.spoken)
        stems: Stems = {}
        for (language, word), tokens in built.spoken.items():
            if stem := dict(known[word].stems).get(language):
                stems[language, stem] = stems.get((language, stem), frozenset()) | tokens
        _read = (time.monotonic(), built, stems)
    return _read[1], _read[2]


def forget() -> None:
    global _read
    _read = None
