"""Calls, and what comes in for them."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.enums import Direction
from organizations.models import Organization
from partnerships.models import (
    ExpressionMember,
    ExpressionOfInterest,
    Opportunity,
    Partner,
)
from partnerships.models.expressions import TEXTS
from partnerships.opportunity_enums import (
    ExpressionState,
    FormKind,
    MemberState,
    OpportunityState,
)
from tests.factories.partnerships import make_partner

DAY = timedelta(days=1)
_numbers = count(1)


@transaction.atomic
def make_opportunity(
    *,
    publisher: Partner | Organization | None = None,
    representative: User | None = None,
    sectors: Iterable[str] = ("education",),
    heritage: Iterable[str] = (),
    residence: Iterable[str] = (),
    works_in: Iterable[str] = (),
    generations: Iterable[str] = (),
    offers: Iterable[str] = ("funding",),
    needs: Iterable[str] = (),
    languages: Iterable[str] = (),
    criteria: Iterable[tuple[str, int]] = (("Fits the need", 60), ("Can be done", 40)),
    **fields: Any,
) -> Opportunity:
    """Return an open call of a verified foundation that anybody may answer for ten days."""
    publisher = publisher or make_partner(representative=representative)
    number, now = next(_numbers), timezone.now()
    values: dict[str, Any] = {
        "slug": f"call-{number}",
        "title": f"Call {number}",
        "description": "We want to help evening schools.",
        "offered": "Up to 5,000 US dollars for a year.",
        "asked": "A class for thirty children.",
        "state": OpportunityState.PUBLISHED,
        "zone": "Europe/Zurich",
        "published_at": now - DAY,
        "questions_until": now + 5 * DAY,
        "deadline": now + 10 * DAY,
        **fields,
    }
    if values["state"] == OpportunityState.DRAFT:
        values["published_at"] = None
    elif values["state"] != OpportunityState.PUBLISHED and "deadline" not in fields:
        values |= {"published_at": now - 30 * DAY, "deadline": now - 2 * DAY}
        values["questions_until"] = now - 9 * DAY
    if values["state"] == OpportunityState.DECIDED:
        values["decided_at"] = now
    side = "partner" if isinstance(publisher, Partner) else "organization"
    call = Opportunity.objects.create(**{side: publisher}, **values)
    call.sectors.set(sectors)
    call.generations.set(generations)
    call.languages.set(languages)
    for relation, codes in (
        ("heritage", heritage),
        ("residence", residence),
        ("works_in", works_in),
    ):
        for code in codes:
            call.place_links.create(relation=relation, place_id=code)
    for direction, codes in ((Direction.OFFERS, offers), (Direction.NEEDS, needs)):
        for code in codes:
            call.support_links.create(direction=direction, support_type_id=code)
    for position, (text, weight) in enumerate(criteria):
        call.criteria.create(position=position, text=text, weight=weight)
    return call


def close(call: Opportunity, state: str = OpportunityState.CLOSED) -> Opportunity:
    """Let the deadline of an open call be over."""
    now = timezone.now()
    Opportunity.objects.filter(pk=call.pk).update(
        published_at=now - 30 * DAY,
        questions_until=now - 9 * DAY,
        deadline=now - DAY,
        state=state,
    )
    call.refresh_from_db()
    return call


def make_expression(
    call: Opportunity,
    lead: Organization,
    *others: Organization,
    state: str = ExpressionState.UNDER_REVIEW,
    **fields: Any,
) -> ExpressionOfInterest:
    """Return what a group, with others that agreed, answers to a call: complete, and sent."""
    is_sent = state not in (ExpressionState.DRAFT, ExpressionState.WITHDRAWN)
    values = {
        "form": FormKind.LIGHT,
        **{name: f"Our {name}." for name in TEXTS[:3]},
        "submitted_at": timezone.now() if is_sent else None,
        **fields,
    }
    expression = ExpressionOfInterest.objects.create(opportunity=call, state=state, **values)
    for group in (lead, *others):
        ExpressionMember.objects.create(
            expression=expression,
            opportunity=call,
            organization=group,
            is_lead=group == lead,
            state=MemberState.AGREED,
            agreed_version=expression.version,
        )
    return expression
