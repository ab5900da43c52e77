"""A fictional directory: every listing is invented, labelled as such, and the same on every run.

Listing number n depends on the seed and n alone, so a larger sample holds the smaller one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.db import transaction

from organizations.duplicates.facts import facts_of
from organizations.duplicates.find import write_keys
from organizations.enums import (
    Audience,
    ContactKind,
    Direction,
    GenerationRelation,
    PlaceRelation,
    Source,
)
from organizations.models import (
    Contact,
    Organization,
    OrganizationDescription,
    OrganizationGeneration,
    OrganizationPlace,
    OrganizationSector,
    OrganizationSupport,
)
from organizations.models.history import store_together
from organizations.sample.chance import sample_uuid
from organizations.sample.inventor import Draft, Inventor
from organizations.sample.speaking import speak_for_sample
from organizations.search.documents import refresh

AT_ONCE = 2_000


def load_organizations(
    count: int, *, seed: int, progress: Callable[[int], None] = lambda done: None
) -> int:
    """Create those of the first `count` listings that are not there; return how many.

    `progress` is told after every block how many have been looked at.
    """
    there = set(Organization.objects.filter(source=Source.SAMPLE).values_list("uuid", flat=True))
    numbers = iter(
        number for number in range(count) if sample_uuid("organization", seed, number) not in there
    )
    created = 0
    invent = None
    while block := list(islice(numbers, AT_ONCE)):
        invent = invent or Inventor(seed)
        _store(invent, block)
        created += len(block)
        progress(created)
    return created


@transaction.atomic
def _store(invent: Inventor, numbers: list[int]) -> None:
    """Write a block of listings: one insert a table."""
    organizations: list[Organization] = []
    rows: dict[Any, list[Any]] = defaultdict(list)
    for draft in map(invent.listing, numbers):
        mine = Organization(**draft.columns)
        organizations.append(mine)
        for model, values in _links(draft):
            rows[model].append(model(organization=mine, **values))
    store_together(Organization, organizations)
    for model, links in rows.items():
        # What a listing was loaded with tells nothing that its number in the sample does not.
        store_together(model, links, with_history=False)
    refresh(organization.pk for organization in organizations)
    speak_for_sample(organizations, numbers, invent.seed)
    write_keys(facts_of(Organization.objects.filter(pk__in=[o.pk for o in organizations])).items())


def _links(draft: Draft) -> Iterable[tuple[Any, dict[str, Any]]]:
    for primary, codes in ((True, draft.primary_sectors), (False, draft.secondary_sectors)):
        for code in codes:
            yield OrganizationSector, {"sector_id": code, "is_primary": primary}
    for relation in PlaceRelation:
        for code in getattr(draft, relation):
            yield OrganizationPlace, {"place_id": code, "relation": relation}
    for generations in GenerationRelation:
        for code in getattr(draft, generations):
            yield OrganizationGeneration, {"generation_id": code, "relation": generations}
    for direction in Direction:
        for code in getattr(draft, direction):
            yield OrganizationSupport, {"support_type_id": code, "direction": direction}
    for code in draft.roles:
        yield Organization.roles.through, {"role_id": code}
    for code in draft.languages:
        yield Organization.languages.through, {"language_id": code}
    for language, text in draft.descriptions.items():
        yield OrganizationDescription, {"language_id": language, "text": text}
    address = f"{draft.columns['slug'][:50]}@sample.test"
    yield Contact, {"kind": ContactKind.EMAIL, "value": address, "audience": Audience.IOM}
