"""The steps of a match run, each done once however often it is asked for.

prepare → score (block by block) → order (all blocks at once) → write (block by block) → finish.
Whoever works on a block or a run holds its row's lock until all of the step is stored: a killed
worker leaves nothing behind, and a second one finds the row taken or the step done. Loads the
compiled kernels, so tasks and commands import it, pages do not.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from partnerships.actions.runs import EXPOSURE_DAYS, Step, due_steps, end_run
from partnerships.enums import BlockState, RunState
from partnerships.match_arrays import Candidates, Lists, Standing, pack, unpack
from partnerships.match_finding import find
from partnerships.match_marks import codes_of, mark
from partnerships.match_orders import order
from partnerships.match_pools import keep_pool
from partnerships.match_routes import Route, routes_of
from partnerships.match_rows import write_lists
from partnerships.match_runs import Snapshot, keep, snapshot_for, snapshot_now
from partnerships.match_sides import Side
from partnerships.matching.exposure import day_seed
from partnerships.matching.statistics import PoolStatistics
from partnerships.memory import give_back
from partnerships.models import BlockPart, MatchBlock, MatchRun, RouteExposure
from partnerships.weights_in_force import versions_of, weights_in_force

logger = logging.getLogger(__name__)

# A step that was begun this often and never ended will not end the next time either.
MOST_ATTEMPTS = 5


def prepare_match_run(*, run_id: int) -> None:
    """Count the statistics, note which state of each listing is scored, cut the blocks."""
    with _running(run_id, Q(statistics="")) as run:
        if run is None:
            return
        snapshot = snapshot_now()
        run.codes = codes_of(snapshot.vocabulary)
        mark(run, (snapshot.organizations, snapshot.partners), snapshot.vocabulary)
        transaction.on_commit(partial(keep, run, snapshot))
        sides = {"organization": snapshot.organizations, "partner": snapshot.partners}
        for name, side in sides.items():
            MatchBlock.objects.bulk_create(
                MatchBlock(run=run, **{f"{name}_ids": ids}) for ids in _blocks(side)
            )
        keep_pool(run, snapshot)
        give_back()
        run.statistics = snapshot.statistics().to_json()
        run.weights_version = versions_of(weights_in_force())
        run.organizations, run.partners = len(snapshot.organizations), len(snapshot.partners)
        _save(run, "codes", "statistics", "weights_version", "organizations", "partners")


def score_block(*, block_id: int) -> None:
    """Find the candidates of a block's sources on every route."""
    with _block(block_id, BlockState.WAITING) as block:
        if block is None:
            return
        snapshot = snapshot_for(block.run)
        statistics = PoolStatistics.from_json(block.run.statistics)
        for route in routes_of(block.run):
            if (rows := _rows(snapshot, route, block)).size:
                found = pack({route.name: find(snapshot, route, rows, statistics)})
                block.parts.create(route=route.name, arrays=found)
        block.state = BlockState.SCORED
        _save(block, "state")


def order_match_run(*, run_id: int) -> None:
    """Cut the lists from the candidates of all blocks, with fair exposure."""
    with _running(run_id, ~Q(statistics=""), ordered_at=None) as run:
        if run is None or run.blocks.filter(state=BlockState.WAITING).exists():
            return
        snapshot = snapshot_for(run)
        statistics = PoolStatistics.from_json(run.statistics)
        for route in routes_of(run):
            # One route at a time is held in memory.
            _order_route(run, snapshot, route, statistics)
            give_back()
        run.ordered_at = timezone.now()
        _save(run, "ordered_at", "figures")


def _order_route(
    run: MatchRun, snapshot: Snapshot, route: Route, statistics: PoolStatistics
) -> None:
    stored = BlockPart.objects.filter(block__run=run, route=route.name).order_by("block_id")
    parts = list(stored.values_list("pk", flat=True))
    if not parts:
        return

    def candidates() -> Iterator[Candidates]:
        for pk in parts:
            arrays = BlockPart.objects.values_list("arrays", flat=True).get(pk=pk)
            yield unpack(Candidates, arrays)[route.name]

    lists, standing, run.figures[route.name] = order(
        snapshot,
        route,
        candidates,
        statistics=statistics,
        past_exposure=past_exposure(run, route),
        seed=seed_of(run),
    )
    keep_standing(run, route, standing)
    for pk, own in zip(parts, lists, strict=True):
        BlockPart.objects.filter(pk=pk).update(arrays=pack({route.name: own}))


def write_block(*, block_id: int) -> None:
    """Store a block's matches, under a run that no reader looks at yet."""
    with _block(block_id, BlockState.SCORED, run__ordered_at__isnull=False) as block:
        if block is None:
            return
        snapshot = snapshot_for(block.run)
        statistics = PoolStatistics.from_json(block.run.statistics)
        parts = dict(block.parts.values_list("route", "arrays"))
        for route in routes_of(block.run):
            if route.name in parts:
                lists = unpack(Lists, parts[route.name])[route.name]
                write_lists(block.run, snapshot, route, lists, statistics)
        block.parts.all().delete()
        block.state = BlockState.DONE
        _save(block, "state")


