"""A person's copy of her data: asked for, made by the worker, fetched once."""

import tempfile
from datetime import timedelta
from typing import IO
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import CopyState
from accounts.models import PersonalCopy, User
from accounts.notifications import notify
from accounts.private_files import PrivateStorage
from accounts.rights.archive import write_copy

KEPT_FOR = timedelta(days=7)
# A copy up to this size is made in memory.
IN_MEMORY = 5_000_000


class NoCopyError(Exception):
    """The copy was fetched already, or its time is over."""


@transaction.atomic
def ask_for_copy(*, by: User) -> PersonalCopy:
    """Let the worker make a copy of everything kept of `by`; one that lies ready goes.

    Asking while one is being made asks once.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    waiting = PersonalCopy.objects.filter(user=by, state=CopyState.ASKED).first()
    if waiting is not None:
        return waiting
    PersonalCopy.objects.filter(user=by).delete()
    copy = PersonalCopy.objects.create(user=by)
    # robust: the sweeper makes it when the broker is away.
    transaction.on_commit(lambda: _nudge(copy.pk), robust=True)
    return copy


def _nudge(pk: int) -> None:
    from accounts.rights.tasks import make_copy

    make_copy.delay(pk)


@transaction.atomic
def make_copy(pk: int) -> bool:
    """Make the copy unless another process does; return whether it did."""
    copy = (
        PersonalCopy.objects.select_related("user")
        .filter(pk=pk, state=CopyState.ASKED)
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if copy is None:
        return False
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as whole:
        write_copy(copy.user, whole)
        copy.size = whole.tell()
        whole.seek(0)
        copy.file.save("copy", File(whole), save=False)
    stored = str(copy.file.name)
    try:
        copy.state = CopyState.READY
        copy.ready_at = timezone.now()
        copy.expires_at = copy.ready_at + KEPT_FOR
        copy.save()
        notify(
            recipients=[copy.user],
            template="accounts/emails/copy_ready",
            context={"path": reverse("accounts:your_data")},
        )
    except BaseException:
        PrivateStorage().delete(stored)
        raise
    return True


def make_waiting_copies() -> int:
    """Make what a nudge did not reach; return how many."""
    waiting = PersonalCopy.objects.filter(state=CopyState.ASKED).order_by("pk")
    return sum(make_copy(pk) for pk in list(waiting.values_list("pk", flat=True)[:20]))


@transaction.atomic
def fetch_copy(*, uuid: UUID, by: User) -> IO[bytes]:
    """Open the copy for its only download; the file is deleted once that is certain.

    Raises PersonalCopy.DoesNotExist for another person's, NoCopyError for one that is gone.
    """
    copy = PersonalCopy.objects.select_for_update().get(uuid=uuid, user=by)
    if copy.state != CopyState.READY or copy.is_over:
        raise NoCopyError
    opened: IO[bytes] = copy.file.open("rb")
    name = str(copy.file.name)
    copy.file, copy.state = "", CopyState.FETCHED
    copy.save(update_fields=["file", "state"])
    # Whoever has it open reads on.
    transaction.on_commit(lambda: PrivateStorage().delete(name))
    return opened
