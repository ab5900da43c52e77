"""What the engine may know of a listing, and the code lists it is written in.

A `Profile` holds everything that may move a score, and nothing else: no budget, age, merit of
registration, activity or number of partners ever enters here, so none can leak into a match.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from partnerships.matching.errors import InvalidVocabulary
from partnerships.matching.taxonomy import Taxonomy

# The support types that the formulas name.
MENTORING = "mentoring"
INTERPRETATION = "interpretation"

GROUP_KINDS = ("grassroots", "formal", "network")
PARTNER_TYPES = (
    "ministry",
    "embassy",
    "city",
    "university",
    "agency",
    "international_organization",
    "other_public",
    "company",
    "bank",
    "foundation",
    "chamber",
    "microfinance",
    "diaspora_firm",
    "other_private",
)
# Position 0 of each of these is "not known"; the empty string and "unknown" both mean it.
KINDS = ("", *GROUP_KINDS, *PARTNER_TYPES)
LEGAL_STATUSES = ("", "none", "in_formation", "registered")
ACCEPTS = ("", "informal", "registered")

# Support types and generations are kept as bits of one 64-bit word.
WORD_BITS = 64

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One listing as the engine sees it; whatever is empty is unknown, which is not "no".

    `key`        its identity, never changing: it also decides ties, evenly over all sources
    `kind`       one of GROUP_KINDS, or of PARTNER_TYPES where `is_partner`
    `sectors`    {sector code: 1 for a primary, 0.5 for a secondary one}
    `heritage`, `residence`, `works_in`   place codes: countries or regions of M49
    `made_of`, `serves`   generation codes
    `offers`, `needs`     support types; "mentoring" and "interpretation" have a meaning of
                          their own for the generation and the language component
    `languages`  BCP 47 tags; their primary subtag counts ("pt-BR" is "pt")
    `legal_status`  of a group: "none", "in_formation", "registered"
    `accepts`    the lightest engagement a partner, or a hosting group, accepts: "informal"
                 (anyone) or "registered"
    """

    key: int | str
    is_partner: bool = False
    kind: str = ""
    sectors: Mapping[str, float] = field(default_factory=dict)
    heritage: frozenset[str] = _NOTHING
    residence: frozenset[str] = _NOTHING
    works_in: frozenset[str] = _NOTHING
    made_of: frozenset[str] = _NOTHING
    serves: frozenset[str] = _NOTHING
    youth_led: bool | None = None
    offers: frozenset[str] = _NOTHING
    needs: frozenset[str] = _NOTHING
    languages: frozenset[str] = _NOTHING
    legal_status: str = ""
    accepts: str = ""


def primary_subtag(language: str) -> str:
    return language.split("-", 1)[0].lower()


class Vocabulary:
    """The code lists that profiles are written in. Pools of one vocabulary can be matched.

    With the code lists fixed, a listing is encoded without looking at any other, so one changed
    listing costs one row.
    """

    def __init__(
        self,
        *,
        sectors: Taxonomy,
        places: Taxonomy,
        supports: Iterable[str],
        generations: Iterable[str],
        languages: Iterable[str],
    ) -> None:
        self.sectors = sectors
        self.places = places
        self.supports = _index("support type", supports, WORD_BITS)
        self.generations = _index("generation", generations, WORD_BITS)
        self.languages = _index(
            "language", dict.fromkeys(primary_subtag(code) for code in languages), None
        )

    @property
    def language_words(self) -> int:
        """How many 64-bit words the languages of a listing take."""
        return max(1, -(-len(self.languages) // WORD_BITS))

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for two vocabularies that encode alike."""
        return (
            tuple(self.sectors.parents.items()),
            tuple(self.places.parents.items()),
            tuple(self.supports),
            tuple(self.generations),
            tuple(self.languages),
        )

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Vocabulary) and self.identity == other.identity)

    def __hash__(self) -> int:
        return hash(self.identity)


def _index(name: str, codes: Iterable[str], limit: int | None) -> dict[str, int]:
    # Sorted, so that the order in which a code list is read never matters.
    listed = sorted(codes)
    index = {code: position for position, code in enumerate(listed)}
    if len(index) != len(listed):
        raise InvalidVocabulary(f"a {name} code is listed twice")
    if limit is not None and len(index) > limit:
        raise InvalidVocabulary(f"more than {limit} {name} codes")
    return index
