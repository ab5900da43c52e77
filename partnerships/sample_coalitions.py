"""Three fictional coalitions: one that is nearly ready, one that asks the leader's group, and one
that a publisher proposes. Labelled, the same on every run."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from organizations.enums import Audience, Source
from organizations.models import Organization
from organizations.sample.chance import sample_uuid
from partnerships.coalition_search import as_members, covered
from partnerships.coalition_workflow import Say
from partnerships.models import Coalition, CoalitionMember, Opportunity

# The calls of sample_opportunities.json, by their place there.
EVENING_CLASSES, RURAL_CLINICS, MEETING_ROOMS = 0, 1, 2
FEW, LOOKED_AT = 3, 200
AGREED, ASKED = Say.AGREED, Say.ASKED


@transaction.atomic
def load_coalitions(*, seed: int) -> int:
    """Create the three where the sample has none yet; return how many were created."""
    if Coalition.objects.filter(opportunity__source=Source.SAMPLE).exists():
        return 0
    calls = {
        number: call
        for number in (EVENING_CLASSES, RURAL_CLINICS, MEETING_ROOMS)
        if (call := _call(seed, number))
    }
    everybody = as_members(Organization.objects.all())
    leader = everybody.get(uuid=sample_uuid("organization", seed, 0))
    taken: set[int] = {leader.pk}
    made = 0
    for number, starting, led_by, says in (
        (RURAL_CLINICS, [leader], 0, (AGREED, AGREED, ASKED)),
        (MEETING_ROOMS, [leader], 1, (ASKED, AGREED, AGREED)),
        (EVENING_CLASSES, [], None, (ASKED, AGREED, ASKED)),
    ):
        call = calls.get(number)
        groups = _cover(call, starting, taken) if call else []
        # A sample of few groups has fewer coalitions.
        if call is None or len(groups) < 2:
            continue
        lead = None if led_by is None else groups[led_by]
        _store(call, groups, says, lead=lead, by_publisher=lead is None, seed=seed, number=number)
        taken |= {group.pk for group in groups}
        made += 1
    return made


def _call(seed: int, number: int) -> Opportunity | None:
    uuid = sample_uuid("opportunity", seed, number)
    return Opportunity.objects.with_tags().filter(uuid=uuid).first()


def _cover(
    call: Opportunity, starting: Sequence[Organization], taken: Collection[int]
) -> list[Organization]:
    """Add the groups that were invented first and cover what is missing, up to three in all."""
    pool = (
        as_members(Organization.objects.published())
        .filter(source=Source.SAMPLE, audience=Audience.PUBLIC, hidden_from=[])
        .exclude(pk__in=[*taken, call.organization_id or 0])
        .order_by("-published_at", "pk")[:LOOKED_AT]
    )
    groups = list(starting)
    missing, _ = covered(call, groups)
    looked_at = list(pool)
    _, covers = covered(call, looked_at)
    for group, covered_by_it in zip(looked_at, covers, strict=True):
        if len(groups) == FEW or not missing:
            break
        if any(one in missing for one in covered_by_it):
            groups.append(group)
            missing = [one for one in missing if one not in covered_by_it]
    return groups


def _store(
    call: Opportunity,
    groups: Sequence[Organization],
    says: Sequence[Say],
    *,
    lead: Organization | None,
    by_publisher: bool,
    seed: int,
    number: int,
) -> None:
    now = timezone.now()
    coalition = Coalition.objects.create(
        uuid=sample_uuid("coalition", seed, number),
        opportunity=call,
        lead=lead,
        by_publisher=by_publisher,
        created_at=now - timedelta(days=2),
    )
    for group, say in zip(groups, says, strict=False):
        CoalitionMember.objects.create(
            coalition=coalition,
            organization=group,
            state=say,
            asked_at=coalition.created_at,
            answered_at=now - timedelta(days=1) if say == AGREED else None,
        )
