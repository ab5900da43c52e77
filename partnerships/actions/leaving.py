"""A party leaves a partnership of three or more."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partnerships.actions.agreements import lapse, starting_text
from partnerships.actions.partnerships import Standing, rescore, standing
from partnerships.actions.publishing import unpublish
from partnerships.models import AgreementDraft, Partnership, Report, Suspension
from partnerships.partnership_enums import EventKind, PartyStanding, PauseReason
from partnerships.partnership_news import tell
from partnerships.result_enums import ReportState


@transaction.atomic
def leave(*, partnership_id: int, party_id: int, by: User, reason: str, words: str) -> Partnership:
    """Leave a work that at least two others can go on with; all are told why.

    Leaving needs nobody's consent. Nothing changes for the others without theirs: the work rests
    until all who stay have accepted a text without the party, or one of them ends it. A text that
    waits for answers lapses, and what was public is not any more, for it named the party. Of a
    partnership of two, ending it is the way.
    """
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    partnership = now.partnership
    state = now.guard("leave")
    told = now.told
    lapse(now)
    unpublish(now)
    event = now.note(EventKind.LEFT, words=words, reason=reason)
    now.acting.standing, now.acting.left_at = PartyStanding.LEFT, event.at
    now.acting.save(update_fields=["standing", "left_at"])
    if partnership.suspension:
        partnership.suspension.ended_at = event.at
        partnership.suspension.save(update_fields=["ended_at"])
    partnership.suspension = Suspension.objects.create(
        partnership=partnership, party=now.acting, reason=PauseReason.LEFT, since=event.at
    )
    partnership.state, partnership.is_resuming, partnership.closing_due = state, False, None
    partnership.save()
    _leave_drafts(now)
    _leave_reports(now)
    rescore(told)
    tell(event, parties=told, by=by)
    return partnership


def _leave_drafts(now: Standing) -> None:
    """The leaver's words go with it; those who stay begin with the text without its share."""
    AgreementDraft.objects.filter(party=now.acting).delete()
    staying = [party for party in now.parties if party.standing == PartyStanding.JOINED]
    drafts = list(AgreementDraft.objects.filter(party__in=staying))
    for draft in drafts:
        draft.content = draft.text.without_share(str(now.acting.uuid)).to_json()
        draft.revision += 1
        draft.changed_at = timezone.now()
        draft.save()
    if not drafts:
        text = starting_text(now.partnership)
        AgreementDraft.objects.create(party=staying[0], content=text.to_json())


def _leave_reports(now: Standing) -> None:
    """What it has begun to report, or was asked back about, is left to the others as it stands."""
    Report.objects.filter(
        party=now.acting, state__in=(ReportState.OPEN, ReportState.SENT_BACK)
    ).update(
        state=ReportState.OPEN,
        party=None,
        submitted_at=None,
        submitted_by=None,
        read_at=None,
        read_for=None,
        read_by=None,
        answer="",
    )
