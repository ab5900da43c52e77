"""Why a match fits, in the reader's words: the reader is the source, "they" are the target.

Whole sentences only, so that every language can order its own words.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from organizations.models import Generation, Language, Organization, Place, Sector, SupportType
from organizations.models.codelists import CodeList
from organizations.presentation import labels
from partnerships.filling_in import fill_in_url
from partnerships.matching.explain import Explanation, Link
from partnerships.matching.weights import COMPONENTS
from partnerships.models import Partner

Listing = Organization | Partner

# A component below this share of its points speaks against the match rather than for it.
WEAK = 0.4
# The type prior runs from .35 to .65 around a neutral .5, which is no reason for anything.
OFTEN, SELDOM = 0.55, 0.45
WORLD = "001"

NAMES = {
    "sector": gettext_lazy("What you work on"),
    "region": gettext_lazy("Places"),
    "partner_type": gettext_lazy("Kind of body"),
    "needs": gettext_lazy("Needs and offers"),
    "generation": gettext_lazy("Generations"),
    "language": gettext_lazy("Languages"),
    "capacity": gettext_lazy("Conditions"),
}
# Which facts of a listing each component rests on.
RESTS_ON = {
    "sector": ("sectors",),
    "region": ("heritage", "residence"),
    "partner_type": ("kind",),
    "needs": ("needs", "offers"),
    "generation": ("made_of",),
    "language": ("languages",),
    "capacity": ("accepts", "legal_status"),
}
UNSAID = {
    ("source", "sectors"): gettext_lazy("Not known: you have not said what you work on."),
    ("source", "heritage"): gettext_lazy("Not known: you have not said which places you care for."),
    ("source", "residence"): gettext_lazy("Not known: you have not said where people live."),
    ("source", "kind"): gettext_lazy("Not known: you have not said what kind of body you are."),
    ("source", "needs"): gettext_lazy("Not known: you have not said what you need."),
    ("source", "offers"): gettext_lazy("Not known: you have not said what you offer."),
    ("source", "made_of"): gettext_lazy("Not known: you have not said which generations."),
    ("source", "languages"): gettext_lazy("Not known: you have not said which languages you use."),
    ("source", "accepts"): gettext_lazy("Not known: you have not said whom you work with."),
    ("source", "legal_status"): gettext_lazy(
        "Not known: you have not said whether you are registered."
    ),
    ("target", "sectors"): gettext_lazy("Not known: they have not said what they work on."),
    ("target", "heritage"): gettext_lazy(
        "Not known: they have not said which places they care for."
    ),
    ("target", "residence"): gettext_lazy("Not known: they have not said where people live."),
    ("target", "kind"): gettext_lazy("Not known: they have not said what kind of body they are."),
    ("target", "needs"): gettext_lazy("Not known: they have not said what they need."),
    ("target", "offers"): gettext_lazy("Not known: they have not said what they offer."),
    ("target", "made_of"): gettext_lazy("Not known: they have not said which generations."),
    ("target", "languages"): gettext_lazy(
        "Not known: they have not said which languages they use."
    ),
    ("target", "accepts"): gettext_lazy("Not known: they have not said whom they work with."),
    ("target", "legal_status"): gettext_lazy(
        "Not known: they have not said whether they are registered."
    ),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that is not known, and where the reader can fill it in, if it is hers to say."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One component of a match: what was found, what is not known, how much it adds."""

    component: str
    name: Any
    state: str  # good, weak or unknown
    found: list[str]
    missing: list[Gap]
    share: float
    points: str
    contribution: int


