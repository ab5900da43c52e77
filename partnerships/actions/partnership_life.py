"""Suspending, going on, ending early, looking back and completing."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partnerships.actions.agreements import lapse
from partnerships.actions.partnerships import Standing, rescore, standing
from partnerships.models import Partnership, Reflection, Resumption, Suspension
from partnerships.partnership_enums import EventKind, PartnershipState, PartyStanding
from partnerships.partnership_news import tell
from partnerships.partnership_workflow import GRACE, NotPossibleError, SamePersonError


@transaction.atomic
def suspend(
    *, partnership_id: int, party_id: int, by: User, reason: str, words: str = ""
) -> Partnership:
    """Let the work rest, for a reason that all are told; one party is enough."""
    now = _joined(partnership_id, party_id, by)
    partnership = now.partnership
    partnership.state = now.guard("suspend")
    partnership.suspension = Suspension.objects.create(
        partnership=partnership, party=now.acting, reason=reason, words=words
    )
    partnership.closing_due = None
    event = now.note(EventKind.SUSPENDED, words=words, reason=reason)
    partnership.save()
    tell(event, parties=now.told, by=by)
    return partnership


@transaction.atomic
def agree_to_resume(*, partnership_id: int, party_id: int, by: User) -> Partnership:
    """Agree for a party that the work goes on; with the last to agree it does.

    Agreeing twice is agreeing once. Raises SamePersonError for whoever agreed for another party.
    """
    now = _joined(partnership_id, party_id, by)
    partnership = now.partnership
    now.guard("agree_to_resume")
    suspension = partnership.suspension
    assert suspension is not None  # noqa: S101 - of a suspended one, by constraint
    if now.acting.is_resuming:
        return partnership
    if suspension.resumptions.filter(by=by).exists():
        raise SamePersonError
    Resumption.objects.create(suspension=suspension, party=now.acting, by=by)
    event = now.note(EventKind.RESUME_AGREED)
    partnership.is_resuming = True
    now.reread()
    if missing := now.situation.to_resume:
        names = [party.name for party in now.parties if party.pk in missing]
        tell(event, parties=now.told, by=by, waiting=names)
    else:
        partnership.state = now.guard("resume")
        suspension.ended_at = event.at
        suspension.save(update_fields=["ended_at"])
        partnership.suspension, partnership.is_resuming = None, False
        tell(now.note(EventKind.RESUMED), parties=now.told, by=None)
    partnership.save()
    return partnership


@transaction.atomic
def end_early(
    *, partnership_id: int, party_id: int, by: User, reason: str, words: str
) -> Partnership:
    """End the work before its time, for a reason that all are told; one party is enough."""
    now = _joined(partnership_id, party_id, by)
    if now.partnership.state == PartnershipState.ENDED_EARLY:
        return now.partnership
    state = now.guard("end_early")
    told = now.told
    event = now.note(EventKind.ENDED_EARLY, words=words, reason=reason)
    _end(now, state, at=event.at)
    tell(event, parties=told, by=by)
    return now.partnership


@transaction.atomic
def ask_to_close(*, partnership_id: int, party_id: int, by: User) -> Partnership:
    """Say that the work is done: every party is asked to look back, until a day that is told.

    Asking twice keeps the first day.
    """
    now = _joined(partnership_id, party_id, by)
    now.guard("ask_to_close")
    partnership = now.partnership
    if partnership.closing_due is None:
        partnership.closing_due = timezone.localdate() + GRACE
        event = now.note(EventKind.CLOSING_ASKED, due=partnership.closing_due.isoformat())
        partnership.save()
        tell(event, parties=now.told, by=by)
    return partnership


@transaction.atomic
def put_off_closing(*, partnership_id: int, party_id: int, by: User, words: str) -> Partnership:
    """Say what is still to be done: the work goes on, and what was looked back on is kept."""
    now = _joined(partnership_id, party_id, by)
    now.guard("put_off")
    now.partnership.closing_due = None
    event = now.note(EventKind.CLOSING_PUT_OFF, words=words)
    now.partnership.save()
    tell(event, parties=now.told, by=by)
    return now.partnership


@transaction.atomic
def reflect(
    *,
    partnership_id: int,
    party_id: int,
    by: User,
    worked: str,
    did_not: str,
    goals: str,
    again: str,
    helped: Sequence[str] = (),
    hindered: Sequence[str] = (),
) -> Partnership:
    """Say what worked and what did not; with the last party to do so the work is completed.

    A party may say it anew until the work is over, and not once it is.
    """
    now = _joined(partnership_id, party_id, by)
    partnership = now.partnership
    now.guard("reflect")
    if now.acting.has_reflected and partnership.is_over:
        return partnership
    Reflection.objects.update_or_create(
        party=now.acting,
        defaults={
            "worked": worked,
            "did_not": did_not,
            "goals": goals,
            "again": again,
            "helped": list(helped),
            "hindered": list(hindered),
            "by": by,
            "at": timezone.now(),
        },
    )
    if not now.acting.has_reflected:
        event = now.note(EventKind.REFLECTED)
        now.reread()
        missing = now.situation.to_reflect
        if missing or partnership.state != PartnershipState.ACTIVE:
            names = [party.name for party in now.parties if party.pk in missing]
            tell(event, parties=now.told, by=by, waiting=names)
        else:
            _complete(now)
    partnership.save()
    return partnership


@transaction.atomic
def complete(*, partnership_id: int, party_id: int, by: User) -> Partnership:
    """Complete the work: when all have looked back, or the day that was told is there.

    Completing twice is completing once. Raises WaitingForError, which names who is missing.
    """
    now = _joined(partnership_id, party_id, by)
    if now.partnership.state != PartnershipState.COMPLETED:
        _complete(now)
    return now.partnership


def _complete(now: Standing) -> None:
    state = now.guard("complete")
    told = now.told
    event = now.note(EventKind.COMPLETED)
    _end(now, state, at=event.at)
    tell(event, parties=told, by=None)


def _end(now: Standing, state: PartnershipState, *, at: Any) -> None:
    partnership = now.partnership
    lapse(now)
    if partnership.suspension:
        partnership.suspension.ended_at = at
        partnership.suspension.save(update_fields=["ended_at"])
        partnership.suspension, partnership.is_resuming = None, False
    if state == PartnershipState.ENDED_EARLY:
        partnership.closing_due = None
    partnership.state, partnership.ended_at = state, at
    partnership.save()
    rescore(now.told)


def _joined(partnership_id: int, party_id: int, by: User) -> Standing:
    """Lock the partnership; only who has joined steers its life."""
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    if now.acting.standing != PartyStanding.JOINED:
        raise NotPossibleError("steer", now.partnership.state)
    return now
