"""The public summary of a partnership: shown only while every party agrees to the same words."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note
from partnerships.actions.partnerships import Standing, standing
from partnerships.models import (
    Partnership,
    PartnershipEvent,
    PartnershipParty,
    PublicSummary,
    SummaryConsent,
)
from partnerships.partnership_enums import EventKind, PartyStanding
from partnerships.partnership_news import tell
from partnerships.partnership_workflow import (
    NotPossibleError,
    NotProposedError,
    SamePersonError,
)
from partnerships.rules import speaks_for


@transaction.atomic
def propose_summary(
    *, partnership_id: int, party_id: int, by: User, words: str, shows_results: bool = False
) -> PublicSummary:
    """Ask the others to agree that everybody reads these words; the own party agrees by asking.

    What is public stays so until all agree to the new words. The same words again change nothing.
    """
    now = _joined(partnership_id, party_id, by)
    partnership = now.partnership
    open_one = partnership.proposed_summary
    if open_one and (open_one.title, open_one.words, open_one.shows_results) == (
        partnership.title,
        words,
        shows_results,
    ):
        return open_one
    if open_one:
        _end(open_one)
    summary = PublicSummary.objects.create(
        partnership=partnership,
        title=partnership.title,
        words=words,
        shows_results=shows_results,
        proposed_for=now.acting,
    )
    partnership.proposed_summary = summary
    event = now.note(EventKind.SUMMARY_PROPOSED)
    partnership.save()
    SummaryConsent.objects.create(summary=summary, party=now.acting, by=by)
    tell(event, parties=_joined_parties(now), by=by, summary=words)
    return summary


@transaction.atomic
def agree_to_summary(
    *, partnership_id: int, party_id: int, by: User, summary_id: int
) -> Partnership:
    """Agree for a party that these words are public; with the last to agree they are.

    Raises NotProposedError where others are proposed by now, and SamePersonError.
    """
    now = _joined(partnership_id, party_id, by)
    partnership = now.partnership
    if partnership.summary_id == summary_id:
        return partnership
    summary = partnership.proposed_summary
    if summary is None or summary.pk != summary_id:
        raise NotProposedError(None)
    if now.acting.has_consented:
        return partnership
    if summary.consents.filter(by=by).exists():
        raise SamePersonError
    SummaryConsent.objects.create(summary=summary, party=now.acting, by=by)
    event = now.note(EventKind.SUMMARY_AGREED)
    now.reread()
    if all(party.has_consented for party in _joined_parties(now)):
        if partnership.summary:
            _end(partnership.summary)
        summary.published_at = event.at
        summary.save(update_fields=["published_at"])
        partnership.summary, partnership.proposed_summary = summary, None
        event = now.note(EventKind.PUBLISHED)
        tell(event, parties=_joined_parties(now), by=None)
    partnership.save()
    return partnership


@transaction.atomic
def take_back_summary(*, partnership_id: int, party_id: int, by: User) -> Partnership:
    """Agree no more: nobody but the parties reads of it from now on, and nothing is proposed."""
    now = _joined(partnership_id, party_id, by)
    unpublish(now)
    now.partnership.save()
    return now.partnership


@transaction.atomic
def take_down_summary(*, partnership_id: int, by: User, reason: str) -> Partnership:
    """For staff: nobody but the parties reads the summary any more; they are told why.

    Where nothing is public any more, nothing is done. Raises PermissionDenied for whoever may not,
    and for whoever speaks for a party: she has her own way.
    """
    partnership = Partnership.objects.select_for_update(of=("self",)).select_related("summary")
    found = partnership.get(pk=partnership_id)
    parties = list(found.parties.joined().select_related("organization", "partner"))
    if not by.has_perm("partnerships.change_partnership") or any(
        speaks_for(by, party.listing) for party in parties
    ):
        raise PermissionDenied
    if found.summary is None:
        return found
    _end(found.summary)
    found.summary, found.changed_at = None, timezone.now()
    found.save(update_fields=["summary", "changed_at"])
    event = PartnershipEvent.objects.create(
        partnership=found, kind=EventKind.TAKEN_DOWN, words=reason
    )
    note(by=by, about=found, what="take_down_summary")
    tell(event, parties=parties, by=by)
    return found


def unpublish(now: Standing) -> None:
    """End what is public or proposed to be; tell the parties where it was public."""
    partnership = now.partnership
    was_public = partnership.summary is not None
    shown = [row for row in (partnership.summary, partnership.proposed_summary) if row]
    if not shown:
        return
    for summary in shown:
        _end(summary)
    partnership.summary = partnership.proposed_summary = None
    event = now.note(EventKind.UNPUBLISHED)
    if was_public:
        tell(event, parties=_joined_parties(now), by=now.by)


def _joined(partnership_id: int, party_id: int, by: User) -> Standing:
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    now.guard("publish")
    if now.acting.standing != PartyStanding.JOINED:
        raise NotPossibleError("publish", now.partnership.state)
    return now


def _joined_parties(now: Standing) -> list[PartnershipParty]:
    return [party for party in now.parties if party.standing == PartyStanding.JOINED]


def _end(summary: PublicSummary) -> None:
    summary.ended_at = timezone.now()
    summary.save(update_fields=["ended_at"])
