"""Coalitions: proposed, joined one by one, left, and turned into one answer to a call."""

from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.models import Organization
from organizations.rules import is_member
from partnerships import coalition_letters as letters
from partnerships.actions.expression_groups import ask_groups, leave_expression
from partnerships.actions.expressions import start_expression
from partnerships.coalition_rules import may_be_together
from partnerships.coalition_workflow import (
    IN,
    MOST_GROUPS,
    MOST_OF_A_PUBLISHER,
    CallClosedError,
    CoalitionState,
    LeadsAnswerError,
    NotTogetherError,
    OverError,
    Say,
    TooFewError,
    TooManyError,
    next_say,
)
from partnerships.models import Coalition, CoalitionMember, ExpressionOfInterest, Opportunity
from partnerships.opportunity_enums import TAKES_PART, ExpressionState
from partnerships.opportunity_rules import can_manage


@transaction.atomic
def start_coalition(
    *, opportunity_id: int, lead: Organization, groups: Collection[Organization], by: User
) -> Coalition:
    """Set out with one's own group, and ask others in; return the one that it leads already.

    Whether `by` may see the call and the groups is for the caller to know. Raises PermissionDenied,
    CallClosedError, TooManyError and NotTogetherError; nothing is written then.
    """
    opportunity = _open_call(opportunity_id)
    if not is_member(by, lead):
        raise PermissionDenied
    led = Coalition.objects.living().filter(opportunity=opportunity, lead=lead).first()
    if led is not None:
        return led
    coalition = Coalition.objects.create(opportunity=opportunity, lead=lead, created_by=by)
    now = timezone.now()
    CoalitionMember.objects.create(
        coalition=coalition,
        organization=lead,
        state=Say.AGREED,
        asked_at=now,
        answered_at=now,
        answered_by=by,
    )
    _ask(coalition, groups)
    return coalition


@transaction.atomic
def propose_coalition(
    *, opportunity_id: int, groups: Collection[Organization], by: User
) -> Coalition:
    """Bring groups together as the publisher of the call; none leads before one chooses to.

    Proposed twice, it is one. Raises what `start_coalition` raises, and TooFewError.
    """
    opportunity = _open_call(opportunity_id)
    if not can_manage(by, opportunity):
        raise PermissionDenied
    if len({group.pk for group in groups}) < 2:
        raise TooFewError
    own = Coalition.objects.living().filter(opportunity=opportunity, by_publisher=True)
    wanted = {group.pk for group in groups}
    for coalition in own:
        if set(coalition.members.values_list("organization_id", flat=True)) == wanted:
            return coalition
    if own.count() >= MOST_OF_A_PUBLISHER:
        raise TooManyError
    coalition = Coalition.objects.create(opportunity=opportunity, by_publisher=True, created_by=by)
    _ask(coalition, groups)
    return coalition


@transaction.atomic
def ask_into_coalition(
    *, coalition: Coalition, groups: Collection[Organization], by: User
) -> Coalition:
    """Ask further groups in, as the group that leads; before there is a joint answer.

    Raises PermissionDenied, OverError, CallClosedError, TooManyError and NotTogetherError.
    """
    coalition = _locked(coalition)
    if coalition.lead is None or not is_member(by, coalition.lead):
        raise PermissionDenied
    _require_forming(coalition)
    _ask(coalition, groups)
    return coalition


@transaction.atomic
def answer_coalition(
    *, coalition: Coalition, organization: Organization, word: str, by: User
) -> CoalitionMember:
    """Agree to take part, refuse, or leave, before or after there is a joint answer.

    Said twice, it counts once. Whoever leaves takes part in the joint answer no more either. Raises
    KeyError for an unknown word, PermissionDenied, OverError, CallClosedError and LeadsAnswerError.
    """
    coalition = _locked(coalition)
    member = _member(coalition, organization, by)
    said = next_say(word, Say.ASKED)
    if member.state in (said, Say.LEFT if word == "leave" else said):
        return member
    said = next_say(word, member.state)
    if coalition.state == CoalitionState.ENDED:
        raise OverError
    if said == Say.AGREED and not coalition.opportunity.is_open:
        raise CallClosedError
    if said == Say.LEFT:
        _leave_answer(coalition, organization, by)
    member.state, member.answered_at, member.answered_by = said, timezone.now(), by
    member.save()
    letters.tell_of_answer(member, f"coalition_{said}")
    if said != Say.AGREED:
        _go_on_without(coalition, organization)
    return member


