"""Who works on which item of the queue."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note
from organizations.models import WorkLock
from organizations.models.curation import LOCK_FOR


class HeldByOtherError(Exception):
    """Somebody else works on the item; `lock` says who and until when."""

    def __init__(self, lock: WorkLock) -> None:
        self.lock = lock
        super().__init__(str(lock))


@transaction.atomic
def hold(*, source: str, item: int, by: User, take_over: bool = False) -> WorkLock:
    """Note that `by` works on the item for the next minutes; again to go on longer.

    Raises HeldByOtherError while somebody else does, unless `take_over`.
    """
    # Both of two people at once pass through the row, one after the other.
    lock, _ = WorkLock.objects.select_for_update().get_or_create(
        source=source, item=item, defaults={"by": by, "until": timezone.now()}
    )
    if lock.by_id != by.pk and lock.until > timezone.now() and not take_over:
        raise HeldByOtherError(lock)
    if lock.by_id != by.pk and lock.until > timezone.now():
        note(by=by, about=lock, what="take_over")
    lock.by, lock.until = by, timezone.now() + LOCK_FOR
    lock.save()
    return lock


def release(*, source: str, item: int, by: User) -> None:
    """Let others have the item; what somebody else holds stays hers."""
    WorkLock.objects.filter(source=source, item=item, by=by).delete()
