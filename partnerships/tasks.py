"""What the worker does for matching. Each task may run twice with one effect.

The scoring is imported where it is used: it loads compiled kernels, and whoever only queues a
task has no need of them.
"""

from celery import shared_task

from partnerships.actions import (
    close_due_opportunities,
    introductions,
    remind_of_deadlines,
    result_reminders,
    runs,
    tend_agreements,
)
from partnerships.enums import RunState
from partnerships.models import MatchRun
from partnerships.nudges import nudge_rescoring

# With more changed listings than this, a full run is the shorter way.
MOST_RESCORED = 500
# A sweep that waited longer than the next one is not needed.
SWEEP_SECONDS = 50
# Well below the limit of a task; what is left goes on in the next one.
RESULTS_SECONDS = 120


@shared_task
def start_match_run() -> None:
    """Start the nightly run."""
    runs.start_match_run()


@shared_task
def prepare_match_run(run_id: int) -> None:
    from partnerships.actions import steps

    steps.prepare_match_run(run_id=run_id)
    runs.queue_due(run_id)


@shared_task
def score_block(block_id: int) -> None:
    from partnerships.actions import steps

    steps.score_block(block_id=block_id)
    _go_on(block_id)


@shared_task
def order_match_run(run_id: int) -> None:
    from partnerships.actions import steps

    steps.order_match_run(run_id=run_id)
    runs.queue_due(run_id)


@shared_task
def write_block(block_id: int) -> None:
    from partnerships.actions import steps

    steps.write_block(block_id=block_id)
    _go_on(block_id)


@shared_task
def finish_match_run(run_id: int) -> None:
    from partnerships.actions import rescoring, steps

    if steps.finish_match_run(run_id=run_id):
        runs.clear_leftovers()
        _queue_stale()
        rescoring.rehearse()


@shared_task
def rescore_listings(organization_ids: list[int], partner_ids: list[int]) -> None:
    from partnerships.actions import rescoring

    rescoring.rescore_listings(organization_ids=organization_ids, partner_ids=partner_ids)


@shared_task
def tend_host_agreements() -> None:
    """Close, remind, and keep trust true; no agreement's effect waits for it."""
    tend_agreements()


@shared_task(expires=SWEEP_SECONDS)
def sweep_match_runs() -> None:
    """Find what a lost nudge or a killed worker left undone, and queue it again."""
    for run_id in MatchRun.objects.filter(state=RunState.RUNNING).values_list("pk", flat=True):
        runs.queue_due(run_id, unanswered=runs.PATIENCE)
    runs.clear_leftovers()
    _queue_stale()


@shared_task(expires=3_500)
def expire_introductions() -> None:
    """Tell of introductions that nobody answered in time. Late or doubled, it tells once."""
    introductions.expire_introductions()


@shared_task(expires=SWEEP_SECONDS)
def tend_opportunities() -> None:
    """Close the calls whose time is over, and remind those whose draft is not sent yet."""
    close_due_opportunities()
    remind_of_deadlines()


def _go_on(block_id: int) -> None:
    """When this was the last block of its step, queue the next step."""
    run = MatchRun.objects.filter(blocks=block_id).first()
    if run is not None and runs.is_step_over(run):
        runs.queue_due(run.pk)


def _queue_stale() -> None:
    """Have whatever changed since it was scored scored again."""
    run = MatchRun.objects.filter(state=RunState.CURRENT).first()
    if run is None:
        return
    organizations, partners = runs.stale_listings(run)
    if len(organizations) + len(partners) > MOST_RESCORED:
        runs.start_match_run()
    elif organizations or partners:
        nudge_rescoring(organization_ids=organizations, partner_ids=partners)


@shared_task(expires=3_500)
def keep_results_going() -> None:
    """Remind of reports, ask and open expectation checks. Late or doubled, each is told once."""
    if not result_reminders.keep_results_going(RESULTS_SECONDS):
        keep_results_going.delay()
