"""What a reader may write into the search box: words, "phrases", OR, -without. Pure."""

import re
from dataclasses import dataclass, field

from organizations.search.normalize import words

# More than anybody types; the rest of a longer query is left out.
MOST_TERMS = 24

ELIDED = frozenset({"c", "d", "j", "l", "m", "n", "s", "t", "qu"})
_TOKEN = re.compile(r'(?P<minus>-?)(?:["“”«»](?P<phrase>[^"“”«»]*)["“”«»]?|(?P<word>[^\s"“”«»]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or a phrase of several words that stand together; folded, and as `typed`."""

    words: tuple[str, ...]
    is_quoted: bool = False
    typed: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.typed or " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Query:
    """Listings that hold a term of every group and none of `without`."""

    groups: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.groups or self.without)

    def __str__(self) -> str:
        """Return a text that reads as this query."""
        groups = (" OR ".join(map(str, group)) for group in self.groups)
        return " ".join([*groups, *(f"-{term}" for term in self.without)])


def parse(text: str) -> Query:
    """Read `text`; anything can be read, and what means nothing is left out.

    `OR` in capitals joins its neighbours; `-` before a word or phrase excludes it. An unclosed
    quotation mark ends with the text.
    """
    groups: list[list[Term]] = []
    without: list[Term] = []
    joins = False
    for token in list(_TOKEN.finditer(text))[: MOST_TERMS * 2]:
        if token["word"] == "OR" and not token["minus"]:
            joins = bool(groups)
            continue
        quoted = token["phrase"] is not None
        found = tuple(words(token["phrase"] if quoted else token["word"]))
        if not found or len(groups) + len(without) >= MOST_TERMS:
            continue
        # "d'argent", "l'Ouest": what is elided says nothing.
        if not quoted and len(found) > 1 and found[0] in ELIDED:
            found = found[1:]
        # A hyphenated or apostrophized word falls into several that stand together.
        typed = f'"{token["phrase"]}"' if quoted else token["word"]
        term = Term(found, is_quoted=quoted or len(found) > 1, typed=typed)
        if token["minus"]:
            without.append(term)
        elif joins:
            groups[-1].append(term)
        else:
            groups.append([term])
        joins = False
    return Query(tuple(tuple(group) for group in groups), tuple(without))
