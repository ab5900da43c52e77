"""Matching in the test's own process."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from partnerships import match_lists, match_runs
from partnerships.actions import runs, steps
from partnerships.models import MatchRun


@pytest.fixture(autouse=True)
def _fresh_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another test's listings are not ours, even where a rolled back row has the same id."""
    monkeypatch.setattr(match_runs, "_kept", None)
    monkeypatch.setattr(match_lists, "_kept", None)


@pytest.fixture(autouse=True)
def _private_folder(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def run_matching(db: None) -> Callable[[], MatchRun]:
    """Return a function that scores everything, to the end."""

    def run() -> MatchRun:
        match_run, _started = runs.start_match_run()
        while steps.take_due_steps(run_id=match_run.pk):
            pass
        match_run.refresh_from_db()
        return match_run

    return run
