"""Saying which recommendations of the exchanges a partnership pursues."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from partnerships.actions.partnerships import standing
from partnerships.models import Partnership, PartnershipParty, Pursuit
from partnerships.partnership_enums import EventKind, PartnershipState, PartyStanding
from partnerships.partnership_workflow import NotPossibleError
from sessions_archive.models import Recommendation


@transaction.atomic
def choose_recommendations(
    *, partnership_id: int, party_id: int, by: User, recommendations: Collection[Recommendation]
) -> list[Pursuit]:
    """Let the partnership pursue these and no others; any party may say so, at any time.

    Of a work that has begun, who has joined it. The same again changes nothing. Raises
    PermissionDenied, and NotPossibleError where nothing was agreed or one is only invited.
    """
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    partnership = now.partnership
    if not may_choose(partnership, now.acting):
        raise NotPossibleError("pursue", partnership.state)
    wanted = {row.pk: row for row in recommendations}
    there = set(partnership.pursuits.values_list("recommendation_id", flat=True))
    if there != set(wanted):
        partnership.pursuits.exclude(recommendation__in=wanted).delete()
        for pk, recommendation in wanted.items():
            if pk not in there:
                Pursuit.objects.create(
                    partnership=partnership,
                    recommendation=recommendation,
                    party=now.acting,
                    by=by,
                )
        now.note(EventKind.PURSUES)
        partnership.save(update_fields=["changed_at"])
    return list(partnership.pursuits.select_related("recommendation__edition"))


def may_choose(partnership: Partnership, party: PartnershipParty) -> bool:
    """Whoever was told of what is being written; of what was agreed, who has joined it."""
    if partnership.in_force_id is None:
        return partnership.state != PartnershipState.NOT_AGREED
    return party.standing == PartyStanding.JOINED
