"""Noting which listings may be one group, and what people say of it."""

from collections.abc import Iterable, Mapping
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note
from organizations.duplicates.facts import digest, facts_of
from organizations.duplicates.find import find, write_keys
from organizations.duplicates.pairs import pairs
from organizations.duplicates.scoring import AUTOMATIC, Facts, Likeness, likeness
from organizations.enums import CURATED, DuplicateState, GroupAnswer
from organizations.models import DuplicateCandidate, Organization
from organizations.rules import can_curate, can_edit
from organizations.viewers import Viewer

# How many a group that registers is shown.
MOST_SHOWN = 5
BATCH = 1_000
OPEN = (DuplicateState.PENDING, DuplicateState.CONFIRMED)

# By the numbers of two listings, the smaller first: how alike they are, and a digest of the facts.
Pairs = Mapping[tuple[int, int], tuple[Likeness, str]]


class AlreadyDecidedError(Exception):
    """Somebody has decided about this pair in the meantime; `state` says what."""

    def __init__(self, state: str) -> None:
        self.state = DuplicateState(state)
        super().__init__(state)


def similar(organization: Organization, viewer: Viewer) -> list[Organization]:
    """Return published listings that `viewer` may see and that may be the same group.

    Those that the group was asked about are left out: an answer is remembered. Nothing that
    `viewer` may not see has a part in it.
    """
    facts = facts_of(Organization.objects.filter(pk=organization.pk)).get(organization.pk)
    if facts is None:
        return []
    pool = Organization.objects.visible_to(viewer).published().exclude(pk=organization.pk)
    answered = _answered(organization.pk)
    numbers = [one.number for one in find(facts, pool) if one.number not in answered]
    shown = pool.with_tags().prefetch_related("descriptions").in_bulk(numbers[:MOST_SHOWN])
    return [shown[pk] for pk in numbers if pk in shown]


@transaction.atomic
def answer_similar(
    *, organization: Organization, by: User, shown: Iterable[int], same: int | None = None
) -> None:
    """Remember what the group said of the listings it was shown: one of them is it, or none.

    Raises PermissionDenied unless `by` may edit the listing; nothing is written then.
    """
    if not can_edit(by, organization):
        raise PermissionDenied
    others = Organization.objects.filter(pk__in=list(shown)).exclude(pk=organization.pk)
    mine = facts_of(Organization.objects.filter(pk=organization.pk))[organization.pk]
    found = {
        pk: _compared(organization.pk, mine, pk, facts) for pk, facts in facts_of(others).items()
    }
    _store(dict(found.values()))
    for pk in found:
        said = GroupAnswer.SAME if pk == same else GroupAnswer.DIFFERENT
        DuplicateCandidate.objects.of(organization.pk, pk).update(group_answer=said, answered_by=by)


@transaction.atomic
def find_duplicates_of(organization: Organization) -> int:
    """Look for duplicates of one listing now; return how many were found.

    Its keys are noted anew. Pairs that are no longer alike are dropped, unless somebody spoke
    about them.
    """
    own = Organization.objects.filter(pk=organization.pk)
    facts = facts_of(own)
    write_keys(facts.items())
    if organization.status not in CURATED:
        return 0
    mine = facts[organization.pk]
    pool = Organization.objects.filter(status__in=CURATED).exclude(pk=organization.pk)
    found = dict(
        _compared(organization.pk, mine, one.number, one.facts) for one in find(mine, pool)
    )
    _store(found)
    rows = DuplicateCandidate.objects.filter(Q(first=organization) | Q(second=organization))
    _drop(rows.values_list("pk", "first_id", "second_id"), found)
    return len(found)


def find_all_duplicates() -> int:
    """Compare all listings that staff is concerned with; return how many pairs are alike."""
    facts = facts_of(Organization.objects.filter(status__in=CURATED))
    write_keys(facts.items())
    found = {
        (one, other): (alike, digest(facts[one], facts[other]))
        for one, other, alike in pairs(facts)
    }
    ordered = iter(sorted(found.items()))
    while batch := dict(islice(ordered, BATCH)):
        _store(batch)
    with transaction.atomic():
        _drop(DuplicateCandidate.objects.values_list("pk", "first_id", "second_id"), found)
    return len(found)


