"""The life of a run, apart from the scoring."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from partnerships import nudges
from partnerships.actions import cancel_match_run, runs, start_match_run, steps
from partnerships.enums import BlockState, RunState
from partnerships.models import MatchBlock, MatchRun, ScoredListing
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.partnerships.reading import rows

Sent = list[tuple[str, tuple[object, ...]]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What is queued for the workers."""
    queued: Sent = []

    def send(task: str, *arguments: object) -> bool:
        queued.append((task, arguments))
        return True

    monkeypatch.setattr(runs, "nudge", send)
    return queued


def test_a_run_under_way_is_joined_not_doubled(
    db: None, sent: Sent, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run, started = start_match_run()
    assert started is True
    assert sent == [("prepare_match_run", (run.pk,))]
    with django_capture_on_commit_callbacks(execute=True):
        assert start_match_run() == (run, False)
    assert len(sent) == 1
    assert MatchRun.objects.count() == 1


def test_only_staff_who_may_start_runs_start_or_cancel_them(db: None) -> None:
    with pytest.raises(PermissionDenied):
        start_match_run(by=UserFactory())
    staff = StaffFactory()
    run, started = start_match_run(by=staff)
    assert (started, run.started_by) == (True, staff)
    with pytest.raises(PermissionDenied):
        cancel_match_run(run_id=run.pk, by=UserFactory())
    assert MatchRun.objects.get().state == RunState.RUNNING


def test_a_cancelled_run_stops_and_the_current_one_stays(
    run_matching: Callable[[], MatchRun],
) -> None:
    make_listing()
    make_listing()
    current = run_matching()
    run, _ = start_match_run()
    steps.take_due_steps(run_id=run.pk)
    assert cancel_match_run(run_id=run.pk) is True
    assert cancel_match_run(run_id=run.pk) is False
    assert cancel_match_run(run_id=current.pk) is False
    assert steps.take_due_steps(run_id=run.pk) == []
    for block in run.blocks.all():
        steps.score_block(block_id=block.pk)
        block.refresh_from_db()
        assert block.state == BlockState.WAITING
    runs.clear_leftovers()
    assert not run.blocks.exists()
    assert not ScoredListing.objects.filter(run=run).exists()
    assert len(rows()) == 2
    assert start_match_run()[1] is True


def test_what_nobody_answered_is_queued_again_after_a_while(db: None, sent: Sent) -> None:
    make_listing()
    run, _ = start_match_run()
    steps.prepare_match_run(run_id=run.pk)
    runs.queue_due(run.pk)
    block = MatchBlock.objects.get()
    assert sent == [("score_block", (block.pk,))]
    runs.queue_due(run.pk, unanswered=runs.PATIENCE)
    assert len(sent) == 1
    MatchBlock.objects.update(queued_at=timezone.now() - dt.timedelta(minutes=2))
    runs.queue_due(run.pk, unanswered=runs.PATIENCE)
    assert sent == [("score_block", (block.pk,))] * 2


def test_a_broker_that_is_away_loses_a_nudge_and_nothing_else(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kombu.exceptions import OperationalError

    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(nudges.current_app, "send_task", refuse)
    run, _ = start_match_run()
    runs.queue_due(run.pk)
    assert runs.due_steps(run) == [("prepare_match_run", run.pk)]


def test_progress_counts_scoring_and_writing(db: None) -> None:
    for _ in range(2):
        make_listing()
    run, _ = start_match_run()
    assert runs.progress(run) == (0, 0)
    seen = []
    while steps.take_due_steps(run_id=run.pk):
        seen.append(runs.progress(run))
    assert seen == [(0, 2), (1, 2), (1, 2), (2, 2), (2, 2)]
