"""A partnership in the reader's words: who must act next, and why a step is not possible."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.actions.agreements import (
    DraftChangedError,
    IncompleteTextError,
    NothingChangedError,
    TextMovedError,
)
from partnerships.actions.partnerships import (
    CannotMeetError,
    NotOpenError,
    TooManyPartiesError,
    TooManyProposalsError,
)
from partnerships.models import PartnershipEvent, PartnershipParty
from partnerships.origins import NotOfThatError
from partnerships.partnership_enums import EndReason, EventKind, PartnershipState, PauseReason
from partnerships.partnership_workflow import (
    Act,
    NotProposedError,
    PartnershipError,
    ProposalOpenError,
    SamePersonError,
    Waiting,
    WaitingForError,
)

ACTS = {
    Act.WRITE: gettext_lazy("finishes the text and proposes it"),
    Act.ACCEPT: gettext_lazy("accepts the proposed text, or sends it back"),
    Act.RESUME: gettext_lazy("agrees to go on, when the time has come"),
    Act.REFLECT: gettext_lazy("looks back on the work"),
    Act.COMPLETE: gettext_lazy("completes the partnership"),
}
BADGES = {
    PartnershipState.DRAFTED: "neutral",
    PartnershipState.PROPOSED: "info",
    PartnershipState.ACTIVE: "success",
    PartnershipState.SUSPENDED: "warning",
    PartnershipState.COMPLETED: "success",
    PartnershipState.ENDED_EARLY: "neutral",
    PartnershipState.NOT_AGREED: "neutral",
}
MISSING = {
    "title": gettext_lazy("the title"),
    "purpose": gettext_lazy("what you want to do together"),
    "goals": gettext_lazy("at least one goal"),
    "starts": gettext_lazy("the first day"),
    "ends": gettext_lazy("the last day"),
    "shares": gettext_lazy("at least two parties"),
    "roles": gettext_lazy("what each party is to the work"),
    "gives": gettext_lazy("what each party gives"),
    "kpis": gettext_lazy("indicators whose targets fit the dates"),
    "milestones": gettext_lazy("milestones that fit the dates"),
}


@dataclass(frozen=True, slots=True)
class Next:
    """One thing that is waited for: from whom, and whether from the reader's own side."""

    name: str
    what: Any
    is_mine: bool


def next_acts(
    waiting: Iterable[Waiting], parties: Mapping[int, PartnershipParty], mine: Iterable[int]
) -> list[Next]:
    """What is waited for, the reader's own part first."""
    own = set(mine)
    found = [
        Next(parties[pk].name, ACTS[row.act], pk in own)
        for row in waiting
        for pk in row.parties
        if pk in parties
    ]
    return sorted(found, key=lambda row: not row.is_mine)


def why_not(error: PartnershipError) -> str:
    """The error in the reader's words."""
    match error:
        case IncompleteTextError():
            names = ", ".join(str(MISSING.get(name, name)) for name in error.missing)
            return _("Before it can be proposed, the text needs: %(names)s.") % {"names": names}
        case DraftChangedError():
            return _(
                "Somebody of your side has changed the draft since you opened it. What you typed "
                "is still here: save again to put it in place of theirs."
            )
        case NothingChangedError():
            return _("The text says already what is agreed.")
        case TextMovedError() | NotProposedError():
            return _("Another text came up meanwhile. Read it before you answer.")
        case ProposalOpenError():
            return _("A text waits for answers already: one at a time.")
        case SamePersonError():
            return _(
                "You have already agreed for another party. One person agrees for one party only, "
                "so please ask somebody else of this one to answer."
            )
        case WaitingForError():
            return _("Others must act first.")
        case NotOpenError():
            return _("Your own listing is not published or not verified, so it cannot agree now.")
        case CannotMeetError():
            return _("“%(name)s” cannot be asked here.") % {"name": error.name}
        case NotOfThatError():
            return _("These have not met there. Begin without saying so, or from where you met.")
        case TooManyPartiesError():
            return _("A partnership may have at most 12 parties.")
        case TooManyProposalsError():
            return _("That is as much as one day may bring. Please go on tomorrow.")
        case _:
            return _("That is not possible now. This is how the partnership stands.")


@dataclass(frozen=True, slots=True)
class Happened:
    event: PartnershipEvent
    reason: str


def story(events: Iterable[PartnershipEvent]) -> list[Happened]:
    """The events with their reasons in words."""
    words = {
        EventKind.SUSPENDED: PauseReason,
        EventKind.ENDED_EARLY: EndReason,
        EventKind.LEFT: EndReason,
    }
    found = []
    for event in events:
        reasons: Any = words.get(EventKind(event.kind))
        code = event.details.get("reason")
        found.append(Happened(event, str(reasons(code).label) if reasons and code else ""))
    return found
