"""A changed listing: the same bits as if everything had been scored again."""

import random
from collections.abc import Callable

import pytest
from django.utils import timezone

from organizations.enums import Audience, Status
from organizations.models import Organization, Sector
from organizations.sample import load_organizations
from partnerships.actions.rescoring import rescore_listings
from partnerships.actions.runs import stale_listings
from partnerships.enums import Verdict
from partnerships.models import MatchFeedback, MatchRun, Partner, ScoredListing
from partnerships.sample import load_partners
from tests.factories import make_listing, make_partner, make_public_body
from tests.partnerships.reading import lists, pairs, rows

Run = Callable[[], MatchRun]


def everyone() -> dict[str, list[int]]:
    return {
        "organization_ids": list(Organization.objects.values_list("pk", flat=True)),
        "partner_ids": list(Partner.objects.values_list("pk", flat=True)),
    }


def edit(chance: random.Random) -> dict[str, list[int]]:
    """Change one listing in one of the ways that people do; return which."""
    if chance.random() < 0.3:
        return speak(chance)
    if chance.random() < 0.25:
        partner = chance.choice(list(Partner.objects.order_by("pk")))
        if chance.random() < 0.5:
            partner.sectors.set(chance.sample(["education", "health", "youth", "women"], 2))
        else:
            partner.is_open_to_matching = not partner.is_open_to_matching
        partner.save()
        return {"organization_ids": [], "partner_ids": [partner.pk]}
    listing = chance.choice(list(Organization.objects.order_by("pk")))
    way = chance.randrange(5)
    if way == 0:
        listing.sector_links.all().delete()
        for code in chance.sample(["education", "health", "youth", "women", "culture"], 2):
            listing.sector_links.create(sector_id=code)
    elif way == 1:
        listing.status = (
            Status.SUSPENDED if listing.status == Status.PUBLISHED else Status.PUBLISHED
        )
        listing.published_at = listing.published_at or timezone.now()
    elif way == 2:
        listing.audience = chance.choice(Audience.values)
        listing.hidden_from = []
    elif way == 3:
        listing.support_links.all().delete()
        for code in chance.sample(["mentoring", "funding", "volunteers", "training"], 2):
            listing.support_links.create(support_type_id=code, direction="needs")
    else:
        listing.place_links.filter(relation="heritage").delete()
        for code in chance.sample(["GH", "SN", "SO", "CO", "PH"], 1):
            listing.place_links.create(place_id=code, relation="heritage")
    listing.save()
    return {"organization_ids": [listing.pk], "partner_ids": []}


def speak(chance: random.Random) -> dict[str, list[int]]:
    """Say something of a match, or take back the oldest word; return the listing that did."""
    if chance.random() < 0.3 and (said := MatchFeedback.objects.order_by("pk").first()):
        source = said.source_organization or said.source_partner
        said.delete()
    else:
        match = chance.choice(rows())
        _channel, group, body, other_group, other_body = match[:5]
        MatchFeedback.objects.update_or_create(
            source_organization_id=group,
            source_partner_id=body,
            target_organization_id=other_group,
            target_partner_id=other_body,
            defaults={"verdict": chance.choice(Verdict.values)},
        )
        source = Organization.objects.get(pk=group) if group else Partner.objects.get(pk=body)
    assert source is not None
    source.save()
    if isinstance(source, Partner):
        return {"organization_ids": [], "partner_ids": [source.pk]}
    return {"organization_ids": [source.pk], "partner_ids": []}


@pytest.mark.parametrize("seed", range(3))
def test_edits_one_by_one_give_the_same_bits_as_scoring_everybody_again(
    seed: int, run_matching: Run
) -> None:
    load_organizations(70, seed=seed)
    load_partners(30, seed=seed)
    run_matching()
    rescore_listings(**everyone())
    chance = random.Random(seed)
    for _ in range(25):
        rescore_listings(**edit(chance))
    one_by_one = rows()
    rescore_listings(**everyone())
    assert one_by_one == rows()
    assert len(one_by_one) > 1000


