"""Where the people of a listing say what is not known of it yet."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from partnerships.matching.profiles import Profile
from partnerships.models import Partner

# The step of registration that asks for a fact, and the field in it.
STEPS = {
    "sectors": ("work", "primary_sectors"),
    "heritage": ("people", "heritage"),
    "residence": ("people", "residence"),
    "kind": ("basics", "kind"),
    "needs": ("work", "needs"),
    "offers": ("work", "offers"),
    "made_of": ("people", "made_of"),
    "languages": ("people", "languages"),
    "legal_status": ("basics", "legal_status"),
}
# What kind of body a partner is, IOM says when it verifies it.
PARTNER_FIELDS = {
    "sectors": "sectors",
    "heritage": "heritage",
    "residence": "residence",
    "needs": "needs",
    "offers": "offers",
    "made_of": "generations",
    "languages": "languages",
    "accepts": "accepts",
}
ASKED = {
    "sectors": _("What you work on"),
    "heritage": _("Which places you care for"),
    "residence": _("Where people live"),
    "needs": _("What you need"),
    "offers": _("What you offer"),
    "made_of": _("Generations"),
    "languages": _("Languages"),
    "legal_status": _("Whether you are registered"),
    "accepts": _("Whom you work with"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that a listing does not give, and where to give it."""

    label: Any
    url: str


def fill_in_url(listing: Organization | Partner, fact: str) -> str:
    """The form that asks this listing for a fact, at its field; "" where none does."""
    if isinstance(listing, Partner):
        field = PARTNER_FIELDS.get(fact)
        return f"{_facts_url(listing)}#id_{field}" if field else ""
    if fact not in STEPS:
        return ""
    step, field = STEPS[fact]
    return f"{listing.registration_url(step)}#id_{field}"


def correct_url(listing: Organization | Partner) -> str:
    """Where its people change what it says."""
    return _facts_url(listing) if isinstance(listing, Partner) else listing.registration_url()


def open_questions(listing: Organization | Partner, profile: Profile) -> list[Question]:
    """What matching would read of this listing, and does not find."""
    stated = {
        "sectors": bool(profile.sectors),
        "heritage": bool(profile.heritage | profile.works_in),
        "residence": bool(profile.residence),
        "needs": bool(profile.needs),
        "offers": bool(profile.offers),
        "made_of": bool(profile.made_of | profile.serves),
        "languages": bool(profile.languages),
        "legal_status": profile.legal_status not in ("", "unknown"),
        "accepts": profile.accepts not in ("", "unknown"),
    }
    return [
        Question(ASKED[fact], url)
        for fact, known in stated.items()
        if not known and (url := fill_in_url(listing, fact))
    ]


def _facts_url(partner: Partner) -> str:
    return reverse("partnerships:partner_facts", args=[partner.slug])
