"""The one door: who sees which listing, and who must not."""

import pytest

from organizations.enums import Audience, Status
from organizations.models import Organization
from organizations.viewers import ANONYMOUS, Viewer
from tests.factories import OrganizationFactory, make_listing

pytestmark = pytest.mark.django_db

SIGNED_IN = Viewer(user_id=1)
MEMBER = Viewer(user_id=1, is_member=True)
PARTNER = Viewer(user_id=1, is_member=True, is_verified_partner=True)
CURATOR = Viewer(user_id=1, is_curator=True)


def seen_by(viewer: Viewer) -> set[str]:
    return set(Organization.objects.visible_to(viewer).values_list("slug", flat=True))


@pytest.mark.parametrize(
    ("viewer", "slugs"),
    [
        (ANONYMOUS, {"public"}),
        (SIGNED_IN, {"public"}),
        (MEMBER, {"public", "members"}),
        (PARTNER, {"public", "members", "partners"}),
        (CURATOR, {"public", "members", "partners", "iom"}),
    ],
)
def test_each_circle_sees_its_own_and_the_wider_ones(viewer: Viewer, slugs: set[str]) -> None:
    for audience in Audience.values:
        OrganizationFactory(slug=audience, audience=audience)
    assert seen_by(viewer) == slugs


@pytest.mark.parametrize("status", [s for s in Status if s != Status.PUBLISHED])
def test_only_published_listings_reach_readers(status: Status) -> None:
    OrganizationFactory(slug="waiting", status=status)
    for viewer in (ANONYMOUS, SIGNED_IN, MEMBER, PARTNER):
        assert seen_by(viewer) == set()
    assert seen_by(CURATOR) == {"waiting"}


def test_a_listing_hidden_from_a_state_does_not_exist_for_its_public_bodies() -> None:
    OrganizationFactory(slug="hidden", audience=Audience.MEMBERS, hidden_from=["ER", "SD"])
    OrganizationFactory(slug="open", audience=Audience.MEMBERS)

    def official(*countries: str) -> Viewer:
        return Viewer(
            user_id=1,
            is_member=True,
            is_verified_partner=True,
            state_countries=frozenset(countries),
        )

    assert seen_by(official("ER")) == {"open"}
    assert seen_by(official("DE", "SD")) == {"open"}
    assert seen_by(official("DE")) == {"open", "hidden"}


def test_members_always_see_their_own() -> None:
    own = OrganizationFactory(slug="own", status=Status.DRAFT)
    OrganizationFactory(slug="foreign", status=Status.DRAFT)
    assert seen_by(Viewer(user_id=1, organization_ids=frozenset({own.pk}))) == {"own"}


def test_an_official_who_is_a_member_sees_her_own_group_only() -> None:
    own = OrganizationFactory(slug="own", audience=Audience.MEMBERS, hidden_from=["ER"])
    OrganizationFactory(slug="other", audience=Audience.MEMBERS, hidden_from=["ER"])
    viewer = Viewer(
        user_id=1,
        is_member=True,
        organization_ids=frozenset({own.pk}),
        state_countries=frozenset({"ER"}),
    )
    assert seen_by(viewer) == {"own"}


def test_with_tags_gives_every_facet_in_one_query(django_assert_num_queries: object) -> None:
    make_listing(
        heritage=["VE", "CO"],
        residence=["ES"],
        works_in=["419"],
        sectors=["education"],
        secondary_sectors=["health"],
        offers=["mentoring"],
        needs=["funding"],
        made_of=["second"],
        serves=["first"],
        languages=["es", "en"],
    )
    with django_assert_num_queries(1):  # type: ignore[operator]
        listing = Organization.objects.with_tags().get()
    assert listing.heritage_codes == ["VE", "CO"]
    assert listing.residence_codes == ["ES"]
    assert listing.works_in_codes == ["419"]
    assert listing.primary_sector_codes == ["education"]
    assert listing.secondary_sector_codes == ["health"]
    assert listing.offer_codes == ["mentoring"]
    assert listing.need_codes == ["funding"]
    assert listing.made_of_codes == ["second"]
    assert listing.serves_codes == ["first"]
    assert sorted(listing.language_codes) == ["en", "es"]
    assert listing.role_codes == []
