"""One pair, computed now, against what the run stored."""

from collections.abc import Callable

import pytest

from organizations.models import Organization
from organizations.sample import load_organizations
from partnerships.match_pairs import look_at
from partnerships.models import MatchList, MatchRun, Partner
from partnerships.sample import load_partners
from tests.factories import make_listing, make_partner

Run = Callable[[], MatchRun]
SCALE = 1_000_000_000


def test_the_numbers_are_those_of_the_run(run_matching: Run) -> None:
    load_organizations(40, seed=1)
    load_partners(20, seed=1)
    run = run_matching()
    seen = set()
    for stored in MatchList.objects.filter(run=run):
        for match in stored.matches[:2]:
            source = stored.source_organization or stored.source_partner
            assert source is not None
            target = (
                Partner.objects.get(pk=match.target_partner_id)
                if match.target_partner_id
                else Organization.objects.get(pk=match.target_organization_id)
            )
            route = "partner" if stored.source_partner else stored.channel
            pair = next(one for one in look_at(source, target) if one.route == route)
            seen.add(route)
            assert pair.gate == ()
            assert pair.match is not None
            assert (pair.match.rank, pair.match.rank_before) == (match.rank, match.rank_before)
            assert [round(part.contribution * SCALE) for part in pair.components] == (
                match.contributions
            )
            assert [part.is_known for part in pair.components] == match.known
            assert pair.score * SCALE == pytest.approx(match.score, abs=1e-3)
            assert pair.total == pair.score
            assert abs(sum(p.weight * p.value for p in pair.components) - pair.score) < 1e-8
            assert pair.why_not == ""
            assert not pair.changed
    assert seen == {"public", "private", "diaspora", "host", "partner"}


def test_facts_are_told_as_known_or_as_the_mean(run_matching: Run) -> None:
    source = make_listing(kind="grassroots")
    target = make_listing(kind="formal")
    run_matching()
    diaspora, host = look_at(source, target)
    assert (diaspora.route, host.route) == ("diaspora", "host")
    of = {component.name: component for component in diaspora.components}
    assert of["partner_type"].facts[0].is_known
    needs = of["needs"]
    assert [fact.name for fact in needs.facts] == ["receives", "gives"]
    assert [(fact.is_known, fact.used) for fact in needs.facts] == [(False, 0.5)] * 2
    assert not needs.is_known


def test_why_a_pair_is_not_shown(run_matching: Run) -> None:
    source, target = make_listing(), make_listing()
    partner = make_partner()
    assert look_at(source, target) == []  # no run yet
    run_matching()
    assert look_at(partner, make_partner()) == []  # no route
    unrecorded = Organization.objects.unrecorded(because="arranged")
    unrecorded.filter(pk=target.pk).update(is_open_to_matching=False)
    pair = look_at(source, target)[0]
    assert "target_closed" in pair.gate
    late = make_listing()
    pair = look_at(late, source)[0]
    assert (pair.gate, pair.why_not, pair.changed) == ((), "not_scored", True)
    unrecorded.filter(pk=source.pk).update(status="draft")
    assert "source_not_listed" in look_at(source, late)[0].gate


def test_what_scores_too_little_is_below_the_last_candidate(run_matching: Run) -> None:
    source = make_listing()
    for _ in range(3):
        make_listing()
    run = run_matching()
    late = make_listing()
    stored = MatchList.objects.filter(run=run, source_organization=source, channel="diaspora")
    stored.update(open_cutoff=SCALE)
    pair = look_at(source, late)[0]
    assert (pair.why_not, pair.cutoff, pair.match) == ("below", 1.0, None)
    stored.update(open_cutoff=0)
    assert look_at(source, late)[0].why_not == "others_first"