@transaction.atomic
def confirm_duplicate(*, candidate_id: int, by: User) -> None:
    """Say that the two are one group; merging them is the next step."""
    _decide(candidate_id, by, DuplicateState.CONFIRMED)


@transaction.atomic
def reject_duplicate(*, candidate_id: int, by: User) -> None:
    """Say that the two are different groups: the pair comes back only if one of them changes."""
    _decide(candidate_id, by, DuplicateState.REJECTED)


def _decide(candidate_id: int, by: User, state: DuplicateState) -> None:
    """Raises PermissionDenied, and AlreadyDecidedError where the pair waits no longer."""
    row = (
        DuplicateCandidate.objects.select_related("first", "second")
        .select_for_update(of=("self",))
        .get(pk=candidate_id)
    )
    if not (can_curate(by, row.first) and can_curate(by, row.second)):
        raise PermissionDenied
    # What the search confirmed by itself, a person may still reject; once.
    if row.state not in OPEN or (row.state == state and row.decided_by_id):
        raise AlreadyDecidedError(row.state)
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
    note(by=by, about=row, what=state)


def _answered(number: int) -> set[int]:
    """Return the listings that the group of this one was asked about."""
    rows = DuplicateCandidate.objects.filter(Q(first=number) | Q(second=number)).exclude(
        group_answer=GroupAnswer.NONE
    )
    return {pk for row in rows for pk in (row.first_id, row.second_id)}


def _compared(
    number: int, mine: Facts, other: int, theirs: Facts
) -> tuple[tuple[int, int], tuple[Likeness, str]]:
    """Return the entry of a Pairs for these two."""
    if number > other:
        number, mine, other, theirs = other, theirs, number, mine
    return (number, other), (likeness(mine, theirs), digest(mine, theirs))


@transaction.atomic
def _store(found: Pairs) -> None:
    """Write pairs that were found; what people said of a pair stays while its facts do."""
    known = {
        (row.first_id, row.second_id): row
        for row in DuplicateCandidate.objects.select_for_update().filter(
            first__in={first for first, _ in found}, second__in={second for _, second in found}
        )
    }
    new, changed = [], []
    for pair, (alike, facts) in found.items():
        row = known.get(pair)
        if row is None:
            row = DuplicateCandidate(first_id=pair[0], second_id=pair[1])
            if alike.score >= AUTOMATIC:
                row.state = DuplicateState.CONFIRMED
            new.append(row)
        elif (
            row.facts == facts and (row.state not in OPEN or row.score == alike.score)
        ) or row.state == DuplicateState.MERGED:
            continue
        else:
            changed.append(row)
            if row.state == DuplicateState.REJECTED:
                row.state, row.decided_at, row.decided_by_id = DuplicateState.PENDING, None, None
                row.found_at = timezone.now()
        row.score, row.facts = alike.score, facts
        row.signals = {"name": alike.name, "names": list(alike.names), **alike.signals}
    # Two searches at once may find the same pair: the first one's row stands.
    DuplicateCandidate.objects.bulk_create(new, ignore_conflicts=True)
    DuplicateCandidate.objects.bulk_update(
        changed, ["score", "signals", "facts", "state", "found_at", "decided_at", "decided_by"]
    )


def _drop(rows: Iterable[tuple[int, int, int]], found: Pairs) -> None:
    """Forget those of `rows` that were not found again and of which nobody said anything."""
    gone = [pk for pk, first, second in rows if (first, second) not in found]
    untouched = DuplicateCandidate.objects.filter(
        state__in=OPEN, decided_by=None, group_answer=GroupAnswer.NONE
    )
    for at in range(0, len(gone), BATCH):
        untouched.filter(pk__in=gone[at : at + BATCH]).delete()
