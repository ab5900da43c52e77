"""Wishes to speak for a listing, as items of the queue."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from organizations.actions import approve_claim, deny_claim
from organizations.actions.claims import ClaimError
from organizations.admin.queue.registry import Decided, Decision, Source, TooLateError, queue
from organizations.enums import ClaimKind, ClaimState, OwnersAfter
from organizations.models import Claim
from organizations.promises import CLAIM_DAYS
from organizations.reasons import REASONS_OF

# What becomes of those who spoke for the listing so far, by the name of the decision.
APPROVALS = {
    "approve": ("", gettext_lazy("Approve: they speak for the listing")),
    "approve_stay": (OwnersAfter.STAY, gettext_lazy("Approve; the owners so far stay")),
    "approve_editors": (
        OwnersAfter.EDITORS,
        gettext_lazy("Approve; the owners so far may only edit"),
    ),
    "approve_leave": (OwnersAfter.LEAVE, gettext_lazy("Approve; all others leave")),
    "approve_replace": (
        OwnersAfter.REPLACE,
        gettext_lazy("Approve; the lost account leaves, others stay"),
    ),
}
_OFFERED = {
    ClaimKind.UNOWNED: ("approve",),
    ClaimKind.DISPUTE: ("approve_stay", "approve_editors", "approve_leave"),
    ClaimKind.LOST_ACCESS: ("approve_replace", "approve_stay"),
}
DENY = Decision("deny_claim", gettext_lazy("Deny"), REASONS_OF["deny_claim"], tone="danger")


@contextmanager
def in_words() -> Iterator[None]:
    try:
        yield
    except ClaimError as error:
        raise TooLateError(
            _("Nothing was changed: the request is already in the state “%(status)s”.")
            % {"status": error.state.label}
        ) from error


@queue.register
class Claims(Source):
    """People who ask to take over a listing."""

    name = "claim"
    label = gettext_lazy("Claim")
    promise = timedelta(days=CLAIM_DAYS)
    since = "created_at"
    template = "admin/organizations/queue/_claim.html"

    def rows(self) -> QuerySet[Claim]:
        return Claim.objects.select_related("organization", "claimant", "decided_by")

    def waiting(self) -> QuerySet[Claim]:
        return Claim.objects.filter(state=ClaimState.PENDING)

    def language(self, row: Claim) -> str:
        return row.claimant.language

    def mark(self, row: Claim) -> str:
        return ""

    def context(self, row: Claim) -> dict[str, Any]:
        members = list(row.organization.memberships.select_related("user"))
        return {
            "members": members,
            "knows_lost_account": any(
                member.user.email == row.lost_email.lower() for member in members
            ),
        }

    def decisions(self, row: Claim) -> list[Decision]:
        offered = _OFFERED[ClaimKind(row.kind)]
        return [*(Decision(name, APPROVALS[name][1], tone="good") for name in offered), DENY]

    def decide(
        self, row: Claim, decision: str, *, by: User, reason: str, message: str, mark: str
    ) -> None:
        with in_words():
            if decision in APPROVALS:
                after = APPROVALS[decision][0]
                approve_claim(claim_id=row.pk, by=by, owners_after=after, message=message)
            else:
                deny_claim(claim_id=row.pk, by=by, reason=reason, message=message)

    def decided(self, row: Claim, by: User) -> Decided | None:
        if row.decided_at is None:
            return None
        words = {
            "state": row.get_state_display(),
            "who": row.decided_by or _("an account now deleted"),
        }
        # An approval is taken back with a reason, on the page of the claim.
        return Decided(_("%(state)s, by %(who)s") % words, can_undo=False)