@transaction.atomic
def start_joint_answer(
    *, coalition: Coalition, lead: Organization, by: User
) -> ExpressionOfInterest:
    """Begin the expression of interest of all that take part, led by one's own group.

    Each of the others is asked to agree to its text. Begun twice, it is one. Raises
    PermissionDenied, OverError, CallClosedError, TooFewError, and what beginning an expression of
    interest raises.
    """
    coalition = _locked(coalition)
    member = _member(coalition, lead, by)
    if coalition.expression is not None:
        return coalition.expression
    _require_forming(coalition)
    if member.state != Say.AGREED or coalition.lead_id not in (None, lead.pk):
        raise PermissionDenied
    others = _still_together(coalition, lead)
    if not others:
        raise TooFewError
    expression = start_expression(opportunity_id=coalition.opportunity_id, organization=lead, by=by)
    ask_groups(expression_id=expression.pk, by=by, groups=others)
    coalition.lead, coalition.expression = lead, expression
    coalition.state = CoalitionState.APPLYING
    coalition.save()
    letters.tell_undecided(coalition)
    return expression


@transaction.atomic
def end_coalition(*, coalition: Coalition, by: User) -> Coalition:
    """Give it up before there is a joint answer, as who leads it or the publisher who proposed it.

    One that has ended stays as it is. Raises PermissionDenied, and OverError once there is one.
    """
    coalition = _locked(coalition)
    leads = coalition.lead is not None and is_member(by, coalition.lead)
    publishes = coalition.by_publisher and can_manage(by, coalition.opportunity)
    if not (leads or publishes):
        raise PermissionDenied
    if coalition.state == CoalitionState.ENDED:
        return coalition
    if coalition.state != CoalitionState.FORMING:
        raise OverError
    letters.tell_all(coalition, "coalition_ended", but=coalition.lead)
    return _end(coalition)


def _ask(coalition: Coalition, groups: Iterable[Organization]) -> None:
    there = {row.organization_id: row for row in coalition.members.all()}
    new = [
        group
        for group in {group.pk: group for group in groups}.values()
        if group.pk not in there or there[group.pk].state not in IN
    ]
    numbers = {pk for pk, row in there.items() if row.state in IN} | {group.pk for group in new}
    if len(numbers) > MOST_GROUPS:
        raise TooManyError
    if not may_be_together(coalition.opportunity, numbers):
        raise NotTogetherError
    for group in new:
        member = there.get(group.pk)
        if member is not None:
            # Who has said no is not asked again and again.
            raise NotTogetherError
        member = CoalitionMember.objects.create(coalition=coalition, organization=group)
        letters.tell_asked(member)


def _leave_answer(coalition: Coalition, organization: Organization, by: User) -> None:
    expression = coalition.expression
    if expression is None:
        return
    row = expression.members.filter(organization=organization).first()
    alive = expression.state in (ExpressionState.DRAFT, ExpressionState.UNDER_REVIEW)
    if row is None or row.state not in TAKES_PART or not alive:
        return
    if row.is_lead:
        raise LeadsAnswerError
    leave_expression(expression_id=expression.pk, organization=organization, by=by)


def _go_on_without(coalition: Coalition, organization: Organization) -> None:
    """Somebody else may lead from now on; where nobody is left, it ends."""
    if not coalition.members.filter(state__in=IN).exists():
        _end(coalition)
    elif coalition.lead_id == organization.pk and coalition.expression_id is None:
        coalition.lead = None
        coalition.save()


def _end(coalition: Coalition) -> Coalition:
    coalition.state, coalition.ended_at = CoalitionState.ENDED, timezone.now()
    coalition.save()
    return coalition


def _still_together(coalition: Coalition, lead: Organization) -> list[Organization]:
    """Return the other groups that agreed; whoever hides since is left out without a word."""
    agreed = coalition.members.filter(state=Say.AGREED).exclude(organization=lead)
    found: list[Organization] = []
    for row in agreed.select_related("organization"):
        numbers = {lead.pk, row.organization_id, *(group.pk for group in found)}
        if may_be_together(coalition.opportunity, numbers):
            found.append(row.organization)
    return found


def _require_forming(coalition: Coalition) -> None:
    if coalition.state != CoalitionState.FORMING:
        raise OverError
    if not coalition.opportunity.is_open:
        raise CallClosedError


def _open_call(opportunity_id: int) -> Opportunity:
    """The call, locked first, as whatever is done about what comes in for it."""
    opportunity = Opportunity.objects.select_for_update(of=("self",)).get(pk=opportunity_id)
    if not opportunity.is_open:
        raise CallClosedError
    return opportunity


def _locked(coalition: Coalition) -> Coalition:
    """The call and the coalition, locked in this order, fresh."""
    opportunity = Opportunity.objects.select_for_update(of=("self",)).get(
        pk=coalition.opportunity_id
    )
    rows = Coalition.objects.select_for_update(of=("self",)).select_related("lead", "expression")
    fresh = rows.get(pk=coalition.pk)
    fresh.opportunity = opportunity
    return fresh


def _member(coalition: Coalition, organization: Organization, by: User) -> CoalitionMember:
    if not is_member(by, organization):
        raise PermissionDenied
    member: CoalitionMember | None = coalition.members.filter(organization=organization).first()
    if member is None:
        raise PermissionDenied
    member.coalition = coalition
    return member
