"""Finding what may be the same group as one listing, among those one may look at."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Value

from organizations.duplicates.facts import facts_of
from organizations.duplicates.keys import MOST_SHARING, keys_of
from organizations.duplicates.scoring import REVIEW, Facts, Likeness, likeness
from organizations.models import DuplicateKeys
from organizations.models.queries import OrganizationQuerySet

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """A listing that may be the same group; `facts` are what was compared of it."""

    number: int
    facts: Facts
    likeness: Likeness


def hashed(key: str) -> int:
    """Return a key as the number that is stored of it."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)


def write_keys(facts: Iterable[tuple[int, Facts]]) -> None:
    """Store by which keys these listings are found."""
    rows = [
        DuplicateKeys(organization_id=number, keys=[hashed(key) for key in keys_of(mine)])
        for number, mine in facts
    ]
    DuplicateKeys.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["organization"],
        update_fields=["keys"],
    )


def find(facts: Facts, pool: OrganizationQuerySet) -> list[Found]:
    """Return what in `pool` may be the same group as one with `facts`, the likeliest first.

    What is not in the pool has no part in the answer: how many listings share a key is counted
    within the pool, too.
    """
    near = _sharing([hashed(key) for key in keys_of(facts)], pool)
    others = facts_of(pool.filter(pk__in=near)) if near else {}
    found = [Found(number, other, likeness(facts, other)) for number, other in others.items()]
    return sorted(
        (one for one in found if one.likeness.score >= REVIEW),
        key=lambda one: (-one.likeness.score, one.number),
    )


def _sharing(keys: list[int], pool: OrganizationQuerySet) -> set[int]:
    """Return the listings in `pool` that share a key which few others have, in one query."""
    branches = [
        pool.order_by()
        .filter(duplicate_keys__keys__contains=[key])
        .values_list(Value(at), "pk")[: MOST_SHARING + 1]
        for at, key in enumerate(keys)
    ]
    if not branches:
        return set()
    first, *others = branches
    rows = list(first.union(*others, all=True)) if others else list(first)
    shared = Counter(at for at, _ in rows)
    return {number for at, number in rows if shared[at] <= MOST_SHARING}
