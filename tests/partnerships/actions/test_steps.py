"""The steps of a run: each once, in any split, and nothing seen before the end."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from organizations.sample import load_organizations
from partnerships.actions import runs, steps
from partnerships.actions.rescoring import rescore_listings
from partnerships.enums import BlockState, RunState
from partnerships.match_arrays import Standing
from partnerships.match_routes import ROUTES
from partnerships.models import SCALE, MatchBlock, MatchList, MatchRun, RouteExposure, ScoredListing
from partnerships.sample import load_partners
from tests.factories import make_listing, make_partner
from tests.partnerships.reading import lists, matches, rows

Run = Callable[[], MatchRun]


def steps_until(run: MatchRun, name: str) -> list[int]:
    """Take steps until those called `name` are due; return their ids."""
    while True:
        due = runs.due_steps(MatchRun.objects.get(pk=run.pk))
        assert due
        if due[0][0] == name:
            return [pk for _, pk in due]
        steps.take_due_steps(run_id=run.pk)


def test_a_run_scores_everybody_and_becomes_current(run_matching: Run) -> None:
    load_organizations(40, seed=1)
    load_partners(20, seed=1)
    run = run_matching()
    assert run.state == RunState.CURRENT
    assert (run.organizations, run.partners) == (
        ScoredListing.objects.filter(run=run, organization__isnull=False).count(),
        ScoredListing.objects.filter(run=run, partner__isnull=False).count(),
    )
    assert run.weights_version == "partners-1/diaspora-1"
    assert set(run.exposures.values_list("route", flat=True)) == {r.name for r in ROUTES}
    found = matches(run)
    assert len(found) > 500
    for match in found:
        (weights,) = (
            route.weights
            for route in ROUTES
            if route.channel == match.channel
            and route.from_partners == (match.of.source_partner_id is not None)
        )
        components = match.components(weights)
        assert all(0 <= component <= 1 + 1e-6 for component in components)
        weighed = zip(components, weights.values, strict=True)
        assert sum(c * w for c, w in weighed) == pytest.approx(match.score / SCALE, abs=1e-9)
        assert 1 <= match.rank <= 20
        assert (match.adjustment == "") == (match.rank == match.rank_before)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_the_split_into_blocks_changes_no_bit(
    size: int, run_matching: Run, settings: Settings
) -> None:
    load_organizations(30, seed=2)
    load_partners(12, seed=2)
    settings.MATCHING_BLOCK_SIZE = 500
    whole = rows(run_matching())
    settings.MATCHING_BLOCK_SIZE = size
    run = run_matching()
    assert rows(run) == whole
    # Submitted listings and unverified partners are no sources.
    assert run.blocks.count() == -(-run.organizations // size) + -(-run.partners // size)


def test_each_step_twice_has_one_effect(run_matching: Run) -> None:
    for _ in range(3):
        make_listing()
    make_partner()
    run, _ = runs.start_match_run()
    steps.prepare_match_run(run_id=run.pk)
    steps.prepare_match_run(run_id=run.pk)
    assert MatchBlock.objects.count() == 2
    assert ScoredListing.objects.count() == 4
    for block in steps_until(run, "score_block"):
        steps.score_block(block_id=block)
        steps.score_block(block_id=block)
        assert MatchBlock.objects.get(pk=block).state == BlockState.SCORED
    steps.order_match_run(run_id=run.pk)
    steps.order_match_run(run_id=run.pk)
    for block in steps_until(run, "write_block"):
        steps.write_block(block_id=block)
        written = MatchList.objects.count()
        steps.write_block(block_id=block)
        assert MatchList.objects.count() == written
    assert steps.finish_match_run(run_id=run.pk) is True
    assert steps.finish_match_run(run_id=run.pk) is False
    assert steps.take_due_steps(run_id=run.pk) == []


def test_a_step_out_of_turn_does_nothing(run_matching: Run) -> None:
    make_listing()
    make_listing()
    run, _ = runs.start_match_run()
    steps.order_match_run(run_id=run.pk)
    assert steps.finish_match_run(run_id=run.pk) is False
    (block,) = steps_until(run, "score_block")
    steps.write_block(block_id=block)
    steps.order_match_run(run_id=run.pk)
    run.refresh_from_db()
    assert run.ordered_at is None
    assert run.state == RunState.RUNNING
    assert MatchBlock.objects.get().state == BlockState.WAITING
    steps.score_block(block_id=10**9)


def test_readers_see_the_old_run_until_the_new_one_is_whole(run_matching: Run) -> None:
    make_listing(name="A")
    make_listing(name="B")
    old = run_matching()
    seen = rows()
    make_listing(name="C")
    new, _ = runs.start_match_run()
    for block in steps_until(new, "write_block"):
        steps.write_block(block_id=block)
    assert len(rows(new)) == 6
    assert rows() == seen
    steps.finish_match_run(run_id=new.pk)
    assert len(rows()) == 6
    old.refresh_from_db()
    assert old.state == RunState.SUPERSEDED
    assert old.superseded_at is not None
    runs.clear_leftovers()
    assert not MatchList.objects.filter(run=old).exists()
    assert not ScoredListing.objects.filter(run=old).exists()
    assert RouteExposure.objects.filter(run=old).exists()


def test_an_empty_portal_gives_an_empty_run(run_matching: Run) -> None:
    run = run_matching()
    assert (run.state, run.organizations, run.partners) == (RunState.CURRENT, 0, 0)
    assert rows() == []


def test_one_listing_alone_has_no_match(run_matching: Run) -> None:
    make_listing()
    run_matching()
    assert rows() == []


def test_a_step_that_always_fails_ends_the_run(
    run_matching: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_listing()
    make_listing()
    current = run_matching()
    run, _ = runs.start_match_run()
    (block,) = steps_until(run, "score_block")

    def fail(*args: object) -> None:
        raise MemoryError

    monkeypatch.setattr(steps, "find", fail)
    for attempt in range(1, steps.MOST_ATTEMPTS + 1):
        with pytest.raises(MemoryError):
            steps.score_block(block_id=block)
        assert MatchBlock.objects.get(pk=block).attempts == attempt
    steps.score_block(block_id=block)
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    current.refresh_from_db()
    assert current.state == RunState.CURRENT
    assert runs.start_match_run()[1] is True


def test_a_listing_that_leaves_while_it_is_scored_is_scored_again(run_matching: Run) -> None:
    staying, leaving = make_listing(), make_listing()
    run, _ = runs.start_match_run()
    steps_until(run, "write_block")
    leaving.status = "suspended"
    leaving.save()
    while steps.take_due_steps(run_id=run.pk):
        pass
    # The run has scored what it was prepared with; what changed meanwhile is found.
    assert runs.stale_listings(MatchRun.objects.get(pk=run.pk)) == ([leaving.pk], [])
    rescore_listings(organization_ids=[leaving.pk])
    assert rows() == []
    assert [one.source_organization_id for one in lists() if one.channel == "diaspora"] == [
        staying.pk
    ]


def standing(targets: list[int], exposure: list[float]) -> Standing:
    size = len(targets)
    return Standing(
        targets=np.array(targets),
        merit=np.ones(size),
        past_exposure=np.zeros(size),
        exposure=np.array(exposure),
        lists=np.zeros(size, np.int64),
        cap=np.array([30]),
        floor=np.zeros(1),
        ratio=np.ones(1),
    )


def test_past_exposure_counts_whole_days_of_four_weeks(db: None) -> None:
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    route = ROUTES[0]

    def past(finished: int, superseded: int | None, exposure: float) -> None:
        run = MatchRun.objects.create(
            state=RunState.SUPERSEDED,
            finished_at=noon - dt.timedelta(days=finished),
            superseded_at=None if superseded is None else noon - dt.timedelta(days=superseded),
        )
        steps.keep_standing(run, route, standing([5, 9], [exposure, 0.0]))

    past(40, 30, 1000.0)  # over before the four weeks began
    past(30, 25, 1.0)  # three of its days lie in the four weeks
    past(3, 2, 10.0)  # one day
    past(0, None, 100.0)  # of today
    run = MatchRun.objects.create(started_at=noon)
    assert steps.past_exposure(run, route) == {5: 1.0 * 3 + 10.0 * 1, 9: 0.0}
