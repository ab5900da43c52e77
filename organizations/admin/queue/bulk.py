"""Publishing several at once, where one look is enough."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied

from accounts.models import User
from organizations.actions import take_step
from organizations.admin.queue.items import selected
from organizations.admin.queue.registry import queue
from organizations.admin.queue.sources import Submissions
from organizations.models import Organization, WorkLock
from organizations.workflow import IllegalTransitionError


@dataclass(frozen=True, slots=True)
class Outcome:
    published: int = 0
    left: list[str] = field(default_factory=list)  # names


def publish_together(pks: Iterable[int], *, by: User) -> Outcome:
    """Publish those of the listings about which nothing else is to be settled.

    Left are those of which a report, a claim or a likely duplicate waits, on which somebody
    else works, which are not waiting for review, or which are her own. Whatever needs a reason
    is decided one by one: every group is owed its own.
    """
    listings = Organization.objects.filter(pk__in=pks)
    others = [source for source in queue if source.name != Submissions.name]
    unsettled = {row["listing"] for row in selected(listings, others)}
    held = set(
        WorkLock.objects.in_force()
        .filter(source=Submissions.name)
        .exclude(by=by)
        .values_list("item", flat=True)
    )
    published, left = 0, []
    for listing in listings.order_by("submitted_at", "pk"):
        try:
            if listing.pk in unsettled | held:
                raise PermissionDenied
            take_step(organization_id=listing.pk, step="publish", by=by)
            published += 1
        except (IllegalTransitionError, PermissionDenied):
            left.append(listing.name)
    return Outcome(published, left)
