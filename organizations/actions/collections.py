"""What a reader keeps: groups on her shortlist, and searches."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from pyroaring import BitMap

from accounts.models import User
from organizations.enums import Digest
from organizations.models import Organization, SavedSearch, ShortlistEntry
from organizations.rules import must_give_reason
from organizations.search.engine import search
from organizations.search.saved import criteria_of
from organizations.viewers import Viewer

MOST_KEPT = 100
MOST_SEARCHES = 50
# Digests leave together, so that several searches make one letter.
DIGEST_HOUR = 6  # UTC
MONDAY = 0


class ReasonNeededError(Exception):
    """Whoever acts for a state keeps a group for a reason, and says which."""


class FullError(Exception):
    """The list holds as much as it may; `most` says how much."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most)


# --- shortlist --------------------------------------------------------------------------------


@transaction.atomic
def keep(
    *, organization: Organization, by: User, viewer: Viewer, reason: str = ""
) -> ShortlistEntry:
    """Put a group on the shortlist of `by`; a group that is there gets the new reason, if any.

    Raises ReasonNeededError and FullError; nothing is written then. Whether `by` may see the
    listing is for the caller to know.
    """
    _lock(by)
    entry = ShortlistEntry.objects.filter(user=by, organization=organization).first()
    if entry and entry.removed_at is None:
        if reason and reason != entry.reason:
            entry.reason = reason
            entry.save(update_fields=["reason"])
        return entry
    if must_give_reason(viewer) and not reason:
        raise ReasonNeededError
    _require_room(viewer)
    if entry:
        entry.delete()
    return ShortlistEntry.objects.create(user=by, organization=organization, reason=reason)


@transaction.atomic
def change_reason(*, entry: ShortlistEntry, by: User, viewer: Viewer, reason: str) -> None:
    """Write why `by` keeps the group; raise ReasonNeededError where that may not be left open."""
    if must_give_reason(viewer) and not reason:
        raise ReasonNeededError
    ShortlistEntry.objects.filter(pk=entry.pk, user=by).update(reason=reason)


@transaction.atomic
def remove_entry(*, entry: ShortlistEntry, by: User) -> None:
    """Take a group off the shortlist of `by`; until the next removal it can be put back."""
    _lock(by)
    kept = ShortlistEntry.objects.kept().filter(pk=entry.pk, user=by)
    if kept.exists():
        ShortlistEntry.objects.filter(user=by, removed_at__isnull=False).delete()
        kept.update(removed_at=timezone.now())


@transaction.atomic
def restore_entry(*, entry: ShortlistEntry, by: User, viewer: Viewer) -> None:
    """Put back what was removed last; raise FullError where the place is taken by now."""
    _lock(by)
    removed = ShortlistEntry.objects.filter(pk=entry.pk, user=by, removed_at__isnull=False)
    if removed.exists():
        _require_room(viewer)
        removed.update(removed_at=None)


def _require_room(viewer: Viewer) -> None:
    """Count what the viewer sees: an entry that is hidden from her must not tell by its place."""
    if ShortlistEntry.objects.visible_to(viewer).kept().count() >= MOST_KEPT:
        raise FullError(MOST_KEPT)


# --- saved searches ---------------------------------------------------------------------------


@transaction.atomic
def save_search(*, by: User, viewer: Viewer, query: str, name: str, digest: str) -> SavedSearch:
    """Save the search `query` (as written by search.saved.query_of) for `by`.

    The same search saved again is the first one, changed. Raises FullError.
    """
    _lock(by)
    saved = SavedSearch.objects.filter(user=by, query=query).first()
    if saved is None:
        if SavedSearch.objects.filter(user=by).count() >= MOST_SEARCHES:
            raise FullError(MOST_SEARCHES)
        saved = SavedSearch(user=by, query=query, digest=Digest.NEVER)
    return _write(saved, viewer, name, digest)


@transaction.atomic
def change_search(*, saved: SavedSearch, by: User, viewer: Viewer, name: str, digest: str) -> None:
    """Rename a search of `by`, or let its digest come more or less often, or no more.

    A search that was deleted meanwhile stays deleted.
    """
    fresh = SavedSearch.objects.select_for_update().filter(pk=saved.pk, user=by).first()
    if fresh is not None:
        _write(fresh, viewer, name, digest)


@transaction.atomic
def delete_search(*, saved: SavedSearch, by: User) -> None:
    SavedSearch.objects.filter(pk=saved.pk, user=by).delete()


def stop_digests(*, user_uuid: str) -> int:
    """Send this person no more digests; the searches stay. Return how many had one."""
    return (
        SavedSearch.objects.filter(user__uuid=user_uuid)
        .exclude(digest=Digest.NEVER)
        .update(digest=Digest.NEVER, next_digest_at=None, told=b"")
    )


def next_digest(digest: str, now: datetime) -> datetime | None:
    """Return the next morning on which a digest is due: any, or a Monday; None for never."""
    if digest == Digest.NEVER:
        return None
    morning = now.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if morning <= now:
        morning += timedelta(days=1)
    if digest == Digest.WEEKLY:
        morning += timedelta(days=(MONDAY - morning.weekday()) % 7)
    return morning


def fitting(query: str, viewer: Viewer) -> BitMap:
    """Return the numbers of all listings that fit a saved query in these eyes."""
    return search(criteria_of(query), viewer, limit=0).found


def _write(saved: SavedSearch, viewer: Viewer, name: str, digest: str) -> SavedSearch:
    if digest != saved.digest:
        if digest == Digest.NEVER:
            saved.told = b""
        elif saved.digest == Digest.NEVER:
            # What fits today was on the page; news begin now.
            saved.told = fitting(saved.query, viewer).serialize()
        saved.next_digest_at = next_digest(digest, timezone.now())
    saved.name = name
    saved.digest = digest
    saved.save()
    return saved


def _lock(by: User) -> None:
    """Let one write at a time count and change the lists of `by`."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
