"""What the people of a partnership's parties are told, with the event itself."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from accounts.notifications import notify
from partnerships.models import Partnership, PartnershipEvent, PartnershipParty
from partnerships.partnership_enums import EventKind
from partnerships.partnership_people import people_of_parties

# What each letter says stands in templates/partnerships/emails/<stem>.txt.
STEMS = {
    EventKind.PROPOSED: "partnership_proposed",
    EventKind.ACCEPTED: "partnership_accepted",
    EventKind.SENT_BACK: "partnership_sent_back",
    EventKind.WITHDRAWN: "partnership_withdrawn",
    EventKind.AGREED: "partnership_agreed",
    EventKind.DECLINED: "partnership_declined",
    EventKind.SUSPENDED: "partnership_suspended",
    EventKind.RESUME_AGREED: "partnership_resume_agreed",
    EventKind.RESUMED: "partnership_resumed",
    EventKind.CLOSING_ASKED: "partnership_closing_asked",
    EventKind.CLOSING_PUT_OFF: "partnership_closing_put_off",
    EventKind.REFLECTED: "partnership_reflected",
    EventKind.COMPLETED: "partnership_completed",
    EventKind.ENDED_EARLY: "partnership_ended_early",
    EventKind.LEFT: "partnership_left",
    EventKind.SUMMARY_PROPOSED: "partnership_summary_proposed",
    EventKind.PUBLISHED: "partnership_published",
    EventKind.UNPUBLISHED: "partnership_unpublished",
    EventKind.TAKEN_DOWN: "partnership_taken_down",
}


def tell(
    event: PartnershipEvent,
    *,
    parties: Sequence[PartnershipParty],
    by: User | None,
    **context: Any,
) -> None:
    """Tell the people of `parties`, but not whoever did it, within the caller's transaction."""
    partnership: Partnership = event.partnership
    notify(
        recipients=[person for person in people_of_parties(parties) if person != by],
        template=f"partnerships/emails/{STEMS[EventKind(event.kind)]}",
        context={
            "title": partnership.title,
            "party": event.party.name if event.party else "",
            "words": event.words,
            "path": partnership.get_absolute_url(),
            **event.details,
            **context,
        },
    )
