"""Lists of matches into and out of the database: many, so COPY and plain numbers."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from partnerships.copying import copy_rows
from partnerships.match_arrays import Ids, Lists, take
from partnerships.match_routes import Route
from partnerships.match_runs import Snapshot
from partnerships.matching.engine import describe_lists
from partnerships.matching.statistics import PoolStatistics
from partnerships.models import MatchList, MatchRun


def write_lists(
    run: MatchRun, snapshot: Snapshot, route: Route, lists: Lists, statistics: PoolStatistics
) -> None:
    """Store lists with everything that made their scores."""
    # Whoever has left since the lists were made is left out.
    lists = take(lists, route.sources(snapshot).positions(lists.sources) >= 0)
    copy_rows(MatchList, _parts(run, snapshot, route, lists, statistics))


def _parts(
    run: MatchRun, snapshot: Snapshot, route: Route, lists: Lists, statistics: PoolStatistics
) -> Iterator[dict[str, npt.NDArray[Any]]]:
    """The columns of lists of the same length, one length after the other."""
    sources, targets = route.sources(snapshot), route.targets(snapshot)
    found = targets.positions(lists.targets).astype(np.int32)
    together = np.argsort(found < 0, axis=1, kind="stable")
    found = np.take_along_axis(found, together, axis=1)
    told = describe_lists(
        sources.pool.take(sources.positions(lists.sources)), targets.pool, found,
        weights=route.weights, statistics=statistics,
    )  # fmt: skip
    columns: dict[str, npt.NDArray[Any]] = {
        "targets": np.take_along_axis(lists.targets, together, axis=1),
        "contributions": told.contributions,
        "known": told.known.astype(np.int16),
        "ranks_before": np.take_along_axis(lists.rank_before, together, axis=1),
        "adjustments": np.take_along_axis(lists.adjustment, together, axis=1).astype(np.int16),
    }
    lengths = (found >= 0).sum(axis=1)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        yield {
            "run_id": np.full(rows.size, run.pk, np.int64),
            "channel": np.full(rows.size, route.channel.value.encode()),
            source_column(route): lists.sources[rows],
            "edit": np.full(rows.size, run.edits, np.int32),
            "open_cutoff": lists.open_cutoff[rows],
            "closed_cutoff": lists.closed_cutoff[rows],
            **{
                name: column[rows, :length].reshape(rows.size, -1)
                for name, column in columns.items()
            },
        }


def lists_on(run: MatchRun, route: Route) -> QuerySet[MatchList]:
    """The lists of a run on one route."""
    return MatchList.objects.filter(
        run=run, channel=route.channel, source_partner__isnull=not route.from_partners
    )


def source_column(route: Route) -> str:
    return "source_partner_id" if route.from_partners else "source_organization_id"


def delete_lists(run: MatchRun, route: Route, sources: Ids) -> None:
    these = lists_on(run, route).filter(**{f"{source_column(route)}__in": sources.tolist()})
    these._raw_delete(these.db)
