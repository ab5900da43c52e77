"""Matches into and out of the database: millions of rows, so COPY and plain numbers."""

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Count, Min

from partnerships.enums import Adjustment
from partnerships.match_arrays import Ids, Lists, take
from partnerships.match_routes import LENGTH, Route
from partnerships.match_runs import Snapshot
from partnerships.matching.engine import describe_lists
from partnerships.matching.statistics import PoolStatistics
from partnerships.matching.weights import COMPONENTS
from partnerships.models import Match, MatchRun

COLUMNS = (
    "run_id, channel, source_organization_id, source_partner_id, target_organization_id, "
    "target_partner_id, score, components, contributions, known, rank_before, rank, adjustment"
)
ADJUSTMENTS = tuple(Adjustment.values)
NULL = r"\N"
# `known` as PostgreSQL writes it, for every set of the seven bits.
KNOWN = [
    "{" + ",".join("t" if bits >> i & 1 else "f" for i in range(len(COMPONENTS))) + "}"
    for bits in range(1 << len(COMPONENTS))
]


def write_lists(
    run: MatchRun, snapshot: Snapshot, route: Route, lists: Lists, statistics: PoolStatistics
) -> None:
    """Store lists with everything that made their scores."""
    file = io.StringIO()
    file.writelines(_lines(run, snapshot, route, lists, statistics))
    file.seek(0)
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(Match._meta.db_table)
        cursor.copy_expert(f"COPY {table} ({COLUMNS}) FROM STDIN", file)


def _lines(
    run: MatchRun, snapshot: Snapshot, route: Route, lists: Lists, statistics: PoolStatistics
) -> Iterator[str]:
    sources, targets = route.sources(snapshot), route.targets(snapshot)
    rows = sources.positions(lists.sources)
    # Whoever has left since the lists were made is left out of them.
    lists, rows = take(lists, rows >= 0), rows[rows >= 0]
    found = targets.positions(lists.targets).astype(np.int32)
    told = describe_lists(
        sources.pool.take(rows), targets.pool, found, weights=route.weights, statistics=statistics
    )
    for i, source in enumerate(lists.sources.tolist()):
        start = f"{run.pk}\t{route.channel.value}\t" + (
            f"{NULL}\t{source}\t" if route.from_partners else f"{source}\t{NULL}\t"
        )
        components, contributions = told.components[i].tolist(), told.contributions[i].tolist()
        score, known = told.score[i].tolist(), told.known[i].tolist()
        before, adjustment = lists.rank_before[i].tolist(), lists.adjustment[i].tolist()
        for j, target in enumerate(lists.targets[i].tolist()):
            if found[i, j] < 0:
                continue
            goal = f"{NULL}\t{target}" if route.to_partners else f"{target}\t{NULL}"
            parts = ",".join(map(repr, components[j]))
            points = ",".join(map(str, contributions[j]))
            yield (
                f"{start}{goal}\t{score[j]}\t{{{parts}}}\t{{{points}}}\t{KNOWN[known[j]]}"
                f"\t{before[j]}\t{j + 1}\t{ADJUSTMENTS[adjustment[j]]}\n"
            )


def matches_on(run: MatchRun, route: Route) -> Any:
    """The matches of a run on one route."""
    return Match.objects.filter(
        run=run, channel=route.channel, source_partner__isnull=not route.from_partners
    )


def source_column(route: Route) -> str:
    return "source_partner_id" if route.from_partners else "source_organization_id"


def target_column(route: Route) -> str:
    return "target_partner_id" if route.to_partners else "target_organization_id"


def holders(run: MatchRun, route: Route, target: int) -> Ids:
    """Whose lists hold this target."""
    held = matches_on(run, route).filter(**{target_column(route): target})
    return np.array(sorted(held.values_list(source_column(route), flat=True)), np.int64)


def lowest_scores(run: MatchRun, route: Route) -> dict[int, int]:
    """What a target must score at least to be of interest to each source with a full list."""
    column = source_column(route)
    full = (
        matches_on(run, route)
        .values(column)
        .annotate(lowest=Min("score"), size=Count("pk"))
        .filter(size__gte=LENGTH)
    )
    return dict(full.values_list(column, "lowest"))


def delete_lists(run: MatchRun, route: Route, sources: Ids) -> None:
    matches_on(run, route).filter(**{f"{source_column(route)}__in": sources.tolist()}).delete()