def test_a_new_listing_is_matched_both_ways(run_matching: Run) -> None:
    old = make_listing(name="Old")
    run_matching()
    new = make_listing(name="New")
    assert rescore_listings(organization_ids=[new.pk]) is True
    assert pairs() == {("diaspora", "Old", "New"), ("diaspora", "New", "Old")}
    assert old.pk != new.pk


def test_a_withdrawn_listing_leaves_every_list_and_the_next_moves_up(run_matching: Run) -> None:
    listings = [make_listing(name=f"Group {n}") for n in range(25)]
    run_matching()
    gone = listings[7]
    held_by = {one.source_organization_id for one in lists() if gone.pk in one.targets}
    gone.status = Status.SUSPENDED
    gone.save()
    rescore_listings(organization_ids=[gone.pk])
    assert held_by
    after = {one.source_organization_id: one.targets for one in lists() if one.targets}
    assert set(after) == {row.pk for row in listings} - {gone.pk}
    assert all(len(targets) == 20 and gone.pk not in targets for targets in after.values())


def test_what_changed_is_found_without_being_told(run_matching: Run) -> None:
    kept, changed, withdrawn = (make_listing() for _ in range(3))
    body = make_partner()
    run = run_matching()
    assert stale_listings(run) == ([], [])
    changed.save()
    withdrawn.status = Status.ARCHIVED
    withdrawn.save()
    new = make_listing()
    body.save()
    assert stale_listings(run) == (sorted([changed.pk, withdrawn.pk, new.pk]), [body.pk])
    rescore_listings(organization_ids=[changed.pk, withdrawn.pk, new.pk], partner_ids=[body.pk])
    assert stale_listings(run) == ([], [])
    scored = ScoredListing.objects.filter(organization__isnull=False, listing__isnull=False)
    assert set(scored.values_list("organization", flat=True)) == {kept.pk, changed.pk, new.pk}


def test_without_a_current_run_one_is_started(db: None) -> None:
    listing = make_listing()
    assert rescore_listings(organization_ids=[listing.pk]) is False
    assert MatchRun.objects.get().state == "running"


def test_a_code_that_is_new_to_the_run_starts_a_full_one(run_matching: Run) -> None:
    listing = make_listing()
    run_matching()
    Sector.objects.create(code="beekeeping", vocabulary="test", labels={"en": "Beekeeping"})
    assert rescore_listings(organization_ids=[listing.pk]) is False
    assert MatchRun.objects.filter(state="running").count() == 1


def test_an_unknown_id_changes_nothing(run_matching: Run) -> None:
    make_listing()
    make_listing()
    run_matching()
    before = rows()
    assert rescore_listings(organization_ids=[10**9], partner_ids=[10**9]) is True
    assert rows() == before


def test_a_word_that_is_older_than_the_run_can_be_taken_back(run_matching: Run) -> None:
    speaker, other = make_listing(name="Speaker"), make_listing(name="Other")
    make_listing(name="Third")
    said = MatchFeedback.objects.create(
        source_organization=speaker, target_organization=other, verdict=Verdict.BLOCKED
    )
    run_matching()
    both = {("diaspora", "Speaker", "Other"), ("diaspora", "Other", "Speaker")}
    assert not both & pairs()
    # After the second edit what has been sorted before the first one still serves.
    rescore_listings(organization_ids=[other.pk])
    said.delete()
    speaker.save()
    rescore_listings(organization_ids=[speaker.pk])
    assert both <= pairs()
    MatchFeedback.objects.create(
        source_organization=speaker, target_organization=other, verdict=Verdict.BLOCKED
    )
    rescore_listings(organization_ids=[speaker.pk])
    assert not both & pairs()


def test_whose_eyes_a_listing_lends_is_asked_at_every_edit(run_matching: Run) -> None:
    hidden = make_listing(name="Hidden", audience=Audience.PARTNERS, hidden_from=["FR"])
    body = make_public_body("SN")
    run_matching()
    assert ("public", "Hidden", body.name) in pairs()
    rescore_listings(organization_ids=[hidden.pk])
    body.state_countries = ["FR"]
    body.save()
    rescore_listings(partner_ids=[body.pk])
    assert ("public", "Hidden", body.name) not in pairs()
