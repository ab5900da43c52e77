"""The life of a match run, apart from the scoring: start, what is due, stop, clear away."""

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from organizations.models import Organization
from partnerships.enums import BlockState, RunState
from partnerships.models import (
    MatchBlock,
    MatchList,
    MatchPool,
    MatchRun,
    Partner,
    RouteExposure,
    ScoredListing,
)
from partnerships.nudges import nudge
from partnerships.rules import can_start_runs

OVER = (RunState.SUPERSEDED, RunState.CANCELLED, RunState.FAILED)
# Exposure is fair over four weeks.
EXPOSURE_DAYS = 28
# What was handed to the workers this long ago and is not done is handed out again.
PATIENCE = dt.timedelta(seconds=55)

Step = tuple[str, int]  # a task's name and the id it takes


def start_match_run(*, by: User | None = None) -> tuple[MatchRun, bool]:
    """Start a run, or join the one that is running; the second value says which.

    `by` is empty for the nightly run and the command line. Raises PermissionDenied for a person
    who may not start runs.
    """
    if by is not None and not can_start_runs(by):
        raise PermissionDenied
    while True:
        try:
            with transaction.atomic():
                run = MatchRun.objects.create(started_by=by)
                transaction.on_commit(partial(queue_due, run.pk))
            return run, True
        except IntegrityError:
            # The constraint lets one run at a time be.
            running = MatchRun.objects.filter(state=RunState.RUNNING).first()
            if running is not None:
                return running, False


@transaction.atomic
def cancel_match_run(*, run_id: int, by: User | None = None) -> bool:
    """Stop a run; return whether there was anything to stop. Readers keep the current one."""
    if by is not None and not can_start_runs(by):
        raise PermissionDenied
    return end_run(run_id, RunState.CANCELLED)


def end_run(run_id: int, state: RunState) -> bool:
    """Take a running run out of work."""
    return bool(
        MatchRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(
            state=state, finished_at=timezone.now()
        )
    )


def due_steps(run: MatchRun, *, unanswered: dt.timedelta = dt.timedelta()) -> list[Step]:
    """What can be done now for a running run, as far as nobody was asked `unanswered` ago."""
    if run.state != RunState.RUNNING:
        return []
    before = Q(queued_at=None) | Q(queued_at__lte=timezone.now() - unanswered)
    blocks = run.blocks.exclude(state=BlockState.DONE)
    waiting = blocks.filter(state=BlockState.WAITING)
    if run.statistics and waiting.exists():
        return [("score_block", pk) for pk in waiting.filter(before).values_list("pk", flat=True)]
    if run.ordered_at and blocks.exists():
        return [("write_block", pk) for pk in blocks.filter(before).values_list("pk", flat=True)]
    if not MatchRun.objects.filter(before, pk=run.pk).exists():
        return []
    if not run.statistics:
        return [("prepare_match_run", run.pk)]
    return [("finish_match_run" if run.ordered_at else "order_match_run", run.pk)]


def is_step_over(run: MatchRun) -> bool:
    """Whether every block is through the step that the run is at."""
    open_ = (BlockState.WAITING, BlockState.SCORED) if run.ordered_at else (BlockState.WAITING,)
    return not run.blocks.filter(state__in=open_).exists()


def queue_due(run_id: int, *, unanswered: dt.timedelta = dt.timedelta()) -> None:
    """Hand what is due to the workers."""
    run = MatchRun.objects.get(pk=run_id)
    for task, pk in due_steps(run, unanswered=unanswered):
        model = MatchBlock if task.endswith("block") else MatchRun
        model._default_manager.filter(pk=pk).update(queued_at=timezone.now())
        if not nudge(task, pk):
            break


def stale_listings(run: MatchRun) -> tuple[list[int], list[int]]:
    """The organizations and partners that are not what this run has scored."""
    found = []
    for column, listed in (
        ("organization", Organization.objects.published()),
        ("partner", Partner.objects.verified()),
    ):
        scored = ScoredListing.objects.filter(
            run=run, listing__isnull=False, **{f"{column}__isnull": False}
        )
        same = scored.filter(changed_at=OuterRef("updated_at"), **{column: OuterRef("pk")})
        appeared = listed.filter(~Exists(same)).values_list("pk", flat=True)
        gone = scored.exclude(Exists(listed.filter(pk=OuterRef(column)))).values_list(
            f"{column}_id", flat=True
        )
        found.append(sorted({*appeared, *gone}))
    return found[0], found[1]


def clear_leftovers() -> None:
    """Delete what only a run that is over needed; its figures and its exposure stay."""
    over = MatchRun.objects.filter(state__in=OVER)
    for model in (MatchList, MatchPool, ScoredListing):
        rows = model._default_manager.filter(run__in=over)
        # Straight to the database: nothing hangs on these rows, and there may be millions.
        rows._raw_delete(rows.db)
    MatchBlock.objects.filter(run__in=over).delete()
    fair_since = timezone.now() - dt.timedelta(days=EXPOSURE_DAYS + 1)
    RouteExposure.objects.filter(run__in=over, run__superseded_at__lt=fair_since).delete()


def progress(run: MatchRun) -> tuple[int, int]:
    """How many steps of a run's blocks are done, and how many there are; 0 of 0 at first.

    A block has two steps: it is scored, then written.
    """
    worth = {BlockState.SCORED: 1, BlockState.DONE: 2}
    states = list(run.blocks.values_list("state", flat=True))
    return sum(worth.get(BlockState(state), 0) for state in states), 2 * len(states)
