"""Why two listings fit, in codes that a page turns into words for either side.

Plain Python on two profiles: no scores (they are stored with the match), no compiled code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from partnerships.matching.profiles import (
    INTERPRETATION,
    MENTORING,
    Profile,
    Vocabulary,
    primary_subtag,
)
from partnerships.matching.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Link:
    """A tag of one side and the closest tag of the other.

    `ancestor` is the code itself where both have it, else the nearest that both are under ("" if
    only the common root of a list is). `closeness` is Wu-Palmer.
    """

    own: str
    other: str
    ancestor: str
    closeness: float

    @property
    def shared(self) -> bool:
        return self.own == self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The facts between a source and a target. Swap the profiles for the other side's view.

    `sectors`, `home` (heritage and works in) and `residence`: each tag of the source with the
    closest of the target, best first; `..._back` the same from the target. Empty where either
    side has said nothing.
    `received`  needs of the source that the target offers; `given` needs of the target that the
    source offers; `unmet` needs of the source that the target does not offer
    `generations`  shared codes; `generation_reason`: "shared", "mentored" (the target offers
    mentoring to the source, which is led by youth), "none" or "unknown"
    `mentors`  the source offers mentoring to the target, which is led by youth: the same reason
    read from the other side
    `languages`  shared primary subtags; `language_reason`: "shared", "interpretation", "none" or
    "unknown"; `interpreters`: which sides offer it
    `capacity_reason`: "informal" (anyone is accepted), "registered" (and it is), "not_registered"
    or "unknown"; `terms_of`: the side that sets the terms, "source" or "target"
    `missing`  (side, field of Profile) that would have to be filled in for more facts to be known
    """

    sectors: tuple[Link, ...]
    sectors_back: tuple[Link, ...]
    home: tuple[Link, ...]
    home_back: tuple[Link, ...]
    residence: tuple[Link, ...]
    residence_back: tuple[Link, ...]
    kinds: tuple[str, str]
    received: tuple[str, ...]
    given: tuple[str, ...]
    unmet: tuple[str, ...]
    generations: tuple[str, ...]
    generation_reason: str
    mentors: bool
    languages: tuple[str, ...]
    language_reason: str
    interpreters: tuple[str, ...]
    capacity_reason: str
    terms_of: str
    missing: tuple[tuple[str, str], ...]


def explain(source: Profile, target: Profile, vocabulary: Vocabulary) -> Explanation:
    """The facts behind the score of this source and this target."""
    sectors, places = vocabulary.sectors, vocabulary.places
    home, other_home = source.heritage | source.works_in, target.heritage | target.works_in
    generations = (source.made_of | source.serves) & (target.made_of | target.serves)
    languages = _subtags(source) & _subtags(target)
    sets_terms = source.is_partner and not target.is_partner
    terms, other = (source, target) if sets_terms else (target, source)
    return Explanation(
        sectors=_links(source.sectors, target.sectors, sectors),
        sectors_back=_links(target.sectors, source.sectors, sectors),
        home=_links(home, other_home, places),
        home_back=_links(other_home, home, places),
        residence=_links(source.residence, target.residence, places),
        residence_back=_links(target.residence, source.residence, places),
        kinds=(source.kind, target.kind),
        received=tuple(sorted(source.needs & target.offers)),
        given=tuple(sorted(target.needs & source.offers)),
        unmet=tuple(sorted(source.needs - target.offers)),
        generations=tuple(sorted(generations)),
        generation_reason=_generation_reason(source, target),
        mentors=MENTORING in source.offers and target.youth_led is True,
        languages=tuple(sorted(languages)),
        language_reason=_language_reason(source, target),
        interpreters=tuple(
            side
            for side, profile in (("source", source), ("target", target))
            if INTERPRETATION in profile.offers
        ),
        capacity_reason=_capacity_reason(terms, other),
        terms_of="source" if sets_terms else "target",
        missing=_missing(source, target, terms, other),
    )


def _links(own: Iterable[str], others: Iterable[str], tree: Taxonomy) -> tuple[Link, ...]:
    listed = sorted(others)
    links = []
    for code in own:
        best = max(listed, key=lambda other: tree.wp(code, other), default=None)
        if best is not None:
            links.append(Link(code, best, tree.lca(code, best), tree.wp(code, best)))
    return tuple(sorted(links, key=lambda link: (-link.closeness, link.own)))


def _subtags(profile: Profile) -> set[str]:
    return {primary_subtag(tag) for tag in profile.languages}


def _generation_reason(source: Profile, target: Profile) -> str:
    own, others = source.made_of | source.serves, target.made_of | target.serves
    if own & others:
        return "shared"
    if source.youth_led is True and MENTORING in target.offers:
        return "mentored"
    return "none" if own and others else "unknown"


def _language_reason(source: Profile, target: Profile) -> str:
    if _subtags(source) & _subtags(target):
        return "shared"
    if INTERPRETATION in source.offers | target.offers:
        return "interpretation"
    return "none" if source.languages and target.languages else "unknown"


def _capacity_reason(terms: Profile, other: Profile) -> str:
    if terms.accepts == "informal":
        return "informal"
    if terms.accepts in ("", "unknown") or other.legal_status in ("", "unknown"):
        return "unknown"
    return "registered" if other.legal_status == "registered" else "not_registered"


def _missing(
    source: Profile, target: Profile, terms: Profile, other: Profile
) -> tuple[tuple[str, str], ...]:
    sides = (("source", source, target), ("target", target, source))
    gaps = []
    for side, profile, opposite in sides:
        stated = {
            "sectors": bool(profile.sectors),
            "heritage": bool(profile.heritage | profile.works_in),
            "residence": bool(profile.residence),
            "kind": profile.kind not in ("", "unknown"),
            "needs": bool(profile.needs),
            "offers": bool(profile.offers),
            "made_of": bool(profile.made_of | profile.serves),
            "languages": bool(profile.languages),
            "accepts": profile is not terms or profile.accepts not in ("", "unknown"),
            "legal_status": profile is not other
            or opposite.accepts == "informal"
            or profile.legal_status not in ("", "unknown"),
        }
        gaps += [(side, name) for name, known in stated.items() if not known]
    return tuple(gaps)
