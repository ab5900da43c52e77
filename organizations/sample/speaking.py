"""What speaks for the invented groups: every level occurs; none was at a real exchange."""

import datetime as dt
from collections.abc import Iterable
from random import Random
from typing import Any

from django.utils import timezone

from organizations.actions import refresh_trust
from organizations.enums import BASES, EvidenceKind
from organizations.models import Evidence, Organization
from organizations.sample.chance import sample_uuid
from organizations.trust import VALID_FOR

FACTS: dict[str, str] = {
    EvidenceKind.PARTNERSHIP: "With a fictional partner of the sample",
    EvidenceKind.HOST: "By a fictional association of the sample",
}
WITNESSED = {
    EvidenceKind.DOCUMENT: 0.25,
    EvidenceKind.PARTNERSHIP: 0.15,
    EvidenceKind.HOST: 0.08,
}
OLDEST = 150  # days: whatever was drawn holds for half a year after loading


def speak_for_sample(
    organizations: Iterable[Organization], numbers: Iterable[int], seed: int
) -> None:
    """Store the evidence of these listings of the sample, and derive their levels.

    What there is depends on the seed and the number alone; when it was given, on the day of
    loading, so that a sample of any day has its levels.
    """
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    drawn = {
        mine.pk: (mine, _drawn(seed, n)) for mine, n in zip(organizations, numbers, strict=True)
    }
    givers = {
        sample_uuid("organization", seed, n) for _, (_, names) in drawn.values() for n in names
    }
    numbers_of = dict(Organization.objects.filter(uuid__in=givers).values_list("uuid", "pk"))
    rows = []
    for mine, (facts, vouchers) in drawn.values():
        given: list[tuple[str, str, int, int | None]] = [(*fact, None) for fact in facts]
        for number, (basis, days) in vouchers.items():
            giver = numbers_of.get(sample_uuid("organization", seed, number))
            given.append((EvidenceKind.VOUCH, basis, days, giver))
        rows += [
            _row(mine, kind, basis, today - dt.timedelta(days=days), giver)
            for kind, basis, days, giver in given
            if giver is not None or kind != EvidenceKind.VOUCH
        ]
    Evidence.objects.bulk_create(rows)
    refresh_trust(drawn)


def _drawn(seed: int, number: int) -> tuple[list[tuple[str, str, int]], dict[int, tuple[str, int]]]:
    """Return the facts (kind, basis, days ago) and the vouches by number of the giver."""
    chance = Random(f"{seed}/trust/{number}")  # noqa: S311 - nothing secret

    def fact(kind: str) -> tuple[str, str, int]:
        return kind, chance.choice(BASES[kind]), chance.randrange(OLDEST)

    if number == 0:  # the group of the sample's leader: known, and able to vouch
        return [fact(EvidenceKind.CONTACT), fact(EvidenceKind.DOCUMENT)], {}
    if chance.random() < 0.35:
        return [], {}
    facts = [fact(EvidenceKind.CONTACT)]
    facts += [fact(kind) for kind, share in WITNESSED.items() if chance.random() < share]
    many = chance.choices((0, 1, 2, 4), cum_weights=(55, 70, 85, 100))[0]
    givers = {chance.randrange(number) for _ in range(many)}
    basis = BASES[EvidenceKind.VOUCH]
    return facts, {n: (chance.choice(basis), chance.randrange(OLDEST)) for n in sorted(givers)}


def _row(
    mine: Organization, kind: str, basis: str, given: dt.datetime, giver: int | None
) -> Evidence:
    fields: dict[str, Any] = {"other_id": giver} if giver else {"facts": FACTS.get(kind, "")}
    return Evidence(
        organization=mine,
        kind=kind,
        basis=basis,
        for_name=mine.name,
        given_at=given,
        expires_at=given + VALID_FOR[kind],
        **fields,
    )
