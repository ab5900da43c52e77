"""Edits of published listings that wait for IOM, as items of the queue."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from organizations.actions import approve_change, decline_change, undo_change
from organizations.actions.changes import (
    AlreadySettledError,
    can_wait_again,
    change_mark,
    sensitive_of,
)
from organizations.admin.queue.registry import Decided, Decision, Source, TooLateError, queue
from organizations.admin.queue.sources import in_words
from organizations.differences import differences, wanted_differences
from organizations.enums import ChangeState, Status
from organizations.models import PendingChange
from organizations.promises import CHANGE_DAYS
from organizations.reasons import REASONS_OF
from organizations.rules import can_undo

DECISIONS = [
    Decision("approve_change", gettext_lazy("Approve the change"), tone="good"),
    Decision(
        "decline_change",
        gettext_lazy("Leave the listing as it is"),
        REASONS_OF["decline_change"],
        tone="danger",
    ),
]


@queue.register
class Changes(Source):
    """What groups want to change of what they are known by."""

    name = "change"
    label = gettext_lazy("Pending change")
    promise = timedelta(days=CHANGE_DAYS)
    since = "asked_at"
    template = "admin/organizations/queue/_change.html"

    def rows(self) -> QuerySet[PendingChange]:
        return PendingChange.objects.select_related("organization", "asked_by", "decided_by")

    def waiting(self) -> QuerySet[PendingChange]:
        return PendingChange.objects.filter(
            state=ChangeState.WAITING, organization__status=Status.PUBLISHED
        )

    def mark(self, row: PendingChange) -> str:
        return change_mark(row)

    def context(self, row: PendingChange) -> dict[str, Any]:
        if row.state != ChangeState.WAITING:
            return {"differences": wanted_differences(row)}
        now = sensitive_of(row.organization)
        return {"differences": differences(now, {**now, **row.wanted})}

    def decisions(self, row: PendingChange) -> list[Decision]:
        return DECISIONS

    def decide(
        self, row: PendingChange, decision: str, *, by: User, reason: str, message: str, mark: str
    ) -> None:
        with settled_in_words(), in_words():
            if decision == "approve_change":
                approve_change(change_id=row.pk, by=by, message=message, seen=mark)
            else:
                decline_change(change_id=row.pk, by=by, reason=reason, message=message, seen=mark)

    def decided(self, row: PendingChange, by: User) -> Decided | None:
        if row.state == ChangeState.WAITING:
            return None
        words = {
            "state": row.get_state_display(),
            "who": row.decided_by or _("an account now deleted"),
        }
        may = can_wait_again(row) and can_undo(by, row.organization, row.decided_by_id)
        return Decided(_("%(state)s, by %(who)s") % words, may)

    def undo(self, row: PendingChange, *, by: User) -> None:
        with in_words():
            undo_change(change_id=row.pk, by=by)


@contextmanager
def settled_in_words() -> Iterator[None]:
    try:
        yield
    except AlreadySettledError as error:
        state = error.change.get_state_display()
        raise TooLateError(
            _("Nothing was changed: this change is settled by now (%(state)s).") % {"state": state}
        ) from error
