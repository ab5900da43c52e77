"""What a match has in it for each side, in short sentences for its card."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from organizations.models import SupportType
from partnerships.matching.explain import Explanation
from partnerships.models import Partner
from partnerships.reasons import WORLD, Listing, Reason, in_words

# What both have in common is told by these components.
COMMON = ("sector", "region", "partner_type", "language")
MOST_COMMON = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence for a match, or (`speaks_for` false) one that should be known before it."""

    text: str
    speaks_for: bool = True


@dataclass(frozen=True, slots=True)
class Sides:
    """`common` holds for both; the reader is "you"."""

    common: list[Line]
    for_you: list[Line]
    for_them: list[Line]


def both_sides(
    source: Listing, target: Listing, facts: Explanation, reasons: Iterable[Reason]
) -> Sides:
    good = {reason.component: reason for reason in reasons if reason.state == "good"}
    common = [
        Line(text)
        for reason in sorted(good.values(), key=lambda reason: -reason.contribution)
        if reason.component in COMMON
        or (reason.component == "generation" and facts.generation_reason == "shared")
        for text in (_near(facts, reason) if reason.component == "region" else reason.found)
    ]
    return Sides(common[:MOST_COMMON], _for_you(target, facts), _for_them(source, target, facts))


def _near(facts: Explanation, reason: Reason) -> list[str]:
    """What is said of places, without those that are far apart: no common ground, however good
    the other axis is.
    """
    axes = [links for links in (facts.home, facts.residence) if links]
    return [
        text
        for text, links in zip(reason.found, axes, strict=False)
        if any(link.ancestor not in ("", WORLD) for link in links)
    ]


def _for_you(target: Listing, facts: Explanation) -> list[Line]:
    lines = []
    if facts.received:
        text = _("They offer what you need: %(supports)s.")
        lines.append(Line(text % {"supports": _supports(facts.received)}))
    if facts.generation_reason == "mentored":
        lines.append(Line(_("They offer mentoring, and your group is led by young people.")))
    if facts.terms_of == "target" and isinstance(target, Partner):
        lines += _terms(
            facts.capacity_reason,
            informal=_("You need no papers to work with them."),
            registered=_("They ask for a registered organization, and you are one."),
            not_registered=_("They ask for a registered organization: a host could help you."),
        )
    if facts.unmet and target.offer_codes:
        text = _("Not among their offers: %(supports)s, which you need.")
        lines.append(Line(text % {"supports": _supports(facts.unmet)}, speaks_for=False))
    return lines


def _for_them(source: Listing, target: Listing, facts: Explanation) -> list[Line]:
    lines = []
    if facts.given:
        text = _("You offer what they need: %(supports)s.")
        lines.append(Line(text % {"supports": _supports(facts.given)}))
    if facts.mentors:
        lines.append(Line(_("They are led by young people, and you offer mentoring.")))
    if facts.terms_of == "source" and isinstance(source, Partner):
        lines += _terms(
            facts.capacity_reason,
            informal=_("They need no papers to work with you."),
            registered=_("You ask for a registered organization, and they are one."),
            not_registered=_("You ask for a registered organization: a host could help them."),
        )
    lacking = sorted(set(target.need_codes) - set(source.offer_codes))
    if lacking and source.offer_codes:
        text = _("Not among your offers: %(supports)s, which they need.")
        lines.append(Line(text % {"supports": _supports(lacking)}, speaks_for=False))
    return lines


def _terms(reason: str, *, informal: str, registered: str, not_registered: str) -> list[Line]:
    texts = {"informal": informal, "registered": registered, "not_registered": not_registered}
    if reason not in texts:
        return []
    return [Line(texts[reason], speaks_for=reason != "not_registered")]


def _supports(codes: Iterable[str]) -> str:
    return in_words(SupportType, codes)
