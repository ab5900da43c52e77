"""Calls put in the reader's words."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from organizations.enums import Kind
from organizations.models import Generation, Language, Place, Sector, SupportType
from organizations.presentation import labels, named_places
from partnerships.eligibility import Answer, Condition
from partnerships.models import Opportunity
from partnerships.opportunity_enums import OpportunityState

SUMMARY_LENGTH = 200
# The mark of a state on cards and pages.
BADGES = {
    OpportunityState.DRAFT: "info",
    OpportunityState.PUBLISHED: "success",
    OpportunityState.CLOSED: "neutral",
    OpportunityState.ASSESSING: "info",
    OpportunityState.DECIDED: "neutral",
    OpportunityState.CANCELLED: "danger",
}
CONDITIONS = {
    Condition.KIND: _("The kind of group"),
    Condition.REGISTRATION: _("Registration"),
    Condition.HERITAGE: _("Where your people come from"),
    Condition.RESIDENCE: _("Where your people live"),
    Condition.WORKS_IN: _("Where you work"),
    Condition.GENERATION: _("Generations"),
}
# What a draft lacks, as its form calls it.
MISSING = {
    "description": _("What it is about"),
    "offered": _("What you offer, in words"),
    "offers": _("The kinds of support you offer"),
    "asked": _("What you ask of groups"),
    "sectors": _("Areas of work"),
    "deadline": _("A deadline that is still to come"),
    "questions_until": _("A last day for questions that is still to come"),
    "criteria": _("Criteria whose weights sum to 100"),
}


@dataclass(frozen=True, slots=True)
class OpportunityCard:
    """A call in a list; `call` carries with_publisher and with_tags."""

    call: Opportunity
    summary: str
    places: str
    offers: list[str]
    badge: str


@dataclass(frozen=True, slots=True)
class OpportunityPage:
    """A call on its own page."""

    sectors: list[str]
    heritage: list[str]
    residence: list[str]
    works_in: list[str]
    generations: list[str]
    offers: list[str]
    needs: list[str]
    languages: list[str]
    kinds: list[str]
    badge: str


def opportunity_card(call: Opportunity) -> OpportunityCard:
    codes = dict.fromkeys([*call.works_in_codes, *call.residence_codes, *call.heritage_codes])
    return OpportunityCard(
        call=call,
        summary=Truncator(call.description).chars(SUMMARY_LENGTH),
        places=named_places(list(codes)),
        offers=labels(SupportType, call.offer_codes),
        badge=BADGES[call.shown_state],
    )


def opportunity_page(call: Opportunity) -> OpportunityPage:
    return OpportunityPage(
        sectors=labels(Sector, call.sector_codes),
        heritage=labels(Place, call.heritage_codes),
        residence=labels(Place, call.residence_codes),
        works_in=labels(Place, call.works_in_codes),
        generations=labels(Generation, call.generation_codes),
        offers=labels(SupportType, call.offer_codes),
        needs=labels(SupportType, call.need_codes),
        languages=labels(Language, call.language_codes),
        kinds=[str(Kind(kind).label) for kind in call.kinds],
        badge=BADGES[call.shown_state],
    )


def in_words(answers: dict[Condition, Answer]) -> list[tuple[Any, str]]:
    """Each condition of a call with how the reader's group answers it."""
    return [(CONDITIONS[condition], str(answer)) for condition, answer in answers.items()]
