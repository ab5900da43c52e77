"""`manage.py rescore`."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from partnerships.management.commands import rescore
from partnerships.models import MatchRun
from tests.factories import make_listing, make_partner
from tests.partnerships.reading import pairs


def call(*arguments: str) -> str:
    out = StringIO()
    call_command("rescore", *arguments, stdout=out)
    return out.getvalue()


def test_here_scores_in_this_process_and_tells_figures(db: None) -> None:
    make_listing(name="A")
    make_listing(name="B")
    make_partner(name="Company")
    lines = call("--here").splitlines()
    assert lines[:2] == [
        "  blocks scored 0/2, written 0/2",
        "  blocks scored 2/2, written 0/2",
    ]
    assert lines[-1].startswith("2 organizations and 1 partners: 7 lists, 6 matches in ")
    assert len(pairs()) == 6


def test_without_a_worker_waiting_says_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescore.current_app.control, "ping", lambda timeout: [])
    with pytest.raises(CommandError, match="no worker answers"):
        call("--wait")
    assert "The run is queued" in call()
    assert MatchRun.objects.get().state == "running"


def test_if_needed_does_nothing_where_all_is_up_to_date(
    db: None, run_matching: Callable[[], MatchRun]
) -> None:
    make_listing()
    assert "The run is queued" in call("--if-needed")
    run_matching()
    assert "Up to date" in call("--if-needed")
    assert MatchRun.objects.count() == 1


def test_one_listing(db: None, run_matching: Callable[[], MatchRun]) -> None:
    make_listing(name="A")
    run_matching()
    make_listing(name="B", slug="b")
    assert call("--organization", "b", "--here") == "B: scored again.\n"
    assert pairs() == {("diaspora", "A", "B"), ("diaspora", "B", "A")}


def test_an_unknown_listing_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="No listing has the slug “nobody”"):
        call("--organization", "nobody")
    assert not MatchRun.objects.exists()


def test_a_run_under_way_is_joined(db: None) -> None:
    call()
    assert "A run is under way already" in call("--here")
    assert MatchRun.objects.get().state == "current"
