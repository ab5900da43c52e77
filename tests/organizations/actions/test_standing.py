"""Levels stay true to what they rest on, whatever changes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from organizations import actions
from organizations.actions import refresh_all_trust, refresh_trust, review_trust
from organizations.actions.life import announce_change
from organizations.enums import Audience, Reason, TrustLevel
from organizations.enums import EvidenceKind as K
from organizations.models import Evidence, Membership, Organization, SearchDocument
from tests.factories import StaffFactory, UserFactory, make_known, make_listing, speak_for

pytestmark = pytest.mark.django_db


def level(listing: Organization) -> tuple[int, list[str]]:
    """Return the stored level, and what the search holds of it."""
    listing.refresh_from_db()
    tokens = SearchDocument.objects.get(pk=listing.pk).tokens
    return listing.trust_level, [token for token in tokens if token.startswith("level:")]


@pytest.fixture
def vouched() -> tuple[Organization, Organization, Organization]:
    """A group that two known groups vouch for."""
    group, one, two = (make_listing(name=name) for name in ("Group", "One", "Two"))
    make_known(one)
    make_known(two)
    speak_for(group, K.CONTACT)
    speak_for(group, K.VOUCH, other=one)
    speak_for(group, K.VOUCH, other=two)
    assert level(group) == (TrustLevel.KNOWN, ["level:2"])
    return group, one, two


def test_the_steps_in_order() -> None:
    group = make_listing()
    assert level(group) == (0, ["level:0"])
    speak_for(group, K.DOCUMENT)
    assert level(group) == (0, ["level:0"])
    speak_for(group, K.CONTACT)
    assert level(group) == (2, ["level:2"])
    speak_for(group, K.ATTENDANCE)
    assert level(group) == (3, ["level:3"])
    assert Evidence.objects.filter(counts=True).count() == 3


def test_a_new_name_takes_the_badge_off_whoever_writes_it() -> None:
    group = make_known(make_listing(name="Old"))
    Organization.objects.filter(pk=group.pk).unrecorded(because="arranged").update(name="New")
    group.refresh_from_db()
    assert (group.trust_level, group.earned_level) == (0, 2)
    announce_change(group)
    assert level(group) == (0, ["level:0"])
    assert not Evidence.objects.shown().exists()
    Organization.objects.filter(pk=group.pk).unrecorded(because="arranged").update(name="Old")
    announce_change(group)
    assert level(group)[0] == 2


Change = Callable[[Organization], Any]


def hide(listing: Organization) -> None:
    listing.audience = Audience.MEMBERS
    listing.save()
    announce_change(listing)


def suspend(listing: Organization) -> None:
    actions.take_step(
        organization_id=listing.pk, step="suspend", by=StaffFactory(), reason=Reason.SAFETY
    )


def rename(listing: Organization) -> None:
    listing.name = "Another"
    listing.save()
    announce_change(listing)


def revoke(listing: Organization) -> None:
    fact = listing.evidence.get(kind=K.DOCUMENT)
    actions.revoke_evidence(evidence=fact, by=StaffFactory(), reason="Forged")


@pytest.mark.parametrize("change", [hide, suspend, rename, revoke, Organization.delete])
def test_a_voice_falls_with_its_giver_in_the_same_transaction(
    change: Change, vouched: tuple[Organization, ...]
) -> None:
    group, one, _ = vouched
    change(one)
    assert level(group) == (1, ["level:1"])
    assert Evidence.objects.shown().vouches().count() == 1


def test_people_who_join_or_leave_tell_in_the_same_transaction(
    vouched: tuple[Organization, ...],
) -> None:
    group, one, two = vouched
    person = UserFactory()
    Membership.objects.create(organization=one, user=person)
    assert level(group) == (2, ["level:2"])
    joined = Membership.objects.create(organization=two, user=person)
    assert level(group) == (1, ["level:1"])
    joined.delete()
    assert level(group) == (2, ["level:2"])
    Membership.objects.create(organization=group, user=person)
    assert level(group) == (1, ["level:1"])
    person.delete()
    assert level(group) == (2, ["level:2"])


def test_the_nightly_look_finds_what_was_written_past_everything(
    vouched: tuple[Organization, ...],
) -> None:
    group, one, two = vouched
    person = UserFactory()
    Membership.objects.unrecorded(because="arranged").bulk_create(
        [Membership(organization=listing, user=person) for listing in (one, two)]
    )
    assert refresh_all_trust() == 1
    assert level(group) == (1, ["level:1"])
    assert refresh_all_trust() == 0


def test_an_umbrella_makes_one_voice_only_while_everybody_may_see_it(
    vouched: tuple[Organization, ...],
) -> None:
    group, one, two = vouched
    umbrella = make_listing(audience=Audience.MEMBERS)
    Organization.objects.filter(pk__in=[one.pk, two.pk]).unrecorded(because="arranged").update(
        parent=umbrella
    )
    refresh_trust([one.pk])
    assert level(group)[0] == 2
    Organization.objects.filter(pk=umbrella.pk).unrecorded(because="arranged").update(
        audience=Audience.PUBLIC
    )
    refresh_trust([one.pk])
    assert level(group)[0] == 1


def test_a_vouch_beyond_reach_is_heard_when_an_older_one_ends() -> None:
    giver = make_known(make_listing())
    groups = [make_listing() for _ in range(6)]
    now = timezone.now()
    rows = [
        speak_for(group, K.VOUCH, other=giver, given_at=now - timedelta(days=9 - number))
        for number, group in enumerate(groups)
    ]
    heard = Evidence.objects.filter(counts=True).vouches()
    assert set(heard.all()) == set(rows[:5])
    rows[1].ended_at, rows[1].end = now, "withdrawn"
    rows[1].save()
    refresh_trust([groups[1].pk])
    assert set(heard.all()) == {rows[0], *rows[2:]}


def test_a_host_that_hides_says_nothing() -> None:
    group, host = make_listing(), make_listing()
    speak_for(group, K.CONTACT)
    speak_for(group, K.HOST, other=host)
    assert level(group)[0] == 2
    hide(host)
    assert level(group)[0] == 1


def test_what_runs_out_falls_at_the_next_review_and_only_once() -> None:
    group = make_listing()
    speak_for(group, K.CONTACT)
    soon = speak_for(group, K.DOCUMENT)
    assert review_trust() == 0
    past = timezone.now() - timedelta(seconds=1)
    Evidence.objects.filter(pk=soon.pk).update(expires_at=past)
    Organization.objects.filter(pk=group.pk).unrecorded(because="arranged").update(
        trust_review_at=past
    )
    assert review_trust() == 1
    assert level(group) == (1, ["level:1"])
    assert group.trust_review_at is not None
    assert group.trust_review_at > timezone.now()
    assert review_trust() == 0


def test_a_level_leaves_the_listing_s_time_of_change_alone() -> None:
    group = make_listing()
    before = group.updated_at
    speak_for(group, K.CONTACT)
    group.refresh_from_db()
    assert (group.trust_level, group.updated_at) == (1, before)


def test_a_listing_that_nobody_speaks_for_costs_two_questions(
    django_assert_num_queries: Any,
) -> None:
    group = make_listing()
    with django_assert_num_queries(4):  # and a savepoint's two
        assert refresh_trust([group.pk]) == set()
