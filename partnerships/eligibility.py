"""Who may answer a call, in plain facts. Pure.

What a group has not said is never held against it: it is named as not known. Several groups
together meet a condition where one of them does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from partnerships.opportunity_enums import Registration

Within = Callable[[str], set[str]]
UNKNOWN_STATUS = ""
REGISTERED = "registered"


class Condition(StrEnum):
    KIND = "kind"
    REGISTRATION = "registration"
    HERITAGE = "heritage"
    RESIDENCE = "residence"
    WORKS_IN = "works_in"
    GENERATION = "generation"


PLACES = (Condition.HERITAGE, Condition.RESIDENCE, Condition.WORKS_IN)


class Answer(StrEnum):
    MET = "met"
    UNKNOWN = "unknown"
    UNMET = "unmet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a call asks of those who answer; empty means that anybody may."""

    kinds: frozenset[str] = frozenset()
    registration: str = Registration.NOT_NEEDED
    heritage: frozenset[str] = frozenset()
    residence: frozenset[str] = frozenset()
    works_in: frozenset[str] = frozenset()
    generations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What a group says of itself."""

    kind: str = ""
    legal_status: str = ""
    has_host: bool = False
    heritage: frozenset[str] = frozenset()
    residence: frozenset[str] = frozenset()
    works_in: frozenset[str] = frozenset()
    generations: frozenset[str] = frozenset()


def check(terms: Terms, applicants: Iterable[Applicant], within: Within) -> dict[Condition, Answer]:
    """Return how the groups together answer each condition that the call has.

    `within` gives a place and all that lies in it.
    """
    groups = list(applicants)
    found: dict[Condition, Answer] = {}
    if terms.kinds:
        found[Condition.KIND] = _best(_kind(terms, group) for group in groups)
    if terms.registration != Registration.NOT_NEEDED:
        found[Condition.REGISTRATION] = _best(_registration(terms, group) for group in groups)
    for condition in PLACES:
        wanted: frozenset[str] = getattr(terms, condition)
        if wanted:
            area = set().union(*(within(code) for code in wanted))
            found[condition] = _best(_place(condition, area, group, within) for group in groups)
    if terms.generations:
        found[Condition.GENERATION] = _best(
            _known(group.generations, bool(group.generations & terms.generations))
            for group in groups
        )
    return found


def unmet(answers: dict[Condition, Answer]) -> list[Condition]:
    return [condition for condition, answer in answers.items() if answer is Answer.UNMET]


def _best(answers: Iterable[Answer]) -> Answer:
    given = set(answers)
    return next((a for a in (Answer.MET, Answer.UNKNOWN) if a in given), Answer.UNMET)


def _known(said: object, is_met: bool) -> Answer:
    if is_met:
        return Answer.MET
    return Answer.UNMET if said else Answer.UNKNOWN


def _kind(terms: Terms, group: Applicant) -> Answer:
    return _known(group.kind, group.kind in terms.kinds)


def _registration(terms: Terms, group: Applicant) -> Answer:
    hosted = terms.registration == Registration.HOSTED and group.has_host
    return _known(group.legal_status, group.legal_status == REGISTERED or hosted)


def _place(condition: Condition, area: set[str], group: Applicant, within: Within) -> Answer:
    """A group that names a region may mean any place in it, so it is not turned away."""
    said: frozenset[str] = getattr(group, condition)
    if condition is Condition.WORKS_IN:
        # Who comes from a place and says nothing else works for it.
        said = said or group.heritage
    return _known(said, any(code in area or within(code) & area for code in said))
