"""The viewer that a person is, outside a request."""

import pytest
from pytest_django.fixtures import Settings

from organizations.viewers import ANONYMOUS
from organizations.viewers_of import viewer_of
from tests.factories import UserFactory, make_listing, make_public_body


@pytest.mark.django_db
def test_the_project_says_who_a_person_is() -> None:
    user = UserFactory()
    listing = make_listing(owner=user)
    make_public_body("SO", representative=user)
    viewer = viewer_of(user)
    assert (viewer.user_id, viewer.is_member, viewer.is_verified_partner) == (user.pk, True, True)
    assert viewer.organization_ids == {listing.pk}
    assert viewer.state_countries == {"SO"}


@pytest.mark.django_db
def test_another_factory_can_be_named(settings: Settings) -> None:
    settings.VIEWER_FACTORY = "tests.organizations.test_viewers_of.nobody"
    assert viewer_of(UserFactory()) is ANONYMOUS


def nobody(user: object) -> object:
    return ANONYMOUS
