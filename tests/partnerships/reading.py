"""Matches as plain values to compare."""

from typing import Any

from partnerships.models import Match, MatchRun

COLUMNS = (
    "channel",
    "source_organization_id",
    "source_partner_id",
    "target_organization_id",
    "target_partner_id",
    "score",
    "components",
    "contributions",
    "known",
    "rank_before",
    "rank",
    "adjustment",
)


def rows(run: MatchRun | None = None, **filters: Any) -> list[tuple[Any, ...]]:
    """Everything that was stored, of the current run unless told, in a fixed order."""
    matches = Match.objects.filter(run=run) if run else Match.objects.current()
    order = ("channel", "source_organization_id", "source_partner_id", "rank")
    return list(matches.filter(**filters).order_by(*order).values_list(*COLUMNS))


def pairs(run: MatchRun | None = None) -> set[tuple[str, str, str]]:
    """(channel, source, target) by name."""
    matches = Match.objects.filter(run=run) if run else Match.objects.current()
    names = ("organization__name", "partner__name")
    return {
        (channel, own_group or own_body, other_group or other_body)
        for channel, own_group, own_body, other_group, other_body in matches.values_list(
            "channel",
            *(f"{side}_{name}" for side in ("source", "target") for name in names),
        )
    }
