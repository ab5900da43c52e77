"""What a curator reads about the listing of an item."""

from typing import Any

from organizations.actions.versions import version_of
from organizations.admin.queue import items
from organizations.admin.queue.registry import Source, queue
from organizations.differences import differences, everything
from organizations.enums import Status
from organizations.models import Organization
from organizations.rules import Person, in_scope


def reading_of(listing: Organization, source: Source, row: Any, reader: Person) -> dict[str, Any]:
    """Return what the listing says, what differs from the last approved version, its past.

    Without an approved version the last one that IOM decided about is compared.
    """
    changes = list(listing.status_changes.select_related("by"))
    approved = next((c for c in changes if c.to_status == Status.PUBLISHED and c.version), None)
    decided = next((c for c in changes if c.to_status not in GROUPS_OWN and c.version), None)
    compared = approved or decided
    now = version_of(listing.pk)
    about = Organization.objects.filter(pk=listing.pk)
    hers = in_scope(Organization.objects.all(), reader)
    others = [
        (queue[other["source_name"]], other["item"])
        for other in items.in_order(items.selected(about, queue, hers))
        if (other["source_name"], other["item"]) != (source.name, row.pk)
    ]
    return {
        "listing": listing,
        "facts": everything(now),
        "compared": compared,
        "is_approved": approved is not None,
        "differences": differences(compared.version, now) if compared else [],
        "changes": changes,
        "others": others,
    }


# States into which the group itself brings a listing.
GROUPS_OWN = (Status.DRAFT, Status.SUBMITTED)
