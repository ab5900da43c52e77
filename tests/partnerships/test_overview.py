"""How one's own listings stand."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from organizations.enums import Audience, LegalStatus
from partnerships.models import MatchFeedback, MatchRun
from partnerships.overview import Overview, overviews
from partnerships.suggestions import own_listings
from partnerships.viewers import viewer_for
from tests.factories import UserFactory, make_listing, make_partner

pytestmark = pytest.mark.django_db

FULL = {
    "heritage": ["SO"], "residence": ["KE"], "sectors": ["education"], "needs": ["mentoring"],
    "offers": ["volunteers"], "made_of": ["second"], "languages": ["en"],
    "legal_status": LegalStatus.REGISTERED,
}  # fmt: skip


def of(user: object) -> dict[str, Overview]:
    viewer = viewer_for(user)  # type: ignore[arg-type]
    return {row.listing.name: row for row in overviews(own_listings(viewer), viewer)}


def test_the_fact_that_matching_weighs_most_is_asked_first() -> None:
    leader = UserFactory()
    make_listing(name="Full", owner=leader, **FULL)
    make_listing(name="Some", owner=leader, **FULL | {"languages": [], "needs": []})
    found = of(leader)
    assert (found["Full"].stated, found["Full"].facts, found["Full"].next) == (8, 8, None)
    some = found["Some"]
    assert some.next is not None
    assert (some.stated, str(some.next.label)) == (6, "What you need")
    assert some.next.url.endswith("/work/#id_needs")


def test_a_partner_is_asked_at_its_own_form() -> None:
    officer = UserFactory()
    make_partner(name="Ceiba", slug="ceiba", representative=officer, sectors=[])
    row = of(officer)["Ceiba"]
    assert row.next is not None
    assert row.next.url == "/partners/ceiba/facts/#id_sectors"
    assert row.is_partner


def test_whoever_is_seen_and_was_not_set_aside_counts(run_matching: Callable[[], MatchRun]) -> None:
    leader, officer = UserFactory(), UserFactory()
    own = make_listing(name="Own", owner=leader, **FULL)
    make_partner(name="One", representative=officer)
    two, three = make_partner(name="Two"), make_listing(name="Three", **FULL)
    run_matching()
    assert of(leader)["Own"].suggested == 3
    assert of(officer)["One"].suggested == 2
    MatchFeedback.objects.create(source_organization=own, target_partner=two, verdict="hidden")
    assert of(leader)["Own"].suggested == 2
    three.audience = Audience.IOM
    three.save()
    assert of(leader)["Own"].suggested == 1
    assert of(officer)["One"].suggested == 1


@pytest.mark.parametrize("number", [1, 6])
def test_as_many_queries_for_one_as_for_many(
    number: int,
    run_matching: Callable[[], MatchRun],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    leader = UserFactory()
    for n in range(number):
        make_listing(name=f"Own {n}", owner=leader, **FULL)
    make_partner()
    make_listing(**FULL)
    run_matching()
    viewer = viewer_for(leader)
    own = own_listings(viewer)
    overviews(own, viewer)
    with django_assert_num_queries(3):
        overviews(own, viewer)
