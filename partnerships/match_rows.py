"""Matches into and out of the database: millions of rows, so COPY and plain numbers."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.db import connection

from partnerships.enums import Adjustment
from partnerships.match_arrays import Ids, Lists, take
from partnerships.match_routes import Route
from partnerships.match_runs import Snapshot
from partnerships.matching.engine import describe_lists
from partnerships.matching.statistics import PoolStatistics
from partnerships.matching.weights import COMPONENTS
from partnerships.models import Match, MatchList, MatchRun

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
    sources = route.sources(snapshot)
    # Whoever has left since the lists were made is left out.
    lists = take(lists, sources.positions(lists.sources) >= 0)
    _copy(Match, COLUMNS, _lines(run, snapshot, route, lists, statistics))
    start = f"{run.pk}\t{route.name}\t"
    columns = (lists.sources, lists.open_cutoff, lists.closed_cutoff)
    _copy(
        MatchList,
        f"run_id, route, {source_column(route)}, open_cutoff, closed_cutoff",
        (
            f"{start}{source}\t{open_cutoff}\t{closed_cutoff}\n"
            for source, open_cutoff, closed_cutoff in zip(
                *(column.tolist() for column in columns), strict=True
            )
        ),
    )


def _copy(model: type[Match] | type[MatchList], columns: str, lines: Iterable[str]) -> None:
    file = io.StringIO()
    file.writelines(lines)
    file.seek(0)
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(model._meta.db_table)
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", file)


def _lines(
    run: MatchRun, snapshot: Snapshot, route: Route, lists: Lists, statistics: PoolStatistics
) -> Iterator[str]:
    sources, targets = route.sources(snapshot), route.targets(snapshot)
    rows = sources.positions(lists.sources)
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


def cutoffs(run: MatchRun, route: Route) -> dict[int, tuple[int, int]]:
    """What an open and a closed target must score to be a candidate, by source."""
    stored = MatchList.objects.filter(run=run, route=route.name)
    return {
        source: (open_cutoff, closed_cutoff)
        for source, open_cutoff, closed_cutoff in stored.values_list(
            source_column(route), "open_cutoff", "closed_cutoff"
        )
    }


def delete_lists(run: MatchRun, route: Route, sources: Ids) -> None:
    these = {f"{source_column(route)}__in": sources.tolist()}
    matches_on(run, route).filter(**these).delete()
    MatchList.objects.filter(run=run, route=route.name, **these).delete()
