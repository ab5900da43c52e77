"""What a listing has earned, kept true: written wherever something that it rests on changes."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from organizations.enums import Audience, EvidenceKind, Status
from organizations.models import Evidence, Membership, Organization
from organizations.search.documents import refresh
from organizations.trust import Fact, Node, Standing, Vouch, standings

AT_ONCE = 2_000
WRITTEN = ("earned_level", "earned_name", "earned_until", "trust_review_at")


@transaction.atomic
def refresh_trust(numbers: Iterable[int]) -> set[int]:
    """Derive anew what these listings have earned, and those that depend on them.

    Called in the transaction that changed evidence, a name, an audience or a status. Search is
    written too. Return the listings whose level changed.
    """
    numbers = set(numbers)
    if not _has_standing(numbers):
        return set()
    affected = _dependent_on(numbers)
    # One lock, in one order: two changes at once see each other's evidence.
    locked = Organization.objects.filter(pk__in=affected).select_for_update(no_key=True)
    listings = {listing.pk: listing for listing in locked.order_by("pk")}
    now = timezone.now()
    found = _derived(listings, now)
    changed = {number for number, s in found.items() if listings[number].trust != s.level}
    _write(listings, found)
    _mark(found)
    if changed:
        refresh(changed)
    return changed


def review_trust() -> int:
    """Look again at the listings of which something has run out; return how many changed.

    What is due stands in the rows, so that a clock that stood still or ran twice does no harm.
    """
    changed = 0
    while due := _due():
        changed += len(refresh_trust(due))
    return changed


def refresh_all_trust() -> int:
    """Derive every level anew: people may have joined groups since. Return how many changed."""
    concerned = Organization.objects.filter(Q(evidence__isnull=False) | Q(earned_level__gt=0))
    numbers = list(concerned.order_by("pk").values_list("pk", flat=True).distinct())
    blocks = (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
    return sum(len(refresh_trust(block)) for block in blocks)


def _due() -> list[int]:
    due = Organization.objects.filter(trust_review_at__lte=timezone.now())
    return list(due.order_by("trust_review_at", "pk").values_list("pk", flat=True)[:AT_ONCE])


def _has_standing(numbers: Collection[int]) -> bool:
    """Whether anything was ever said of them or by them; most listings cost this one question."""
    rows = Evidence.objects.filter(Q(organization__in=numbers) | Q(other__in=numbers))
    return (
        rows.exists()
        or Organization.objects.filter(
            Q(earned_level__gt=0) | Q(trust_review_at__isnull=False), pk__in=numbers
        ).exists()
    )


def _dependent_on(numbers: set[int]) -> set[int]:
    """Return them, those for whom they stand, and those who share a giver with either.

    A giver's vouches are counted in order, so what becomes of one, or became of it, moves the next.
    """
    rows = Evidence.objects.not_ended()
    spoken_for = rows.filter(other__in=numbers).values_list("organization", flat=True)
    givers = Evidence.objects.vouches().filter(Q(organization__in=numbers) | Q(other__in=numbers))
    beside = rows.vouches().filter(other__in=list(givers.values_list("other", flat=True)))
    return numbers.union(spoken_for, beside.values_list("organization", flat=True))


def _derived(listings: dict[int, Organization], now: datetime) -> dict[int, Standing]:
    received = Evidence.objects.standing().vouches().filter(organization__in=listings)
    givers = set(received.values_list("other", flat=True))
    vouches = [
        Vouch(pk, giver, receiver, given, until)
        for pk, giver, receiver, given, until in Evidence.objects.standing()
        .vouches()
        .filter(other__in=givers)
        .values_list("pk", "other", "organization", "given_at", "expires_at")
        if giver is not None
    ]
    concerned = {*listings, *givers, *(vouch.receiver for vouch in vouches)}
    return standings(list(listings), _nodes(concerned), vouches, now)


def _nodes(numbers: set[int]) -> dict[int, Node]:
    facts: dict[int, list[Fact]] = defaultdict(list)
    rows = Evidence.objects.standing().open().exclude(kind=EvidenceKind.VOUCH)
    for pk, number, kind, until in rows.filter(organization__in=numbers).values_list(
        "pk", "organization", "kind", "expires_at"
    ):
        facts[number].append(Fact(pk, kind, until))
    ties: dict[int, set[str]] = defaultdict(set)
    members = Membership.objects.filter(organization__in=numbers)
    for number, person in members.values_list("organization", "user"):
        ties[number].add(f"person:{person}")
    # Those whom one organization hosts are in its hands: together they are one voice.
    for number, host in rows.filter(
        organization__in=numbers, kind=EvidenceKind.HOST, other__isnull=False
    ).values_list("organization", "other"):
        ties[number].add(f"group:{host}")
    found = {}
    listings = Organization.objects.filter(pk__in=numbers).select_related("parent")
    for listing in listings:
        # An umbrella that somebody may not see must not show in the levels of its chapters.
        umbrella = listing.parent if listing.parent and _is_open(listing.parent) else listing
        found[listing.pk] = Node(
            listing.pk,
            _is_open(listing),
            tuple(facts[listing.pk]),
            frozenset({*ties[listing.pk], f"group:{listing.pk}", f"group:{umbrella.pk}"}),
        )
    return found


def _is_open(listing: Organization) -> bool:
    return listing.status == Status.PUBLISHED and listing.audience == Audience.PUBLIC


def _write(listings: dict[int, Organization], found: dict[int, Standing]) -> None:
    moved = []
    for number, standing in found.items():
        listing = listings[number]
        values = {
            "earned_level": standing.level,
            "earned_name": listing.name if standing.level else "",
            "earned_until": standing.until,
            "trust_review_at": standing.review_at,
        }
        if any(getattr(listing, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(listing, name, value)
            moved.append(listing)
    # Not through save(): the time of change is that of what the group says.
    derived = Organization.objects.unrecorded(because="derived; the evidence itself is kept")
    derived.bulk_update(moved, WRITTEN, batch_size=500)


def _mark(found: dict[int, Standing]) -> None:
    """Note on each row whether a level rests on it."""
    counted = {pk for standing in found.values() for pk in standing.counted}
    rows = Evidence.objects.filter(organization__in=found)
    rows.filter(counts=True).exclude(pk__in=counted).update(counts=False)
    rows.filter(counts=False, pk__in=counted).update(counts=True)