def reasons(
    source: Listing,
    target: Listing,
    explanation: Explanation,
    *,
    components: list[float],
    contributions: list[int],
    known: list[bool],
    weights: tuple[float, ...],
) -> list[Reason]:
    """The seven components in the engine's order."""
    both = Both(source, target, explanation)
    found = []
    for position, component in enumerate(COMPONENTS):
        value, is_known = components[position], known[position]
        gaps = [gap for gap in explanation.missing if gap[1] in RESTS_ON[component]]
        texts = [text for text in SENTENCES[component](both, value) if text] if is_known else []
        missing = _unsaid(both, gaps)
        if not texts and not missing:
            # A listing that changed a moment ago is scored again within seconds.
            missing = [Gap(_("Not known when this match was scored."))]
        found.append(
            Reason(
                component=component,
                name=NAMES[component],
                state=_state(component, value) if is_known else "unknown",
                found=texts,
                missing=missing,
                share=value,
                points=_points(contributions[position], weights[position]),
                contribution=contributions[position],
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Both:
    """The two listings, and what joins them."""

    source: Listing
    target: Listing
    facts: Explanation

    @property
    def own_kind(self) -> str:
        return kind_of(self.source)

    @property
    def other_kind(self) -> str:
        return kind_of(self.target)


def kind_of(listing: Listing) -> str:
    if isinstance(listing, Partner):
        return str(listing.get_type_display())
    return str(listing.get_kind_display())


def in_words(model: type[CodeList], codes: Iterable[str]) -> str:
    """ "Education, Health and Youth", in the reader's language."""
    names = labels(model, codes)
    if len(names) < 2:
        return "".join(names)
    return _("%(items)s and %(last)s") % {
        "items": pgettext("between the items of a list", ", ").join(names[:-1]),
        "last": names[-1],
    }


def _state(component: str, value: float) -> str:
    least = OFTEN if component == "partner_type" else WEAK
    return "good" if value >= least else "weak"


def _points(contribution: int, weight: float) -> str:
    most = round(100 * weight)
    return ngettext("%(points)s of %(most)s point", "%(points)s of %(most)s points", most) % {
        "points": number_format(contribution / 10_000_000, 1),
        "most": most,
    }


def _unsaid(both: Both, gaps: list[tuple[str, str]]) -> list[Gap]:
    """What would have to be said for more to be known, and by whom."""
    asked = both.source if both.facts.terms_of == "source" else both.target
    if isinstance(asked, Organization) and (both.facts.terms_of, "accepts") in gaps:
        # Nobody asks groups for conditions, so nobody has failed to state them.
        return [Gap(_("Not known: groups state no conditions for working with each other."))]
    return [
        Gap(str(UNSAID[side, fact]), fill_in_url(both.source, fact) if side == "source" else "")
        for side, fact in gaps
    ]


def _sector(both: Both, value: float) -> list[str]:
    links = both.facts.sectors
    shared = [link.own for link in links if link.shared]
    if shared:
        return [_("You both work on %(sectors)s.") % {"sectors": in_words(Sector, shared)}]
    return [_nearest(Sector, links, _NEAR_SECTORS, _FAR_SECTORS)]


def _region(both: Both, value: float) -> list[str]:
    home = [link.own for link in both.facts.home if link.shared]
    living = [link.own for link in both.facts.residence if link.shared]
    texts: list[str] = []
    if home:
        texts.append(_("You both care for %(places)s.") % {"places": in_words(Place, home)})
    elif both.facts.home:
        texts.append(_nearest(Place, both.facts.home, _NEAR_HOMES, _FAR_HOMES))
    if living:
        texts.append(_living(both) % {"places": in_words(Place, living)})
    elif both.facts.residence:
        texts.append(_nearest(Place, both.facts.residence, _NEAR_LIVES, _FAR_LIVES))
    return texts


def _living(both: Both) -> str:
    if isinstance(both.source, Partner):
        return _("Their members live in %(places)s, where you work with diasporas.")
    if isinstance(both.target, Partner):
        return _("Your members live in %(places)s, where they work with diasporas.")
    return _("Members of both live in %(places)s.")


_NEAR_SECTORS = gettext_lazy(
    "You work on %(own)s, they work on %(other)s: both belong to %(group)s."
)
_FAR_SECTORS = gettext_lazy("You work on %(own)s, they work on %(other)s: these are far apart.")
_NEAR_HOMES = gettext_lazy("You care for %(own)s, they care for %(other)s: both lie in %(group)s.")
_FAR_HOMES = gettext_lazy("You care for %(own)s, they care for %(other)s: these are far apart.")
_NEAR_LIVES = gettext_lazy(
    "People on your side live in %(own)s, on theirs in %(other)s: both lie in %(group)s."
)
_FAR_LIVES = gettext_lazy(
    "People on your side live in %(own)s, on theirs in %(other)s: these are far apart."
)


def _nearest(model: type[CodeList], links: tuple[Link, ...], near: Any, far: Any) -> str:
    """The closest two, and what they have in common."""
    if not links:
        return ""
    link = links[0]
    has_group = link.ancestor not in ("", WORLD)
    return str(near if has_group else far) % {
        "own": in_words(model, [link.own]),
        "other": in_words(model, [link.other]),
        "group": in_words(model, [link.ancestor]) if has_group else "",
    }


def _partner_type(both: Both, value: float) -> list[str]:
    if value >= OFTEN:
        text = _("“%(own)s” and “%(other)s” often suit each other.")
    elif value < SELDOM:
        text = _("“%(own)s” and “%(other)s” suit each other less often.")
    else:
        text = _("“%(own)s” and “%(other)s”: this says little either way.")
    return [text % {"own": both.own_kind, "other": both.other_kind}]


def _needs(both: Both, value: float) -> list[str]:
    texts = []
    if both.facts.received:
        texts.append(
            _("They offer what you need: %(supports)s.")
            % {"supports": in_words(SupportType, both.facts.received)}
        )
    if both.facts.given:
        texts.append(
            _("You offer what they need: %(supports)s.")
            % {"supports": in_words(SupportType, both.facts.given)}
        )
    return texts or [_("Neither of you offers what the other needs, as far as you have said.")]


def _generation(both: Both, value: float) -> list[str]:
    reason = both.facts.generation_reason
    if reason == "shared":
        text = _("You share a generation: %(generations)s.")
        return [text % {"generations": in_words(Generation, both.facts.generations)}]
    if reason == "mentored":
        return [_("They offer mentoring, and your group is led by young people.")]
    return [_("You work with different generations.")]


def _language(both: Both, value: float) -> list[str]:
    reason = both.facts.language_reason
    if reason == "shared":
        text = _("You share a language: %(languages)s.")
        return [text % {"languages": in_words(Language, both.facts.languages)}]
    if reason == "interpretation":
        if both.facts.interpreters == ("source",):
            return [_("You share no language, but you offer interpretation.")]
        return [_("You share no language, but they offer interpretation.")]
    return [_("You share no working language.")]


def _capacity(both: Both, value: float) -> list[str]:
    theirs = both.facts.terms_of == "target"
    texts = {
        ("informal", True): _("They work with groups that are not registered too."),
        ("informal", False): _("You work with groups that are not registered too."),
        ("registered", True): _("They work with registered organizations, and you are one."),
        ("registered", False): _("You work with registered organizations, and they are one."),
        ("not_registered", True): _(
            "They work with registered organizations only. A registered host could help you."
        ),
        ("not_registered", False): _(
            "You work with registered organizations only. A registered host could help them."
        ),
    }
    return [texts.get((both.facts.capacity_reason, theirs), "")]


SENTENCES: dict[str, Callable[[Both, float], list[str]]] = {
    "sector": _sector,
    "region": _region,
    "partner_type": _partner_type,
    "needs": _needs,
    "generation": _generation,
    "language": _language,
    "capacity": _capacity,
}
