"""A few fictional calls in every state of their life, and what groups answered."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from organizations.enums import Direction, Source, Status
from organizations.models import Membership, Organization
from organizations.sample.chance import sample_slug, sample_uuid
from partnerships.data.files import read_texts
from partnerships.models import (
    Assessment,
    ExpressionMember,
    ExpressionOfInterest,
    Opportunity,
    Partner,
    Representative,
    Score,
)
from partnerships.opportunity_enums import MemberState
from partnerships.sample import FOUNDATION, PUBLIC_BODY
from partnerships.weighing import weighted_total

# The group that the sample's leader speaks for.
LEADER = 0


@transaction.atomic
def load_opportunities(*, seed: int) -> int:
    """Create those of the sample's calls that are not there; return how many."""
    texts = read_texts("sample_opportunities.json")
    there = set(Opportunity.objects.filter(source=Source.SAMPLE).values_list("uuid", flat=True))
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    created = 0
    for number, entry in enumerate(texts["calls"]):
        uuid = sample_uuid("opportunity", seed, number)
        if uuid not in there and (publisher := _publisher(entry, seed)):
            call = _call(entry, uuid, noon, publisher)
            for answer in entry.get("answers", []):
                _answer(call, answer, noon, seed)
            created += 1
    return created


def _publisher(entry: dict[str, Any], seed: int) -> dict[str, Any] | None:
    """One of the two partners that the logins speak for, or a group that is not the leader's."""
    number = {"foundation": FOUNDATION, "public_body": PUBLIC_BODY}.get(entry["publisher"])
    if number is not None:
        return {"partner": Partner.objects.get(uuid=sample_uuid("partner", seed, number))}
    leader = sample_uuid("organization", seed, LEADER)
    groups = Organization.objects.filter(source=Source.SAMPLE, status=Status.PUBLISHED)
    group = groups.exclude(uuid=leader).order_by("pk").first()
    return {"organization": group} if group else None


def _call(
    entry: dict[str, Any], uuid: Any, noon: dt.datetime, publisher: dict[str, Any]
) -> Opportunity:
    def day(name: str) -> dt.datetime | None:
        return noon + dt.timedelta(days=entry[name]) if name in entry else None

    call = Opportunity.objects.create(
        **publisher,
        **entry["columns"],
        uuid=uuid,
        slug=sample_slug(entry["columns"]["title"], uuid),
        source=Source.SAMPLE,
        created_at=noon - dt.timedelta(days=60),
        published_at=day("published"),
        questions_until=day("questions_until"),
        deadline=day("deadline"),
        decided_at=day("decided"),
    )
    for criterion in (
        {"position": position, "text": text, "weight": weight}
        for position, (text, weight) in enumerate(entry["criteria"])
    ):
        call.criteria.create(**criterion)
    tags = entry["tags"]
    call.sectors.set(tags.get("sectors", []))
    call.generations.set(tags.get("generations", []))
    call.languages.set(tags.get("languages", []))
    for relation in ("heritage", "residence", "works_in"):
        for code in tags.get(relation, []):
            call.place_links.create(relation=relation, place_id=code)
    for direction in Direction:
        for code in tags.get(direction, []):
            call.support_links.create(direction=direction, support_type_id=code)
    for question, answer in entry.get("questions", []):
        call.questions.create(
            text=question,
            asked_at=noon - dt.timedelta(days=2),
            answer=answer,
            answered_at=noon - dt.timedelta(days=1) if answer else None,
        )
    return call


def _answer(call: Opportunity, entry: dict[str, Any], noon: dt.datetime, seed: int) -> None:
    named = [sample_uuid("organization", seed, number) for number in entry["groups"]]
    found = {
        row.uuid: row
        for row in Organization.objects.filter(uuid__in=named, status=Status.PUBLISHED)
    }
    # A sample of fewer groups has fewer answers.
    if len(found) < len(named):
        return
    groups = [found[uuid] for uuid in named]
    is_sent = entry["state"] != "draft"
    expression = ExpressionOfInterest.objects.create(
        opportunity=call,
        state=entry["state"],
        created_at=noon - dt.timedelta(days=20),
        submitted_at=noon - dt.timedelta(days=19) if is_sent else None,
        decided_at=call.decided_at if entry.get("outcome") else None,
        **entry["columns"],
        **entry.get("outcome", {}),
    )
    for group in groups:
        is_lead = group == groups[0]
        agreed = is_lead or is_sent
        ExpressionMember.objects.create(
            expression=expression,
            opportunity=call,
            organization=group,
            is_lead=is_lead,
            state=MemberState.AGREED if agreed else MemberState.ASKED,
            agreed_version=expression.version if agreed else None,
            answered_by=_person_of(group) if agreed else None,
        )
    if scores := entry.get("scores"):
        _assess(expression, scores)


def _assess(expression: ExpressionOfInterest, values: list[int]) -> None:
    criteria = list(expression.opportunity.criteria.all())
    representative = Representative.objects.filter(partner=expression.opportunity.partner).order_by(
        "pk"
    )[:1]
    scores = {row.pk: value for row, value in zip(criteria, values, strict=True)}
    assessment = Assessment.objects.create(
        expression=expression,
        assessor=representative[0].user if representative else None,
        total=weighted_total(scores, {row.pk: row.weight for row in criteria}),
    )
    Score.objects.bulk_create(
        Score(assessment=assessment, criterion_id=pk, value=value) for pk, value in scores.items()
    )


def _person_of(group: Organization) -> Any:
    membership = Membership.objects.filter(organization=group).select_related("user").first()
    return membership.user if membership else None
