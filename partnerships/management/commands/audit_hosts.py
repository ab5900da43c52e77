"""Whether every group that a host could help has three candidates, or a reason."""

import json
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organizations.enums import Audience
from organizations.models import Organization
from partnerships.audits import current_run
from partnerships.enums import Channel, RunState
from partnerships.host_rules import UNREGISTERED
from partnerships.host_search import FEW_OFFER, LEAST, PARTNERS_ONLY, SOME_SET_ASIDE
from partnerships.matching.weights import COMPONENTS
from partnerships.models import MatchFeedback, MatchList, ScoredListing


class Command(BaseCommand):
    help = (
        "Print as JSON how many of the published groups without registration have three or more "
        "possible hosts in the current match run, and for which reasons the others have fewer."
    )

    def handle(self, **options: Any) -> None:
        if current_run() is None:
            raise CommandError("There is no current match run. Make one: manage.py rescore --wait")
        self.stdout.write(json.dumps(figures(), indent=2))


def figures() -> dict[str, Any]:
    """How many of the groups that a host could help have LEAST candidates, and why others not.

    Counted over what is stored. `explained`: every candidate carries what its seven reasons are
    made of; `unexplained` counts groups that have fewer without a reason.
    """
    eligible = Organization.objects.published()
    groups = {
        pk: (is_open, audience)
        for pk, is_open, audience in eligible.filter(legal_status__in=UNREGISTERED).values_list(
            "pk", "is_open_to_matching", "audience"
        )
    }
    lists = {
        row.source_organization_id: row
        for row in MatchList.objects.current().filter(channel=Channel.HOST)
    }
    scored = ScoredListing.objects.filter(run__state=RunState.CURRENT, listing__isnull=False)
    there = set(scored.filter(organization__in=groups).values_list("organization", flat=True))
    aside = set(
        MatchFeedback.objects.setting_aside()
        .filter(source_organization__in=groups, target_organization__isnull=False)
        .values_list("source_organization", flat=True)
    )
    reasons: Counter[str] = Counter()
    explained = enough = 0
    for pk, (is_open, audience) in groups.items():
        row = lists.get(pk)
        matches = row.matches if row else []
        explained += all(
            len(match.contributions) == len(COMPONENTS) and match.score for match in matches
        )
        if len(matches) >= LEAST:
            enough += 1
        elif audience == Audience.IOM:
            reasons["iom_only"] += 1
        elif not is_open:
            reasons["closed"] += 1
        elif audience == Audience.PARTNERS:
            reasons[PARTNERS_ONLY] += 1
        elif pk not in there:
            reasons["not_scored"] += 1
        elif pk in aside:
            reasons[SOME_SET_ASIDE] += 1
        else:
            reasons[FEW_OFFER if matches else "none_host"] += 1
    return {
        "groups": len(groups),
        "with_three_or_more": enough,
        "explained": explained,
        "fewer": dict(sorted(reasons.items())),
        "unexplained": len(groups) - enough - sum(reasons.values()),
    }
