"""What a word means beyond its letters: "school" is the sector Education, "Венесуэла" a place.

A dictionary from folded words to facet tokens, made of the code lists' labels, aliases and
synonyms in every language. It is the same for every reader, so it gives no listing away.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from organizations import codebook
from organizations.data.files import LANGUAGES, read_csv
from organizations.models import Generation, Place, Role, Sector, SupportType
from organizations.models.codelists import CodeList
from organizations.search.normalize import words

Key = TypeVar("Key", tuple[str, ...], tuple[str, str])
PLACE_FACETS = ("heritage", "residence", "works_in")
LONGEST = 5  # words of the longest alias that is looked for


# Words that a name may have or lack: "Afrique de l'Ouest", "Trinidad and Tobago".
_LITTLE = """
a al and at d da das de del der des di do dos du e el en et for i in l la las le les los of on or
para por pour sur the und y في من و
"""
LITTLE = frozenset(_LITTLE.split())
_JOINED = re.compile(r",| & | and | et | y | e | و(?=ال)")


@dataclass(frozen=True, slots=True)
class Concepts:
    """Folded words → the tokens of the documents that are about it.

    `spoken` holds the single words once more with their language, for their other forms.
    """

    tokens: dict[tuple[str, ...], frozenset[str]]
    spoken: dict[tuple[str, str], frozenset[str]]

    def of(self, text: Sequence[str]) -> frozenset[str]:
        return self.tokens.get(telling(text), frozenset())

    def longest(self, text: Sequence[str]) -> int:
        """Return how many of the first words of `text` name one concept together; 0 if none."""
        for size in range(min(len(text), LONGEST), 0, -1):
            if telling(text[:size]) in self.tokens:
                return size
        return 0


def telling(text: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name without the little ones, unless it has no others."""
    return tuple(word for word in text if word not in LITTLE) or tuple(text)


# A name and its language, where it is known.
Name = tuple[str, str]


def _entries() -> Iterable[tuple[CodeList, Iterable[Name], tuple[str, ...]]]:
    """Each entry that words may mean: the entry, its names, the facets it stands in."""
    for place in codebook.entries(Place).values():
        if place.level != Place.Level.WORLD:
            yield place, [*_labels(place), *(("", name) for name in place.aliases)], PLACE_FACETS
    for code, names in _peoples().items():
        if code in codebook.entries(Place):
            yield codebook.entries(Place)[code], names, ("heritage",)
    for sector in codebook.entries(Sector).values():
        synonyms = [(language, name) for language, all_ in sector.synonyms.items() for name in all_]
        # "Health and well-being" is called health; what groups sectors is called by all of it.
        parts = _parts(sector) if sector.parent_id else []
        yield sector, [*_labels(sector), *parts, *synonyms], ("sector",)
    for generation in codebook.entries(Generation).values():
        yield generation, _labels(generation), ("generation",)
    for role in codebook.entries(Role).values():
        yield role, _labels(role), ("role",)
    for support in codebook.entries(SupportType).values():
        yield support, [*_labels(support), *_parts(support)], ("offers", "needs")


def _labels(entry: CodeList) -> list[Name]:
    return list(entry.labels.items())


def _parts(entry: CodeList) -> list[Name]:
    return [
        (language, part)
        for language, label in entry.labels.items()
        for part in _JOINED.split(label)
        if part != label
    ]


def _peoples() -> dict[str, list[Name]]:
    """Return what people of a country are called, by its code."""
    return {
        row["code"]: [
            (language, form)
            for language in LANGUAGES
            for name in row[language].split("/")
            for form in (name, *(name + ending for ending in _endings(language, name)))
        ]
        for row in read_csv("peoples.csv")
    }


def _endings(language: str, name: str) -> tuple[str, ...]:
    """Return the endings that the stemmers take for another word's."""
    if language == "fr":
        return ("e", "es")
    return ("ة", "ون", "ين", "ات") if name.endswith("ي") else ()


def build() -> Concepts:
    """Read the dictionary from the code lists."""
    found: dict[tuple[str, ...], set[str]] = {}
    spoken: dict[tuple[str, str], set[str]] = {}
    for entry, names, facets in _entries():
        tokens = {f"{facet}:{entry.pk}" for facet in facets}
        for language, name in names:
            # "Venezuela (Bolivarian Republic of)" is called Venezuela, too.
            for form in {name, name.split("(")[0]}:
                folded = telling(words(form))
                if not folded or len(folded) > LONGEST:
                    continue
                found.setdefault(folded, set()).update(tokens)
                bare = folded[0].removeprefix("ال")
                if len(folded) == 1 and len(bare) > 1:
                    found.setdefault((bare,), set()).update(tokens)
                    spoken.setdefault((language, folded[0]), set()).update(tokens)
    return Concepts(_frozen(found), _frozen(spoken))


def _frozen(found: dict[Key, set[str]]) -> dict[Key, frozenset[str]]:
    return {name: frozenset(tokens) for name, tokens in found.items()}
