"""The life of a call: drafted, published, extended, closed, assessed, decided or cancelled."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.models import User
from accounts.staff_log import note
from organizations.actions.registration import TAIL_SIGNS, slug_stem
from organizations.enums import Direction, PlaceRelation
from organizations.models import Generation, Language, Organization, Sector
from organizations.viewers_of import viewer_of
from partnerships import opportunity_letters as letters
from partnerships.models import (
    ExpressionOfInterest,
    Opportunity,
    OpportunityStep,
    Partner,
)
from partnerships.opportunity_enums import (
    CancelReason,
    ExpressionState,
    OpportunityState,
    OutcomeReason,
)
from partnerships.opportunity_errors import (
    ConflictError,
    DeadlineError,
    IncompleteError,
    NotPublishableError,
    OutcomesMissingError,
)
from partnerships.opportunity_rules import (
    can_manage,
    can_publish_for,
    can_take_down,
    is_publisher,
    takes_part,
)
from partnerships.opportunity_workflow import (
    STEP_TO_OUTCOME,
    IllegalStepError,
    next_call_state,
    next_expression_state,
)
from partnerships.weighing import ALL

TAIL_LENGTH = 6
PLACES = {
    "heritage": PlaceRelation.HERITAGE,
    "residence": PlaceRelation.RESIDENCE,
    "works_in": PlaceRelation.WORKS_IN,
}
SUPPORTS = {"offers": Direction.OFFERS, "needs": Direction.NEEDS}


@transaction.atomic
def draft_opportunity(
    *,
    publisher: Organization | Partner,
    by: User,
    columns: Mapping[str, Any],
    tags: Mapping[str, Iterable[str]],
    criteria: Iterable[tuple[str, int]],
) -> Opportunity:
    """Begin a call; see `save_opportunity`.

    Raises PermissionDenied for whoever does not act for the publisher, NotPublishableError for a
    publisher that is not verified or published.
    """
    if not is_publisher(publisher):
        raise NotPublishableError
    if not can_publish_for(by, publisher):
        raise PermissionDenied
    opportunity = Opportunity.objects.create(
        partner=publisher if isinstance(publisher, Partner) else None,
        organization=None if isinstance(publisher, Partner) else publisher,
        slug=_new_slug(columns["title"]),
        title=columns["title"],
    )
    _write(opportunity, columns, tags, criteria)
    return opportunity


@transaction.atomic
def save_opportunity(
    *,
    opportunity_id: int,
    by: User,
    columns: Mapping[str, Any],
    tags: Mapping[str, Iterable[str]],
    criteria: Iterable[tuple[str, int]],
) -> Opportunity:
    """Write what a draft says: `columns` of the model, `tags` by facet, criteria with weights.

    A call that others have read changes no more, but for its deadline. Raises PermissionDenied and
    IllegalStepError.
    """
    opportunity = _locked(opportunity_id, by)
    if not opportunity.is_draft:
        raise IllegalStepError("publish", OpportunityState(opportunity.state))
    _write(opportunity, columns, tags, criteria)
    return opportunity


@transaction.atomic
def discard_opportunity(*, opportunity_id: int, by: User) -> None:
    """Throw a draft away."""
    opportunity = _locked(opportunity_id, by)
    if not opportunity.is_draft:
        raise IllegalStepError("publish", OpportunityState(opportunity.state))
    opportunity.delete()


@transaction.atomic
def publish_opportunity(*, opportunity_id: int, by: User) -> Opportunity:
    """Let others read the call.

    Raises PermissionDenied, IllegalStepError, NotPublishableError, and IncompleteError while
    something is missing.
    """
    opportunity = _locked(opportunity_id, by)
    state = next_call_state("publish", opportunity.state)
    if not is_publisher(opportunity.listing):
        raise NotPublishableError
    if missing := missing_facts(opportunity):
        raise IncompleteError(missing)
    opportunity.published_at = timezone.now()
    if opportunity.questions_until is None:
        opportunity.questions_until = opportunity.deadline
    _move(opportunity, "publish", state, by)
    return opportunity


def missing_facts(opportunity: Opportunity) -> list[str]:
    """What a draft lacks, by the names of its fields."""
    now = timezone.now()
    is_missing = {
        "description": not opportunity.description.strip(),
        "offered": not opportunity.offered.strip(),
        "asked": not opportunity.asked.strip(),
        "deadline": opportunity.deadline is None or opportunity.deadline <= now,
        "questions_until": opportunity.questions_until is not None
        and opportunity.questions_until <= now,
        "sectors": not opportunity.sectors.exists(),
        "offers": not opportunity.support_links.filter(direction=Direction.OFFERS).exists(),
        "criteria": sum(opportunity.criteria.values_list("weight", flat=True)) != ALL,
    }
    return [name for name, missing in is_missing.items() if missing]


@transaction.atomic
def extend_deadline(*, opportunity_id: int, by: User, deadline: dt.datetime) -> Opportunity:
    """Give everybody more time; questions may be asked as long before it as they were.

    Raises PermissionDenied, IllegalStepError and DeadlineError.
    """
    opportunity = _locked(opportunity_id, by)
    state = next_call_state("extend", opportunity.state)
    before, until = opportunity.deadline, opportunity.questions_until
    assert before is not None and until is not None  # noqa: S101, PT018 - published, by constraint
    if deadline <= max(before, timezone.now()):
        raise DeadlineError
    opportunity.deadline, opportunity.questions_until = deadline, deadline - (before - until)
    # Whoever was reminded of the old deadline is reminded of this one, too.
    opportunity.expressions.update(reminded_at=None)
    _move(opportunity, "extend", state, by, deadline=deadline)
    letters.tell_of_later_deadline(opportunity)
    return opportunity


@transaction.atomic
def start_assessment(*, opportunity_id: int, by: User) -> Opportunity:
    """Begin to read what came in. Raises PermissionDenied, IllegalStepError and ConflictError."""
    opportunity = _locked(opportunity_id, by)
    if takes_part(by, opportunity):
        raise ConflictError
    _move(opportunity, "assess", next_call_state("assess", opportunity.state), by)
    return opportunity


@transaction.atomic
def decide_opportunity(*, opportunity_id: int, by: User, words: str = "") -> Opportunity:
    """Tell every group its outcome, all at once.

    What this person may not see keeps nobody waiting: it is told that it was not read. Raises
    PermissionDenied, IllegalStepError, ConflictError, and OutcomesMissingError while something that
    she may read has no outcome.
    """
    opportunity = _locked(opportunity_id, by)
    if takes_part(by, opportunity):
        raise ConflictError
    state = next_call_state("decide", opportunity.state)
    waiting = list(opportunity.expressions.under_review().select_for_update().order_by("pk"))
    received = ExpressionOfInterest.objects.received_by(viewer_of(by))
    seen = set(received.filter(opportunity=opportunity).values_list("pk", flat=True))
    if any(row.pk in seen and not row.outcome for row in waiting):
        raise OutcomesMissingError
    opportunity.decided_at, opportunity.closing_words = timezone.now(), words
    _move(opportunity, "decide", state, by)
    for expression in waiting:
        expression.opportunity = opportunity
        if not expression.outcome:
            expression.outcome = ExpressionState.UNSUCCESSFUL
            expression.reason = OutcomeReason.NOT_READ
        step = STEP_TO_OUTCOME[ExpressionState(expression.outcome)]
        expression.state = next_expression_state(step, expression.state)
        expression.decided_at = opportunity.decided_at
        expression.held_by, expression.held_until = None, None
        expression.save()
        letters.tell_of_state(expression)
    return opportunity


@transaction.atomic
def cancel_opportunity(
    *, opportunity_id: int, by: User, reason: str, words: str = ""
) -> Opportunity:
    """End a call without an outcome, by its publisher or by IOM; all at work on it are told.

    Raises PermissionDenied and IllegalStepError.
    """
    opportunity = Opportunity.objects.select_for_update(of=("self",)).get(pk=opportunity_id)
    by_iom = reason == CancelReason.IOM
    if not (can_take_down(by) if by_iom else can_manage(by, opportunity)):
        raise PermissionDenied
    opportunity.state, before = (
        next_call_state("cancel", opportunity.state),
        opportunity.state,
    )
    opportunity.cancel_reason, opportunity.closing_words = CancelReason(reason), words
    # Those who see the call now are told; the state itself closes nobody out.
    opportunity.save()
    _note_step(opportunity, "cancel", before, by)
    if by_iom:
        note(by=by, about=opportunity, what="cancel")
    letters.tell_of_cancelling(opportunity, by_iom=by_iom)
    return opportunity


@transaction.atomic
def close_opportunity(*, opportunity_id: int) -> bool:
    """Close a call whose deadline is over, by the clock; return whether it was still to be done."""
    opportunity = Opportunity.objects.select_for_update(of=("self",)).get(pk=opportunity_id)
    if opportunity.state != OpportunityState.PUBLISHED or opportunity.is_open:
        return False
    _move(opportunity, "close", next_call_state("close", opportunity.state), None)
    letters.tell_of_closing(opportunity)
    return True


def _write(
    opportunity: Opportunity,
    columns: Mapping[str, Any],
    tags: Mapping[str, Iterable[str]],
    criteria: Iterable[tuple[str, int]],
) -> None:
    for name, value in columns.items():
        setattr(opportunity, name, value)
    opportunity.save()
    opportunity.sectors.set(Sector.objects.filter(pk__in=tags.get("sectors", ())))
    opportunity.generations.set(Generation.objects.filter(pk__in=tags.get("generations", ())))
    opportunity.languages.set(Language.objects.filter(pk__in=tags.get("languages", ())))
    opportunity.place_links.all().delete()
    for name, relation in PLACES.items():
        for code in tags.get(name, ()):
            opportunity.place_links.create(relation=relation, place_id=code)
    opportunity.support_links.all().delete()
    for name, direction in SUPPORTS.items():
        for code in tags.get(name, ()):
            opportunity.support_links.create(direction=direction, support_type_id=code)
    opportunity.criteria.all().delete()
    for position, (text, weight) in enumerate(criteria):
        opportunity.criteria.create(position=position, text=text, weight=weight)


def _locked(opportunity_id: int, by: User) -> Opportunity:
    opportunity = Opportunity.objects.select_for_update(of=("self",)).get(pk=opportunity_id)
    if not can_manage(by, opportunity):
        raise PermissionDenied
    return opportunity


def _move(
    opportunity: Opportunity,
    step: str,
    state: OpportunityState,
    by: User | None,
    *,
    deadline: dt.datetime | None = None,
) -> None:
    before, opportunity.state = opportunity.state, state
    opportunity.save()
    _note_step(opportunity, step, before, by, deadline)


def _note_step(
    opportunity: Opportunity,
    step: str,
    before: str,
    by: User | None,
    deadline: dt.datetime | None = None,
) -> None:
    OpportunityStep.objects.create(
        opportunity=opportunity,
        step=step,
        from_state=before,
        to_state=opportunity.state,
        deadline=deadline,
        by=by,
    )


def _new_slug(title: str) -> str:
    """Readable, and never one of the fixed addresses beside it: those have no such tail."""
    return f"{slug_stem(title)}-{get_random_string(TAIL_LENGTH, TAIL_SIGNS)}"
