"""Which recommendations a partnership pursues: any party says it, and nobody else."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from organizations.models import Organization
from partnerships import actions
from partnerships.models import Partner, Partnership, PartnershipEvent, Pursuit
from partnerships.partnership_workflow import NotPossibleError
from sessions_archive.models import Recommendation
from tests.factories import UserFactory, make_listing, make_partner
from tests.factories.agreed import act, make_draft, make_partnership, make_proposal, party_of
from tests.factories.archive import RecommendationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Organization:
    return make_listing(owner=UserFactory())


@pytest.fixture
def body() -> Partner:
    return make_partner(representative=UserFactory())


def choose(partnership: Partnership, own: Any, *rows: Recommendation) -> list[Recommendation]:
    found = act("choose_recommendations", partnership, own, recommendations=rows)
    return [row.recommendation for row in found]


def test_in_the_draft_and_by_others_afterwards(group: Organization, body: Partner) -> None:
    one, two = RecommendationFactory(), RecommendationFactory()
    partnership = make_draft(group, body)
    assert choose(partnership, group, one) == [one]
    act("propose", partnership, group, after=0)
    assert set(choose(partnership, body, one, two)) == {one, two}
    act("accept", partnership, body, number=1)
    assert choose(partnership, body, two) == [two]
    assert Pursuit.objects.get().party == party_of(partnership, body)
    # Each change is told in the story, the same again is none.
    choose(partnership, group, two)
    assert PartnershipEvent.objects.filter(kind="pursues").count() == 3


def test_nothing_that_was_accepted_changes(group: Organization, body: Partner) -> None:
    partnership = make_partnership(group, body)
    assert partnership.in_force
    before = partnership.in_force.content_hash
    choose(partnership, body, RecommendationFactory())
    partnership.refresh_from_db()
    assert (partnership.state, partnership.in_force.content_hash) == ("active", before)
    assert partnership.proposal is None


def test_nobody_else(group: Organization, body: Partner) -> None:
    partnership = make_draft(group, body)
    with pytest.raises(PermissionDenied):
        choose(partnership, body, RecommendationFactory())
    with pytest.raises(PermissionDenied):
        actions.choose_recommendations(
            partnership_id=partnership.pk,
            party_id=party_of(partnership, group).pk,
            by=UserFactory(),
            recommendations=[RecommendationFactory()],
        )
    assert not Pursuit.objects.exists()


def test_not_of_what_was_declined(group: Organization, body: Partner) -> None:
    partnership = make_proposal(group, body)
    act("decline", partnership, body, words="Not now")
    with pytest.raises(NotPossibleError):
        choose(partnership, group, RecommendationFactory())


def test_once_each(group: Organization, body: Partner) -> None:
    partnership = make_draft(group, body)
    row = RecommendationFactory()
    choose(partnership, group, row, row)
    party = party_of(partnership, group)
    with pytest.raises(IntegrityError, match="pursuit_once"), transaction.atomic():
        Pursuit.objects.create(partnership=partnership, recommendation=row, party=party)
