"""Tasks, with a real worker: killed in the middle, asked twice, and left without a broker."""

import os
import signal
import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from organizations.sample import load_organizations
from organizations.signals import listing_changed
from partnerships import nudges, tasks
from partnerships.actions import runs
from partnerships.enums import RunState
from partnerships.models import MatchBlock, MatchList, MatchRun
from partnerships.sample import load_partners
from tests.factories import make_listing
from tests.partnerships.reading import pairs, rows
from tests.workers import worker


def wait_until(condition: Callable[[], object], seconds: float = 100) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def state_of(run: MatchRun) -> str:
    run.refresh_from_db()
    return run.state


def test_a_worker_killed_in_the_middle_leaves_a_run_that_is_finished_once(
    transactional_db: None, run_matching: Callable[[], MatchRun]
) -> None:
    load_organizations(120, seed=4)
    load_partners(40, seed=4)
    whole = rows(run_matching())
    with worker(MATCHING_BLOCK_SIZE="4") as process:
        run, started = runs.start_match_run()
        assert started
        wait_until(lambda: run.blocks.exclude(state="waiting").count() >= 5)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    done, total = runs.progress(run)
    assert 0 < done < total
    assert state_of(run) == RunState.RUNNING
    assert rows() == whole
    # The sweep finds what nobody works on any more; here its patience is over.
    MatchBlock.objects.update(queued_at=None)
    MatchRun.objects.update(queued_at=None)
    with worker(MATCHING_BLOCK_SIZE="4"):
        tasks.sweep_match_runs()
        tasks.sweep_match_runs()
        wait_until(lambda: state_of(run) == RunState.CURRENT)
    assert rows(run) == whole
    assert MatchRun.objects.filter(state=RunState.CURRENT).count() == 1
    assert not MatchList.objects.exclude(run=run).exists()


def test_a_published_change_reaches_the_matches_through_the_worker(
    transactional_db: None, run_matching: Callable[[], MatchRun]
) -> None:
    make_listing(name="A")
    run_matching()
    with worker():
        new = make_listing(name="B")
        listing_changed.send_robust(type(new), organization_id=new.pk)
        wait_until(lambda: pairs() == {("diaspora", "A", "B"), ("diaspora", "B", "A")})


def test_a_change_whose_nudge_was_lost_is_found_by_the_sweep(
    db: None, run_matching: Callable[[], MatchRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_listing(name="A")
    run_matching()
    new = make_listing(name="B")
    asked: list[tuple[str, list[int], list[int]]] = []
    monkeypatch.setattr(nudges, "nudge", lambda task, *ids: asked.append((task, *ids)))
    tasks.sweep_match_runs()
    assert asked == [("rescore_listings", [new.pk], [])]
    tasks.rescore_listings(*asked[0][1:])
    assert pairs() == {("diaspora", "A", "B"), ("diaspora", "B", "A")}
    asked.clear()
    tasks.sweep_match_runs()
    assert asked == []


def test_with_very_many_changes_a_full_run_is_the_shorter_way(
    db: None, run_matching: Callable[[], MatchRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_matching()
    monkeypatch.setattr(tasks, "MOST_RESCORED", 2)
    for _ in range(3):
        make_listing()
    tasks.sweep_match_runs()
    assert MatchRun.objects.filter(state=RunState.RUNNING).count() == 1


def test_the_nightly_run_joins_one_that_is_under_way(db: None) -> None:
    run, _ = runs.start_match_run()
    MatchRun.objects.filter(pk=run.pk).update(queued_at=timezone.now())
    tasks.start_match_run()
    assert MatchRun.objects.get() == run


@pytest.mark.parametrize("task", ["score_block", "write_block"])
def test_a_block_that_is_gone_is_no_error(task: str, db: None) -> None:
    getattr(tasks, task)(10**9)