def finish_match_run(*, run_id: int) -> bool:
    """Give readers the new run in place of the old one; return whether it was this call."""
    with _running(run_id, ordered_at__isnull=False) as run:
        if run is None or run.blocks.exclude(state=BlockState.DONE).exists():
            return False
        now = timezone.now()
        MatchRun.objects.filter(state=RunState.CURRENT).update(
            state=RunState.SUPERSEDED, superseded_at=now
        )
        run.state, run.finished_at = RunState.CURRENT, now
        _save(run, "state", "finished_at")
        return True


def take_due_steps(*, run_id: int) -> list[Step]:
    """Take once, in this process, each step that is due; return them."""
    take = {
        "prepare_match_run": lambda pk: prepare_match_run(run_id=pk),
        "score_block": lambda pk: score_block(block_id=pk),
        "order_match_run": lambda pk: order_match_run(run_id=pk),
        "write_block": lambda pk: write_block(block_id=pk),
        "finish_match_run": lambda pk: finish_match_run(run_id=pk),
    }
    due = due_steps(MatchRun.objects.get(pk=run_id))
    for name, pk in due:
        take[name](pk)
    return due


def seed_of(run: MatchRun) -> int:
    """The key of the run's draws by lot: one a day, and nobody outside can tell tomorrow's."""
    return day_seed(run.started_at.date().isoformat(), settings.SECRET_KEY.encode())


def past_exposure(run: MatchRun, route: Route) -> dict[int, float]:
    """How often each target was shown over the four weeks before the day of this run.

    Each day counts the run that stood at its end, so that all runs of one day agree.
    """
    today = dt.datetime.combine(run.started_at.date(), dt.time(), dt.UTC)
    exposures = RouteExposure.objects.filter(
        Q(run__superseded_at=None) | Q(run__superseded_at__gt=today - dt.timedelta(EXPOSURE_DAYS)),
        route=route.name, run__finished_at__lt=today,
        run__state__in=(RunState.CURRENT, RunState.SUPERSEDED),
    ).select_related("run")  # fmt: skip
    total: dict[int, float] = {}
    ends = [today - dt.timedelta(days) for days in range(EXPOSURE_DAYS)]
    for row in exposures:
        since, until = row.run.finished_at or today, row.run.superseded_at or today
        days = sum(since < end <= until for end in ends)
        standing = unpack(Standing, row.standing)[route.name]
        if days:
            for target, shown in zip(standing.targets.tolist(), standing.exposure, strict=True):
                total[target] = total.get(target, 0.0) + days * float(shown)
    return total


def keep_standing(run: MatchRun, route: Route, standing: Standing) -> None:
    ratio = float(standing.ratio[0])
    RouteExposure.objects.create(
        run=run,
        route=route.name,
        floor=float(standing.floor[0]),
        ratio=None if np.isnan(ratio) else ratio,
        standing=pack({route.name: standing}),
    )


def _blocks(side: Side) -> Iterator[list[int]]:
    ids, size = side.ids.tolist(), settings.MATCHING_BLOCK_SIZE
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _rows(snapshot: Snapshot, route: Route, block: MatchBlock) -> Any:
    ids = block.partner_ids if route.from_partners else block.organization_ids
    rows = route.sources(snapshot).positions(np.array(ids, np.int64))
    return rows[rows >= 0]


@contextmanager
def _running(run_id: int, *conditions: Q, **filters: Any) -> Iterator[MatchRun | None]:
    """The run, locked to the end of the step; None if the step is done, or somebody is at it."""
    wanted = MatchRun.objects.filter(*conditions, pk=run_id, state=RunState.RUNNING, **filters)
    if not _begin(wanted, run_id):
        yield None
        return
    with transaction.atomic():
        # Matches refer to the run: a lock that lets them be inserted meanwhile.
        run = wanted.select_for_update(skip_locked=True, no_key=True).first()
        if run is not None:
            run.attempts, run.queued_at = 0, None
        yield run
        if run is not None:
            _save(run, "attempts", "queued_at")


@contextmanager
def _block(block_id: int, state: BlockState, **filters: Any) -> Iterator[MatchBlock | None]:
    """The block, locked to the end of the step; None if the step is done, or somebody is at it."""
    wanted = MatchBlock.objects.filter(
        pk=block_id, state=state, run__state=RunState.RUNNING, **filters
    )
    run_id = wanted.values_list("run_id", flat=True).first()
    if run_id is None or not _begin(wanted, run_id):
        yield None
        return
    with transaction.atomic():
        block = (
            wanted.select_related("run").select_for_update(skip_locked=True, of=("self",)).first()
        )
        if block is not None:
            block.attempts, block.queued_at = 0, None
        yield block
        if block is not None:
            _save(block, "attempts", "queued_at")


def _begin(wanted: Any, run_id: int) -> bool:
    """Count the attempt where a crash cannot undo it; end a run that only ever crashes."""
    with transaction.atomic():
        row = wanted.select_for_update(skip_locked=True, no_key=True, of=("self",)).first()
        if row is None:
            return False
        type(row)._default_manager.filter(pk=row.pk).update(attempts=F("attempts") + 1)
    if row.attempts >= MOST_ATTEMPTS:
        logger.error("match run %s given up after %s attempts at a step", run_id, row.attempts)
        end_run(run_id, RunState.FAILED)
        return False
    return True


def _save(row: MatchRun | MatchBlock, *columns: str) -> None:
    row.save(update_fields=columns)
