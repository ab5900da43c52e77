"""Listings."""

from collections.abc import Iterable
from typing import Any

import factory
from django.utils import timezone

from accounts.models import User
from organizations.enums import (
    Direction,
    GenerationRelation,
    Kind,
    MembershipRole,
    PlaceRelation,
    Status,
)
from organizations.models import Membership, Organization
from organizations.search.documents import refresh


class OrganizationFactory(factory.django.DjangoModelFactory):
    """A published listing that everyone may see, without tags."""

    class Meta:
        model = Organization
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Group {n}")
    slug = factory.Sequence(lambda n: f"group-{n}")
    kind = Kind.GRASSROOTS
    status = Status.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)
    consented_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[Organization], *args: Any, **kwargs: Any) -> Organization:
        listing: Organization = super()._create(model_class, *args, **kwargs)
        refresh([listing.pk])
        return listing


def make_listing(
    *,
    owner: User | None = None,
    heritage: Iterable[str] = ("SO",),
    residence: Iterable[str] = ("KE",),
    works_in: Iterable[str] = (),
    sectors: Iterable[str] = ("education",),
    secondary_sectors: Iterable[str] = (),
    offers: Iterable[str] = (),
    needs: Iterable[str] = (),
    made_of: Iterable[str] = (),
    serves: Iterable[str] = (),
    languages: Iterable[str] = (),
    description: str = "",
    **fields: Any,
) -> Organization:
    """Return a listing with these codes as tags, complete enough to be submitted."""
    listing = OrganizationFactory.create(**fields)
    for relation, codes in (
        (PlaceRelation.HERITAGE, heritage),
        (PlaceRelation.RESIDENCE, residence),
        (PlaceRelation.WORKS_IN, works_in),
    ):
        for code in codes:
            listing.place_links.create(relation=relation, place_id=code)
    for is_primary, codes in ((True, sectors), (False, secondary_sectors)):
        for code in codes:
            listing.sector_links.create(sector_id=code, is_primary=is_primary)
    for direction, codes in ((Direction.OFFERS, offers), (Direction.NEEDS, needs)):
        for code in codes:
            listing.support_links.create(direction=direction, support_type_id=code)
    for relation, codes in (
        (GenerationRelation.MADE_OF, made_of),
        (GenerationRelation.SERVES, serves),
    ):
        for code in codes:
            listing.generation_links.create(relation=relation, generation_id=code)
    listing.languages.set(languages)
    if description:
        listing.descriptions.create(language_id="en", text=description)
    refresh([listing.pk])
    if owner:
        Membership.objects.create(organization=listing, user=owner, role=MembershipRole.OWNER)
    return listing
