"""Trust in the reader's words: what a level means, what it rests on, what earns the next one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations.enums import EvidenceKind, TrustLevel
from organizations.models import Evidence, Organization
from organizations.trust import VALID_FOR, WITNESSED, YEAR

MEANINGS = {
    TrustLevel.LISTED: _(
        "IOM has read the page before it went online. Nothing more has been confirmed yet: that "
        "is where every group begins, and it says nothing against it."
    ),
    TrustLevel.REACHABLE: _(
        "Somebody answers. In the last year the group replied at an address it gave, or IOM "
        "spoke with it."
    ),
    TrustLevel.KNOWN: _(
        "Somebody answers, and one thing from outside the group speaks for it: something it did, "
        "or two other groups that do not depend on each other."
    ),
    TrustLevel.WELL_KNOWN: _(
        "Somebody answers, and two different things from outside the group speak for it. At "
        "least one of them is something that it did, not only what others say."
    ),
}
EXPLAINED = {
    EvidenceKind.CONTACT: _(
        "Somebody answered at an address that the group gave, or IOM has spoken with the group."
    ),
    EvidenceKind.VOUCH: _(
        "Another group says that it knows this one, and how. Two voices are needed, from groups "
        "that share no people and no umbrella."
    ),
    EvidenceKind.ATTENDANCE: _("The group took part in one of the exchanges, by their record."),
    EvidenceKind.PARTNERSHIP: _(
        "The group and a partner have agreed on something and worked on it."
    ),
    EvidenceKind.DOCUMENT: _(
        "IOM has seen a report, pictures of an event, a letter or anything else that shows what "
        "the group does. An official paper may be among it, and is never needed."
    ),
    EvidenceKind.HOST: _("A registered organization carries the group and answers for it."),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """A level on the page that explains them."""

    level: TrustLevel
    text: Any


@dataclass(frozen=True, slots=True)
class KindMeaning:
    """A kind of evidence on the page that explains them, and how many years it holds."""

    label: Any
    text: Any
    years: int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that would bring a group further; `kind` tells the page what it can offer."""

    kind: str
    label: Any
    text: Any


def meanings() -> list[Meaning]:
    return [Meaning(level, MEANINGS[level]) for level in TrustLevel]


def kind_meanings() -> list[KindMeaning]:
    return [
        KindMeaning(kind.label, EXPLAINED[kind], VALID_FOR[kind] // YEAR) for kind in EvidenceKind
    ]


def next_steps(level: TrustLevel, counted: Iterable[Evidence]) -> list[Step]:
    """Return what would bring a group to the next level: each alone is enough."""
    if level == TrustLevel.WELL_KNOWN:
        return []
    if level == TrustLevel.LISTED:
        return [_step(EvidenceKind.CONTACT)]
    there = {row.kind for row in counted if row.kind in WITNESSED}
    open_kinds = [kind for kind in EvidenceKind if kind in WITNESSED and kind not in there]
    # What the witnessed kinds do not explain of the level, voices have earned.
    wants_voices = level - TrustLevel.REACHABLE <= len(there)
    return [_step(kind) for kind in ([EvidenceKind.VOUCH] * wants_voices + open_kinds)]


def _step(kind: EvidenceKind) -> Step:
    return Step(kind, kind.label, EXPLAINED[kind])


def why_resting(row: Evidence, now: datetime) -> Any:
    """Return why evidence that did not end does not count now."""
    if row.for_name != row.organization.name:
        return _("It was given for another name.")
    if row.expires_at <= now:
        return _("It has run out.")
    if row.kind == EvidenceKind.VOUCH:
        return _("The other group’s word does not count at present.")
    return _("It does not count at present.")


@dataclass(frozen=True, slots=True)
class Badge:
    """What the page of a listing says of its level: the words and the facts."""

    level: TrustLevel
    text: Any
    facts: Sequence[Evidence]
    until: Any


def badge(organization: Organization, facts: Sequence[Evidence]) -> Badge:
    """Return the badge of a listing with the evidence that its level rests on."""
    level = organization.trust
    return Badge(level, MEANINGS[level], facts, organization.earned_until if level else None)
