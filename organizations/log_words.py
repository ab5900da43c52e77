"""What staff did in the directory, as their log names it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.enums import ClaimState, DuplicateState
from organizations.workflow import MERGING_LABELS, TRANSITIONS

WORDS: dict[str, Promise] = {
    **{name: step.label for name, step in TRANSITIONS.items()},
    **MERGING_LABELS,
    "undo": _("Took a decision back"),
    "erase_listing": _("Erased a listing, as asked"),
    "take_over": _("Took over an item from a colleague"),
    "approve_change": _("Approved a change"),
    "decline_change": _("Declined a change"),
    "undo_change": _("Took back a decision about a change"),
    "revoke_evidence": _("Took evidence back"),
    "reconfirm_evidence": _("Confirmed evidence for a new name"),
    "handle_report": _("Settled a report"),
    "reopen_report": _("Opened a report again"),
    ClaimState.APPROVED: _("Approved a claim"),
    ClaimState.DENIED: _("Denied a claim"),
    ClaimState.REVOKED: _("Revoked a claim"),
    DuplicateState.CONFIRMED: _("Said that two listings are the same group"),
    DuplicateState.REJECTED: _("Said that two listings are different groups"),
}

TRANSFERS: dict[str, Promise] = {
    "directory": _("The directory as CSV"),
    "shortlist": _("A shortlist as CSV"),
    "listings_csv": _("Listings as CSV, by staff"),
    "listings_xlsx": _("Listings as XLSX, by staff"),
}
