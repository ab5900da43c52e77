"""Telling groups what will run out, while there is time to renew it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from organizations.actions.vouches import seeing_owners
from organizations.enums import EvidenceKind
from organizations.models import Evidence
from organizations.notifications import tell_of_ending, tell_of_ending_vouch

BEFORE = timedelta(days=30)
AT_ONCE = 100


def remind_of_ends() -> int:
    """Tell once of each piece of evidence that counts and ends within a month; return how many.

    That it was told stands in the row, written with the letters: late or doubled, it tells once.
    """
    told = 0
    while block := _remind(AT_ONCE):
        told += block
    return told


@transaction.atomic
def _remind(many: int) -> int:
    now = timezone.now()
    due = (
        Evidence.objects.shown()
        .filter(reminded_at=None, expires_at__lte=now + BEFORE)
        # Both sides of a host agreement hear of its last day.
        .exclude(Q(kind=EvidenceKind.HOST) & ~Q(record=""))
        .select_related("organization", "other")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("expires_at", "pk")[:many]
    )
    rows = list(due)
    for row in rows:
        tell_of_ending(row)
        if row.kind == EvidenceKind.VOUCH and row.other:
            tell_of_ending_vouch(row, seeing_owners(row.other, row.organization))
    Evidence.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
    return len(rows)
