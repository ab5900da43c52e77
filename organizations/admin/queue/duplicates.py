"""Pairs that may be one group, as items of the queue."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from organizations.actions import confirm_duplicate, reject_duplicate
from organizations.actions.duplicates import AlreadyDecidedError
from organizations.admin.queue.registry import Decided, Decision, Source, TooLateError, queue
from organizations.enums import DuplicateState
from organizations.models import DuplicateCandidate, Organization
from organizations.promises import DUPLICATE_DAYS

ACTIONS = {"confirm": confirm_duplicate, "reject": reject_duplicate}
CONFIRM = Decision("confirm", gettext_lazy("The same group"), tone="good", tells=False)
REJECT = Decision("reject", gettext_lazy("Two different groups"), tells=False)


@queue.register
class Duplicates(Source):
    """Pairs that look like one group. The newer listing of the two is what waits for an answer."""

    name = "duplicate"
    label = gettext_lazy("Possible duplicate")
    promise = timedelta(days=DUPLICATE_DAYS)
    since = "found_at"
    organization = "second_id"
    beside = "first_id"
    template = "admin/organizations/queue/_duplicate.html"

    def rows(self) -> QuerySet[DuplicateCandidate]:
        return DuplicateCandidate.objects.select_related("first", "second", "decided_by")

    def waiting(self) -> QuerySet[DuplicateCandidate]:
        return DuplicateCandidate.objects.waiting().order_by()

    def listing_of(self, row: DuplicateCandidate) -> Organization:
        return row.second

    def listings_of(self, row: DuplicateCandidate) -> list[Organization]:
        return [row.first, row.second]

    def mark(self, row: DuplicateCandidate) -> str:
        return str(row.state)

    def context(self, row: DuplicateCandidate) -> dict[str, Any]:
        return {"percent": round(row.score * 100)}

    def decisions(self, row: DuplicateCandidate) -> list[Decision]:
        # What the search confirmed by itself, nobody has looked at yet.
        is_confirmed = row.state == DuplicateState.CONFIRMED and row.decided_by_id
        return [REJECT] if is_confirmed else [CONFIRM, REJECT]

    def decide(
        self,
        row: DuplicateCandidate,
        decision: str,
        *,
        by: User,
        reason: str,
        message: str,
        mark: str,
    ) -> None:
        try:
            ACTIONS[decision](candidate_id=row.pk, by=by)
        except AlreadyDecidedError as error:
            raise TooLateError(
                _(
                    "Nothing was changed: somebody decided about these two listings in the "
                    "meantime. The pair is now in the state “%(status)s”."
                )
                % {"status": error.state.label}
            ) from error

    def decided(self, row: DuplicateCandidate, by: User) -> Decided | None:
        if row.decided_at is None:
            return None
        words = {
            "state": row.get_state_display(),
            "who": row.decided_by or _("an account now deleted"),
        }
        # A merge is taken back, and a pair looked at again, on their own pages.
        return Decided(_("%(state)s, by %(who)s") % words, can_undo=False)
