"""Partners."""

from collections.abc import Iterable
from typing import Any

import factory
from django.utils import timezone

from accounts.models import User
from organizations.enums import Direction, PlaceRelation
from partnerships.enums import Accepts, PartnerSector, PartnerType, Verification
from partnerships.models import Partner, Representative


class PartnerFactory(factory.django.DjangoModelFactory):
    """A verified foundation that works with informal groups, without tags."""

    class Meta:
        model = Partner
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Partner {n}")
    slug = factory.Sequence(lambda n: f"partner-{n}")
    sector = PartnerSector.PRIVATE
    type = PartnerType.FOUNDATION
    accepts = Accepts.INFORMAL
    verification = Verification.VERIFIED
    verified_at = factory.LazyFunction(timezone.now)


def make_partner(
    *,
    representative: User | None = None,
    sectors: Iterable[str] = ("education",),
    heritage: Iterable[str] = ("SO",),
    residence: Iterable[str] = ("KE",),
    works_in: Iterable[str] = (),
    generations: Iterable[str] = (),
    offers: Iterable[str] = (),
    needs: Iterable[str] = (),
    languages: Iterable[str] = (),
    **fields: Any,
) -> Partner:
    """Return a partner with these codes as tags."""
    partner = PartnerFactory.create(**fields)
    for relation, codes in (
        (PlaceRelation.HERITAGE, heritage),
        (PlaceRelation.RESIDENCE, residence),
        (PlaceRelation.WORKS_IN, works_in),
    ):
        for code in codes:
            partner.place_links.create(relation=relation, place_id=code)
    for direction, codes in ((Direction.OFFERS, offers), (Direction.NEEDS, needs)):
        for code in codes:
            partner.support_links.create(direction=direction, support_type_id=code)
    partner.sectors.set(sectors)
    partner.generations.set(generations)
    partner.languages.set(languages)
    if representative:
        Representative.objects.create(partner=partner, user=representative)
    return partner


def make_public_body(*states: str, **fields: Any) -> Partner:
    """Return a ministry of these states."""
    return make_partner(
        sector=PartnerSector.PUBLIC,
        type=PartnerType.MINISTRY,
        state_countries=list(states),
        **fields,
    )
