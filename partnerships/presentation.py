"""What a partner says of itself, put in the reader's words."""

from dataclasses import dataclass

from django.utils.text import Truncator

from organizations.models import Generation, Language, Place, Sector, SupportType
from organizations.presentation import labels, named_places
from partnerships.models import Partner

SUMMARY_LENGTH = 180
# The components whose weight follows from real partnerships; the other weights are priors.
MEASURED = frozenset({"sector", "region", "partner_type"})


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """A partner in a list."""

    partner: Partner
    summary: str
    places: str
    tags: list[str]
    tags_more: int


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """A partner on its own page; an empty list means that it is not known."""

    sectors: list[str]
    heritage: list[str]
    residence: list[str]
    works_in: list[str]
    states: list[str]
    generations: list[str]
    offers: list[str]
    needs: list[str]
    languages: list[str]


def partner_card(partner: Partner) -> PartnerCard:
    """Return the card of a partner that carries `with_tags`."""
    places = dict.fromkeys(
        [*partner.heritage_codes, *partner.works_in_codes, *partner.residence_codes]
    )
    tags = labels(Sector, partner.sector_codes)
    return PartnerCard(
        partner=partner,
        summary=Truncator(partner.description).chars(SUMMARY_LENGTH),
        places=named_places(list(places)),
        tags=tags[:3],
        tags_more=max(0, len(tags) - 3),
    )


def partner_page(partner: Partner) -> PartnerPage:
    """Return what the page of a partner that carries `with_tags` prints."""
    return PartnerPage(
        sectors=labels(Sector, partner.sector_codes),
        heritage=labels(Place, partner.heritage_codes),
        residence=labels(Place, partner.residence_codes),
        works_in=labels(Place, partner.works_in_codes),
        states=labels(Place, partner.state_countries),
        generations=labels(Generation, partner.generation_codes),
        offers=labels(SupportType, partner.offer_codes),
        needs=labels(SupportType, partner.need_codes),
        languages=labels(Language, partner.language_codes),
    )
