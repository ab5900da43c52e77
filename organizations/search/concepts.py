"""What a word means beyond its letters: "school" is the sector Education, "Венесуэла" a place.

A dictionary from folded words to facet tokens, made of the code lists' labels, aliases and
synonyms in every language. It is the same for every reader, so it gives no listing away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from organizations import codebook
from organizations.models import Generation, Place, Role, Sector, SupportType
from organizations.models.codelists import CodeList
from organizations.search.normalize import words

PLACE_FACETS = ("heritage", "residence", "works_in")
LONGEST = 5  # words of the longest alias that is looked for


@dataclass(frozen=True, slots=True)
class Concepts:
    """Folded words → the tokens of the documents that are about it."""

    tokens: dict[tuple[str, ...], frozenset[str]]

    def of(self, text: Sequence[str]) -> frozenset[str]:
        return self.tokens.get(tuple(text), frozenset())

    def longest(self, text: Sequence[str]) -> int:
        """Return how many of the first words of `text` name one concept together; 0 if none."""
        for size in range(min(len(text), LONGEST), 0, -1):
            if tuple(text[:size]) in self.tokens:
                return size
        return 0


def _entries() -> Iterable[tuple[CodeList, Iterable[str], tuple[str, ...]]]:
    """Each entry that words may mean: the entry, its names, the facets it stands in."""
    for place in codebook.entries(Place).values():
        if place.level != Place.Level.WORLD:
            yield place, (*place.labels.values(), *place.aliases), PLACE_FACETS
    for sector in codebook.entries(Sector).values():
        synonyms = [name for names in sector.synonyms.values() for name in names]
        yield sector, (*sector.labels.values(), *synonyms), ("sector",)
    for generation in codebook.entries(Generation).values():
        yield generation, generation.labels.values(), ("generation",)
    for role in codebook.entries(Role).values():
        yield role, role.labels.values(), ("role",)
    for support in codebook.entries(SupportType).values():
        yield support, support.labels.values(), ("offers", "needs")


def build() -> Concepts:
    """Read the dictionary from the code lists."""
    found: dict[tuple[str, ...], set[str]] = {}
    for entry, names, facets in _entries():
        for name in names:
            # "Venezuela (Bolivarian Republic of)" is called Venezuela, too.
            for form in {name, name.split("(")[0]}:
                folded = tuple(words(form))
                if folded and len(folded) <= LONGEST:
                    found.setdefault(folded, set()).update(f"{f}:{entry.pk}" for f in facets)
    return Concepts({name: frozenset(tokens) for name, tokens in found.items()})
