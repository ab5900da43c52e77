"""Candidates found with what was sorted before some edits: the same as sorting all anew."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from organizations.models import Organization
from organizations.sample import load_organizations
from partnerships.actions.rescoring import rehearse, rescore_listings
from partnerships.match_finding import find
from partnerships.match_routes import ROUTES
from partnerships.match_runs import Snapshot, snapshot_for
from partnerships.matching.statistics import PoolStatistics
from partnerships.models import MatchRun, Partner
from partnerships.sample import load_partners
from tests.partnerships.reading import rows

Run = Callable[[], MatchRun]


def found(snapshot: Snapshot, statistics: PoolStatistics, *, at_once: int) -> list[object]:
    told: list[object] = []
    for route in ROUTES:
        size = len(route.sources(snapshot))
        for first in range(0, size, at_once):
            some = np.arange(first, min(first + at_once, size))
            candidates = find(snapshot, route, some, statistics, threads=2)
            columns = dataclasses.asdict(candidates).values()
            told += list(zip(*(column.tolist() for column in columns), strict=True))
    return told


@pytest.mark.parametrize("seed", range(2))
def test_what_was_sorted_before_serves_after_edits(seed: int, run_matching: Run) -> None:
    load_organizations(60, seed=seed)
    load_partners(40, seed=seed)
    run = run_matching()
    statistics = PoolStatistics.from_json(run.statistics)
    before = snapshot_for(run)
    for number, listing in enumerate(Organization.objects.published().order_by("pk")[:12]):
        listing.is_open_to_matching = number % 3 > 0
        listing.support_links.all().delete()
        listing.save()
        rescore_listings(organization_ids=[listing.pk])
    body = Partner.objects.verified().order_by("pk")[3]
    body.sectors.set(["health"])
    body.save()
    rescore_listings(partner_ids=[body.pk])
    run.refresh_from_db()
    after = snapshot_for(run)
    assert after.base is before
    assert [ids.size for ids in after.moved] == [12, 1]
    anew = dataclasses.replace(after, base=None, cut={})
    expected = found(anew, statistics, at_once=100)
    assert found(after, statistics, at_once=100) == expected
    # A single source takes another way.
    assert found(after, statistics, at_once=1) == expected
    assert found(anew, statistics, at_once=1) == expected


def test_a_rehearsal_stores_nothing(run_matching: Run) -> None:
    rehearse()
    load_organizations(30, seed=1)
    load_partners(10, seed=1)
    run = run_matching()
    before = rows()
    rehearse()
    assert rows() == before
    assert MatchRun.objects.get(pk=run.pk).edits == 0
