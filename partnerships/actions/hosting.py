"""Host agreements: proposed, answered, given other terms, ended, and left to run out."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note
from organizations.actions import end_evidence, keep_evidence, save_people, save_work
from organizations.actions.changes import waiting_change
from organizations.enums import EvidenceKind
from organizations.models import Evidence, Organization
from organizations.rules import is_in_her_hands
from organizations.vouching import with_voice
from partnerships.host_letters import OTHER, owners_seeing, tell_of_proposal, tell_side
from partnerships.host_rules import (
    can_be_hosted,
    can_host_now,
    decides_for,
    may_act_by,
    sides_of,
)
from partnerships.host_workflow import (
    ANSWERS,
    LIVING,
    Answer,
    IllegalHostStepError,
    Power,
    Side,
    State,
    Terms,
    check,
    may_answer,
    next_state,
)
from partnerships.models import HostAgreement, HostTerms, MatchFeedback

MOST_PROPOSALS = 5  # of one group that wait at a time: a host is chosen, not canvassed
REMIND_BEFORE = timedelta(days=30)
EDITS: dict[str, Callable[..., Organization]] = {"people": save_people, "work": save_work}


class NotEligibleError(Exception):
    """One of the two cannot be a side of an agreement now; `side` says which."""

    def __init__(self, side: Side) -> None:
        self.side = side
        super().__init__(side)


class NobodyAnswersError(Exception):
    """Nobody of the other side can answer at present."""


class TooManyProposalsError(Exception):
    """The group waits for as many answers as it may at a time."""


class BothSidesError(Exception):
    """The same person decides for both sides: she would agree with herself."""


class TermsMovedOnError(Exception):
    """These terms do not wait for an answer any more, or others do."""


@transaction.atomic
def propose_hosting(
    *, group: Organization, host: Organization, by: User, terms: Terms
) -> HostAgreement:
    """Ask `host` to host one's own group on these terms; those of its owners who may see it hear.

    While an agreement of the two lives, that one is returned and nothing is written. Whether `by`
    may see the host is for the caller to know. Raises PermissionDenied, InvalidTermsError,
    NotEligibleError, BothSidesError, TooManyProposalsError and NobodyAnswersError.
    """
    listings = _locked_listings(group.pk, host.pk)
    group, host = listings[group.pk], listings[host.pk]
    if not decides_for(by, group):
        raise PermissionDenied
    if decides_for(by, host):
        raise BothSidesError
    _let_run_out(group.pk, host.pk)
    if living := HostAgreement.objects.living().filter(group=group, host=host).first():
        return living
    check(terms, _today())
    _require_eligible(group, host)
    waiting = HostAgreement.objects.filter(group=group, state=State.PROPOSED)
    if waiting.count() >= MOST_PROPOSALS:
        raise TooManyProposalsError
    recipients = owners_seeing(host, group)
    if not recipients or _is_blocked(group, host):
        raise NobodyAnswersError
    agreement = HostAgreement.objects.create(group=group, host=host)
    tell_of_proposal(_add(agreement, terms, Side.GROUP, by), recipients)
    return agreement


@transaction.atomic
def suggest_terms(*, agreement: HostAgreement, by: User, terms: Terms) -> HostTerms:
    """Put other terms to the other side; what holds goes on holding until it accepts them.

    They replace terms that still wait, whoever proposed those. Sent twice, they are put once.
    Raises PermissionDenied, InvalidTermsError, NotEligibleError, BothSidesError and
    IllegalHostStepError.
    """
    agreement, side = _locked(agreement, by)
    next_state("suggest", agreement.state)
    check(terms, _today())
    _require_eligible(agreement.group, agreement.host)
    waiting = _waiting(agreement)
    if waiting and waiting.proposed_by_side == side and waiting.as_terms() == terms:
        return waiting
    if waiting:
        _answer(waiting, Answer.REPLACED, by)
    added = _add(agreement, terms, side, by)
    tell_side(agreement, OTHER[side], "host_terms")
    return added


@transaction.atomic
def answer_terms(
    *, agreement: HostAgreement, number: int, answer: str, by: User, words: str = ""
) -> HostAgreement:
    """Accept, decline or withdraw the terms of this number, and no others.

    Given twice by the same side, it counts once. Raises PermissionDenied for one's own terms,
    TermsMovedOnError, InvalidTermsError (what is accepted must still lie ahead), NotEligibleError,
    BothSidesError and IllegalHostStepError.
    """
    agreement, side = _locked(agreement, by)
    terms = agreement.terms.filter(number=number).first()
    if terms is None or not may_answer(answer, by=side, proposed_by=terms.proposed_by_side):
        raise PermissionDenied
    if terms.answer == ANSWERS[answer]:
        return agreement
    target = next_state(answer, agreement.state)
    if terms.answer != Answer.WAITING:
        raise TermsMovedOnError
    if answer == "accept":
        check(terms.as_terms(), _today())
        _require_eligible(agreement.group, agreement.host)
        agreement.current = terms
    _answer(terms, ANSWERS[answer], by, words)
    agreement.state = target
    if target not in LIVING:
        agreement.ended_at, agreement.ended_by, agreement.ended_by_side = timezone.now(), by, side
    agreement.save()
    _speak_for(agreement)
    tell_side(agreement, OTHER[side], f"host_{ANSWERS[answer]}")
    return agreement


@transaction.atomic
def end_hosting(*, agreement: HostAgreement, by: User, reason: str = "") -> HostAgreement:
    """End an agreement at once, for either side or as IOM; the other side is told.

    One that has ended stays as it is. Raises PermissionDenied.
    """
    agreement = _fresh(agreement)
    sides = sides_of(by, agreement)
    # Whoever decides for both is not asked for which she does.
    side = min(sides, default=None)
    if side is None:
        if not _may_end_as_iom(by, agreement):
            raise PermissionDenied
        side = Side.IOM
    if agreement.state not in LIVING:
        return agreement
    agreement.state = next_state("revoke", agreement.state)
    agreement.ended_at, agreement.ended_by, agreement.ended_by_side = timezone.now(), by, side
    agreement.end_reason = reason
    agreement.save()
    if waiting := _waiting(agreement):
        _answer(waiting, Answer.WITHDRAWN, by)
    _speak_for(agreement)
    for told in {Side.GROUP, Side.HOST} - {side}:
        tell_side(agreement, told, "host_revoked")
    if side == Side.IOM:
        note(by=by, about=agreement, what="end_hosting")
    return agreement


@transaction.atomic
def edit_as_host(
    *, agreement: HostAgreement, by: User, step: str, changes: Mapping[str, Any]
) -> None:
    """Save what somebody of the host says of the group's people or work, and tell the group.

    A form that was sent as it was tells nobody. Raises PermissionDenied unless `by` may at this
    moment.
    """
    agreement = _fresh(agreement)
    group = agreement.group
    if not may_act_by(by, agreement, Power.EDIT_FACTS):
        raise PermissionDenied
    before = _marks(group)
    EDITS[step](organization=group, by=by, **changes)
    if _marks(group) != before:
        tell_side(agreement, Side.GROUP, "host_edited")


def _marks(group: Organization) -> tuple[Any, ...]:
    """What moves when a listing changes, at once or after a look by IOM."""
    change = waiting_change(group)
    group.refresh_from_db(fields=["updated_at"])
    return group.updated_at, change and (change.pk, change.edited_at)


def tend_agreements() -> int:
    """Close what has run out, remind of last days, and keep what speaks for groups true.

    Nothing of an agreement's effect waits for this: the date decides. Late or doubled, it does no
    harm. Return how many agreements it did something about.
    """
    over = HostAgreement.objects.run_out()
    closed = sum(_let_run_out(row.group_id, row.host_id) for row in over.order_by("pk"))
    return closed + _remind_of_ends() + _keep_evidence_true()


@transaction.atomic
def _let_run_out(group_id: int, host_id: int) -> int:
    """Write down that an agreement of these two is over, and tell both; return how many."""
    _locked_listings(group_id, host_id)
    over = HostAgreement.objects.run_out().filter(group=group_id, host=host_id)
    rows = list(over.select_related("group", "host", "current").select_for_update(of=("self",)))
    for row in rows:
        row.state, row.ended_at = next_state("run_out", row.state), timezone.now()
        row.save()
        if waiting := _waiting(row):
            _answer(waiting, Answer.WITHDRAWN, None)
        _speak_for(row)
        for side in OTHER:
            tell_side(row, side, "host_run_out")
    return len(rows)


@transaction.atomic
def _remind_of_ends() -> int:
    """Tell both sides once of each last day that comes near."""
    due = (
        HostAgreement.objects.in_force()
        .filter(current__ends_on__lte=_today() + REMIND_BEFORE)
        .exclude(reminded_of=F("current__ends_on"))
        .select_related("group", "host", "current")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")
    )
    rows = list(due)
    for row in rows:
        assert row.current is not None  # noqa: S101 - what has effect has terms
        row.reminded_of = row.current.ends_on
        row.save(update_fields=["reminded_of"])
        for side in OTHER:
            tell_side(row, side, "host_ending")
    return len(rows)


def _keep_evidence_true() -> int:
    """Let those hosts speak that have become known since, and those no more that are not."""
    known = with_voice(Organization.objects.published()).values("pk")
    speaking = {
        row.record: row
        for row in HostAgreement.objects.in_force()
        .filter(host__in=known)
        .select_related("group", "host", "current")
    }
    rows = Evidence.objects.not_ended().filter(kind=EvidenceKind.HOST)
    spoken = dict(rows.filter(record__startswith="host:").values_list("record", "organization_id"))
    for record in spoken.keys() - speaking.keys():
        end_evidence(organization_id=spoken[record], kind=EvidenceKind.HOST, record=record)
    new = [speaking[record] for record in sorted(speaking.keys() - spoken.keys())]
    return len(spoken.keys() - speaking.keys()) + sum(_speak_for(row) for row in new)


def _speak_for(agreement: HostAgreement) -> bool:
    """Have the host's word stand for the group as long as the agreement has effect.

    Only a host that is known by what it did itself: else two new accounts would lift each other.
    Return whether it stands.
    """
    record = agreement.record
    known = with_voice(Organization.objects.filter(pk=agreement.host_id)).exists()
    if not (known and HostAgreement.objects.in_force().filter(pk=agreement.pk).exists()):
        end_evidence(organization_id=agreement.group_id, kind=EvidenceKind.HOST, record=record)
        return False
    assert agreement.current is not None  # noqa: S101 - what has effect has terms
    day_after = agreement.current.ends_on + timedelta(days=1)
    evidence = keep_evidence(
        organization_id=agreement.group_id,
        kind=EvidenceKind.HOST,
        record=record,
        since=timezone.now(),
        expires_at=datetime.combine(day_after, time.min, UTC),
        other_id=agreement.host_id,
    )
    return evidence is not None


def _add(agreement: HostAgreement, terms: Terms, side: Side, by: User) -> HostTerms:
    return HostTerms.objects.create(
        agreement=agreement,
        number=1 + agreement.terms.count(),
        powers=list(terms.powers),
        hold_up_to=terms.hold_up_to,
        currency=terms.currency,
        ends_on=terms.ends_on,
        text=terms.text,
        proposed_by_side=side,
        proposed_by=by,
    )


def _answer(terms: HostTerms, answer: Answer, by: User | None, words: str = "") -> None:
    terms.answer, terms.answered_by, terms.answered_at = answer, by, timezone.now()
    terms.words = words
    terms.save()


def _waiting(agreement: HostAgreement) -> HostTerms | None:
    return agreement.terms.filter(answer=Answer.WAITING).first()


def _require_eligible(group: Organization, host: Organization) -> None:
    if not can_be_hosted(group):
        raise NotEligibleError(Side.GROUP)
    if not can_host_now(host):
        raise NotEligibleError(Side.HOST)


def _is_blocked(group: Organization, host: Organization) -> bool:
    """Whether one of the two has said that it does not want to meet the other."""
    blocks = MatchFeedback.objects.blocking()
    return blocks.filter(
        Q(source_organization=group, target_organization=host)
        | Q(source_organization=host, target_organization=group)
    ).exists()


def _may_end_as_iom(by: User, agreement: HostAgreement) -> bool:
    return by.has_perm("partnerships.change_hostagreement") and all(
        is_in_her_hands(by, listing) for listing in (agreement.group, agreement.host)
    )


def _locked(agreement: HostAgreement, by: User) -> tuple[HostAgreement, Side]:
    """Return the agreement, locked and fresh, and the one side that `by` decides for."""
    fresh = _fresh(agreement)
    sides = sides_of(by, fresh)
    if len(sides) > 1:
        raise BothSidesError
    if not sides:
        raise PermissionDenied
    if fresh.state == State.AGREED and fresh.is_over:
        # The job that writes it down may be late.
        raise IllegalHostStepError("answer", State.RUN_OUT)
    return fresh, sides.pop()


def _fresh(agreement: HostAgreement) -> HostAgreement:
    _locked_listings(agreement.group_id, agreement.host_id)
    rows = HostAgreement.objects.select_for_update(of=("self",))
    return rows.select_related("group", "host", "current").get(pk=agreement.pk)


def _locked_listings(*numbers: int) -> dict[int, Organization]:
    """Lock the two listings in one order, before anything of theirs; return them fresh."""
    rows = Organization.objects.filter(pk__in=numbers).select_for_update(no_key=True)
    return {row.pk: row for row in rows.order_by("pk")}


def _today() -> date:
    return timezone.now().date()
