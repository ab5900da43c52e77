"""Listings beside the run that scores them: they come back as they were read."""

from collections.abc import Callable

import numpy as np

from organizations.enums import Audience, Status
from organizations.models import Organization
from organizations.sample import load_organizations
from partnerships.actions.rescoring import rescore_listings
from partnerships.match_marks import codes_of, marked, read_now
from partnerships.match_runs import snapshot_for
from partnerships.match_sides import Side
from partnerships.models import MatchRun, Partner
from partnerships.profiles import vocabulary
from partnerships.sample import load_partners
from tests.factories import make_listing, make_public_body


def same(one: Side, other: Side) -> bool:
    """Whether all that is read of the listings is the same; where tags stand may differ."""
    a, b = one.pool.columns, other.pool.columns
    fields = [name for name in a.listing.dtype.names if a.listing.dtype[name] != np.int32]
    return (
        one.pool.keys.tolist() == other.pool.keys.tolist()
        and one.facts.tolist() == other.facts.tolist()
        and all((a.listing[name] == b.listing[name]).all() for name in fields)
        and (a.languages == b.languages).all()
        and all(
            [part.tolist() for part in a.tags(facet)] == [part.tolist() for part in b.tags(facet)]
            for facet in ("sectors", "home", "residence")
        )
        and (one.states == other.states).all()
        and (one.hidden_from == other.hidden_from).all()
        and (one.unmatched == other.unmatched).all()
    )


def test_listings_come_back_as_they_were_read(run_matching: Callable[[], MatchRun]) -> None:
    load_organizations(50, seed=1)
    load_partners(30, seed=1)
    make_listing(sectors=[], heritage=[], residence=[], name="Without tags")
    make_listing(audience=Audience.MEMBERS, hidden_from=["KE", "SO"], open_to=7)
    make_public_body("FR")
    run = run_matching()
    words = vocabulary()
    assert run.codes == codes_of(words)
    for stored, read in zip(marked(run, words), read_now(words), strict=True):
        assert len(stored) > 20
        assert same(stored, read)


def test_edits_are_taken_over_and_what_was_erased_is_noticed(
    run_matching: Callable[[], MatchRun],
) -> None:
    listings = [make_listing(name=f"Group {n}") for n in range(6)]
    body = make_public_body("FR")
    run = run_matching()
    before = snapshot_for(run)
    assert before.organizations.ids.tolist() == [listing.pk for listing in listings]
    assert snapshot_for(run) is before
    listings[0].status = Status.SUSPENDED
    listings[0].save()
    new = make_listing(sectors=["youth"])
    body.state_countries = ["SN"]
    body.save()
    rescore_listings(organization_ids=[listings[0].pk, new.pk], partner_ids=[body.pk])
    run.refresh_from_db()
    after = snapshot_for(run)
    words = vocabulary()
    for stored, read in zip((after.organizations, after.partners), read_now(words), strict=True):
        assert same(stored, read)
    Organization.objects.filter(pk=listings[1].pk).delete()
    Partner.objects.filter(pk=body.pk).delete()
    left = snapshot_for(run)
    assert left.organizations.ids.tolist() == [row.pk for row in (*listings[2:], new)]
    assert len(left.partners) == 0
