"""Matches as plain values to compare."""

from typing import Any

from organizations.models import Organization
from partnerships.models import Match, MatchList, MatchRun, Partner


def lists(run: MatchRun | None = None) -> list[MatchList]:
    """Of the current run unless told, in a fixed order."""
    found = MatchList.objects.filter(run=run) if run else MatchList.objects.current()
    return list(found.order_by("channel", "source_organization_id", "source_partner_id"))


def matches(run: MatchRun | None = None) -> list[Match]:
    return [match for one in lists(run) for match in one.matches]


def rows(run: MatchRun | None = None) -> list[tuple[Any, ...]]:
    """Everything that was stored of each match."""
    return [
        (
            match.channel,
            match.of.source_organization_id,
            match.of.source_partner_id,
            match.target_organization_id,
            match.target_partner_id,
            match.score,
            match.contributions,
            match.known,
            match.rank_before,
            match.rank,
            match.adjustment,
        )
        for match in matches(run)
    ]


def pairs(run: MatchRun | None = None) -> set[tuple[str, str, str]]:
    """(channel, source, target) by name."""
    groups = dict(Organization.objects.values_list("pk", "name"))
    bodies = dict(Partner.objects.values_list("pk", "name"))
    return {
        (
            match.channel,
            groups[match.of.source_organization_id]
            if match.of.source_organization_id
            else bodies[match.of.source_partner_id or 0],
            groups[match.target_organization_id]
            if match.target_organization_id
            else bodies[match.target_partner_id or 0],
        )
        for match in matches(run)
    }
