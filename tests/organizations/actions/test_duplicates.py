"""Noting pairs, remembering what people said of them."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from organizations.actions import (
    answer_similar,
    confirm_duplicate,
    find_all_duplicates,
    find_duplicates_of,
    reject_duplicate,
    similar,
    take_step,
)
from organizations.actions.duplicates import AlreadyDecidedError
from organizations.enums import Audience, DuplicateState, GroupAnswer, Status
from organizations.models import DuplicateCandidate, DuplicateKeys, Organization
from organizations.viewers import ANONYMOUS, Viewer
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

LIKELY = {"name": "Gargaar Relief Organization"}
ALIKE = {"name": "Gargar Relief Organisation", "residence": ["BE"]}


def known(listing: Organization) -> Organization:
    """Have the listing found by its keys, as it is once it was saved by anybody."""
    find_duplicates_of(listing)
    return listing


def pairs() -> list[tuple[int, int, str]]:
    return list(DuplicateCandidate.objects.order_by("pk").values_list("first", "second", "state"))


def test_a_pair_is_noted_once_with_what_it_rests_on() -> None:
    one, other = make_listing(**LIKELY), make_listing(**LIKELY, slug="two")
    assert find_all_duplicates() == 1
    assert find_all_duplicates() == 1
    row = DuplicateCandidate.objects.get()
    assert (row.first, row.second, row.score, row.state) == (one, other, 1.0, "confirmed")
    assert row.signals == {
        "name": 1.0,
        "names": [LIKELY["name"], LIKELY["name"]],
        "heritage": 1.0,
        "residence": 1.0,
    }
    assert (row.decided_by, row.decided_at) == (None, None)


def test_below_the_automatic_threshold_a_person_is_asked() -> None:
    make_listing(**LIKELY, residence=["KE"])
    make_listing(**ALIKE)
    find_all_duplicates()
    row = DuplicateCandidate.objects.get()
    assert row.state == DuplicateState.PENDING
    assert 0.55 <= row.score < 0.95


@pytest.mark.parametrize("status", [Status.DRAFT, Status.DECLINED, Status.ARCHIVED])
def test_what_is_nobodys_concern_is_not_compared(status: str) -> None:
    make_listing(**LIKELY)
    make_listing(**LIKELY, status=status)
    assert find_all_duplicates() == 0


def test_one_listing_finds_what_all_find() -> None:
    for name in (
        "Kivu Circle",
        "Circle of Kivu",
        "Kivu Cirle",
        "Juba Foundation",
        "Jubba Fondation",
    ):
        known(make_listing(name=name))
    one_by_one = sorted(DuplicateCandidate.objects.values_list("first", "second", "score"))
    DuplicateCandidate.objects.all().delete()
    find_all_duplicates()
    assert sorted(DuplicateCandidate.objects.values_list("first", "second", "score")) == one_by_one
    assert len(one_by_one) == 4


def test_submitting_looks_for_duplicates() -> None:
    known(make_listing(**LIKELY))
    owner = UserFactory()
    draft = make_listing(**LIKELY, slug="mine", owner=owner, status=Status.DRAFT, published_at=None)
    assert pairs() == []
    take_step(organization_id=draft.pk, step="submit", by=owner)
    assert [state for _, _, state in pairs()] == ["confirmed"]


def test_a_name_that_changes_drops_the_pair_and_a_decision_stays() -> None:
    one, other = known(make_listing(**LIKELY)), known(make_listing(**LIKELY, slug="two"))
    assert len(pairs()) == 1
    Organization.objects.filter(pk=other.pk).unrecorded(because="arranged").update(name="Juniper")
    find_duplicates_of(Organization.objects.get(pk=other.pk))
    assert pairs() == []
    Organization.objects.filter(pk=other.pk).unrecorded(because="arranged").update(name=one.name)
    find_all_duplicates()
    reject_duplicate(candidate_id=DuplicateCandidate.objects.get().pk, by=StaffFactory())
    Organization.objects.filter(pk=other.pk).unrecorded(because="arranged").update(name="Juniper")
    find_all_duplicates()
    assert [state for _, _, state in pairs()] == ["rejected"]


def test_a_rejected_pair_comes_back_only_with_other_facts() -> None:
    known(make_listing(**LIKELY))
    other = known(make_listing(**LIKELY, slug="two"))
    row = DuplicateCandidate.objects.get()
    curator = StaffFactory()
    reject_duplicate(candidate_id=row.pk, by=curator)
    find_all_duplicates()
    find_duplicates_of(other)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("rejected", curator)
    other.website = "https://gargaar.example/"
    other.save()
    find_duplicates_of(other)
    row.refresh_from_db()
    assert (row.state, row.decided_by, row.decided_at) == ("pending", None, None)


def test_only_one_curator_decides() -> None:
    known(make_listing(**LIKELY))
    known(make_listing(**LIKELY, slug="two"))
    row = DuplicateCandidate.objects.get()
    confirm_duplicate(candidate_id=row.pk, by=StaffFactory())
    with pytest.raises(AlreadyDecidedError):
        confirm_duplicate(candidate_id=row.pk, by=StaffFactory())
    # She may still be contradicted; what is rejected is decided.
    reject_duplicate(candidate_id=row.pk, by=StaffFactory())
    with pytest.raises(AlreadyDecidedError):
        confirm_duplicate(candidate_id=row.pk, by=StaffFactory())


def test_nobody_decides_about_her_own_group() -> None:
    curator = StaffFactory()
    known(make_listing(**LIKELY, owner=curator))
    known(make_listing(**LIKELY, slug="two"))
    row = DuplicateCandidate.objects.get()
    for person in (curator, UserFactory()):
        with pytest.raises(PermissionDenied):
            reject_duplicate(candidate_id=row.pk, by=person)
    row.refresh_from_db()
    assert row.state == DuplicateState.CONFIRMED


@pytest.fixture
def draft() -> Organization:
    return make_listing(
        **LIKELY, slug="draft", owner=UserFactory(), status=Status.DRAFT, published_at=None
    )


def test_a_group_is_shown_what_it_may_see_and_nothing_else(draft: Organization) -> None:
    shown = known(make_listing(**LIKELY, slug="shown"))
    known(make_listing(**LIKELY, slug="members", audience=Audience.MEMBERS))
    known(make_listing(**LIKELY, slug="iom", audience=Audience.IOM))
    known(make_listing(**LIKELY, slug="waiting", status=Status.SUBMITTED, published_at=None))
    assert similar(draft, ANONYMOUS) == [shown]
    assert len(similar(draft, Viewer(is_member=True))) == 2


def test_hidden_listings_do_not_fill_a_key(draft: Organization) -> None:
    """A hundred listings that share all keys are passed over; hidden ones do not count."""
    shown = known(make_listing(**LIKELY, slug="shown"))
    keys = DuplicateKeys.objects.get(organization=shown).keys
    for number in range(101):
        hidden = make_listing(name=f"H{number}", slug=f"hidden-{number}", audience=Audience.IOM)
        DuplicateKeys.objects.create(organization=hidden, keys=keys)
    assert similar(draft, ANONYMOUS) == [shown]
    Organization.objects.filter(slug__startswith="hidden").unrecorded(because="arranged").update(
        audience=Audience.PUBLIC
    )
    assert similar(draft, ANONYMOUS) == []


def test_an_answer_is_remembered(draft: Organization) -> None:
    owner = draft.memberships.get().user
    one = known(make_listing(**LIKELY, slug="one"))
    other = known(make_listing(**LIKELY, slug="other"))
    answer_similar(organization=draft, by=owner, shown=[one.pk, other.pk], same=other.pk)
    assert similar(draft, ANONYMOUS) == []
    said = {
        (row.first_id, row.second_id): row.group_answer
        for row in DuplicateCandidate.objects.filter(answered_by=owner)
    }
    assert said == {
        (draft.pk, one.pk): GroupAnswer.DIFFERENT,
        (draft.pk, other.pk): GroupAnswer.SAME,
    }
    # A draft is its group's own: staff has nothing to do yet.
    assert {(row.first, row.second) for row in DuplicateCandidate.objects.waiting()} == {
        (one, other)
    }
    take_step(organization_id=draft.pk, step="submit", by=owner)
    assert DuplicateCandidate.objects.waiting().count() == 3
    assert DuplicateCandidate.objects.filter(answered_by=owner).count() == 2


def test_only_its_group_answers(draft: Organization) -> None:
    one = known(make_listing(**LIKELY, slug="one"))
    with pytest.raises(PermissionDenied):
        answer_similar(organization=draft, by=UserFactory(), shown=[one.pk])
    assert pairs() == []


def test_the_number_of_queries_does_not_grow(draft: Organization) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            similar(draft, ANONYMOUS)
        return len(queries)

    known(make_listing(**LIKELY, slug="one"))
    few = asked()
    for number in range(20):
        known(make_listing(**LIKELY, slug=f"another-{number}"))
    assert asked() == few == 12


def test_a_pair_is_kept_in_order(django_db_blocker: Any) -> None:
    one, other = make_listing(), make_listing()
    for first, second in ((other, one), (one, one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DuplicateCandidate.objects.create(first=first, second=second, score=1)
