"""From the record of the exchanges to the evidence that a listed group took part."""

from django.db.models import Max
from django.utils import timezone

from organizations.actions import record_evidence
from organizations.enums import EvidenceKind
from sessions_archive.models import Participation


def record_attendance() -> int:
    """Let each exchange speak for the listings that its record is linked to; return how many.

    An organization that no listing is linked to gains nothing by its name alone. May run any
    number of times.
    """
    held = Participation.objects.filter(organization__isnull=False).annotate(
        last=Max("edition__sessions__ends_at")
    )
    rows = held.filter(last__lt=timezone.now()).order_by("pk")
    return sum(
        record_evidence(
            organization_id=listing,
            kind=EvidenceKind.ATTENDANCE,
            record=f"exchange {year}",
            since=last,
            facts=str(year),
        )
        is not None
        for listing, year, last in rows.values_list("organization", "edition__year", "last")
    )
