"""What a process remembers of the lists, against what is stored."""

from collections.abc import Callable

import numpy as np

from organizations.models import Organization
from organizations.sample import load_organizations
from partnerships import match_lists
from partnerships.actions.rescoring import rescore_listings
from partnerships.match_lists import remembered
from partnerships.match_routes import ROUTES
from partnerships.models import MatchList, MatchRun
from partnerships.sample import load_partners


def stored(run: MatchRun) -> dict[str, dict[int, tuple[int, int, list[int]]]]:
    found: dict[str, dict[int, tuple[int, int, list[int]]]] = {}
    for route in ROUTES:
        lists = MatchList.objects.filter(
            run=run, channel=route.channel, source_partner__isnull=not route.from_partners
        )
        found[route.name] = {
            one.source_organization_id or one.source_partner_id: (
                one.open_cutoff,
                one.closed_cutoff,
                one.targets,
            )
            for one in lists
        }
    return found


def as_stored(run: MatchRun) -> dict[str, dict[int, tuple[int, int, list[int]]]]:
    return {
        name: {
            source: (*cutoffs, [target for target in targets if target >= 0])
            for source, cutoffs, targets in zip(
                lists.sources.tolist(), lists.cutoffs.tolist(), lists.targets.tolist(), strict=True
            )
        }
        for name, lists in remembered(run).items()
    }


def test_what_is_remembered_is_what_is_stored_before_and_after_edits(
    run_matching: Callable[[], MatchRun],
) -> None:
    load_organizations(40, seed=1)
    load_partners(15, seed=1)
    run = run_matching()
    assert as_stored(run) == stored(run)
    for listing in Organization.objects.published()[:5]:
        listing.save()
        rescore_listings(organization_ids=[listing.pk])
        run.refresh_from_db()
        assert as_stored(run) == stored(run)
    assert run.edits == 5
    kept = as_stored(run)
    match_lists._kept = None
    assert as_stored(run) == kept


def test_holders_and_cutoffs(run_matching: Callable[[], MatchRun]) -> None:
    load_organizations(30, seed=2)
    lists = remembered(run_matching())["diaspora"]
    target = int(lists.targets[3, 5])
    held = lists.holders(np.array([target, 10**9]))
    assert held.tolist() == [
        source
        for source, targets in zip(lists.sources.tolist(), lists.targets.tolist(), strict=True)
        if target in targets
    ]
    asked = np.array([0, int(lists.sources[4]), 10**9])
    assert lists.cutoffs_of(asked).tolist() == [[0, 0], lists.cutoffs[4].tolist(), [0, 0]]
