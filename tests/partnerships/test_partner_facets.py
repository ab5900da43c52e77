"""The numbers beside the facets of partners."""

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from organizations.viewers import ANONYMOUS
from partnerships.enums import Accepts, Level, PartnerType, Verification
from partnerships.models import Partner
from partnerships.partner_facets import partner_facets
from tests.factories import make_partner, make_public_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def four() -> None:
    make_partner(sectors=["health"], accepts=Accepts.INFORMAL)
    make_partner(type=PartnerType.BANK, sectors=["economy", "investment"], accepts="")
    make_public_body("KE", sectors=["health", "education"], level=Level.NATIONAL)
    make_partner(verification=Verification.PENDING, verified_at=None, sectors=["health"])


def counts(query: str) -> dict[str, dict[str, int]]:
    visible = Partner.objects.visible_to(ANONYMOUS)
    return {
        facet.name: {option.value: option.count for option in facet.options if option.count}
        for facet in partner_facets(QueryDict(query), visible)
    }


def test_every_value_says_how_many_it_would_show(four: None) -> None:
    found = counts("")
    assert found["kind"] == {"public": 1, "private": 2}
    assert found["type"] == {"foundation": 1, "bank": 1, "ministry": 1}
    assert found["accepts"] == {"informal": 2}
    assert found["level"] == {"national": 1}
    assert (found["sector"]["health"], found["sector"]["education"]) == (2, 1)


def test_who_works_on_a_whole_group_counts_once_for_each_of_it(four: None) -> None:
    found = counts("kind=private")["sector"]
    assert found["investment"] == 1
    assert found["health"] == 1
    # Another sector of the group, which the bank does not name itself.
    others = set(found) - {"investment", "health"}
    assert others
    assert all(found[code] == 1 for code in others)


def test_a_facet_ignores_its_own_choice(four: None) -> None:
    found = counts("kind=public")
    assert found["kind"] == {"public": 1, "private": 2}
    assert found["type"] == {"ministry": 1}
    assert counts("sector=health&kind=private")["sector"]["health"] == 1


def test_a_value_without_partners_stays(four: None) -> None:
    visible = Partner.objects.visible_to(ANONYMOUS)
    facets = {facet.name: facet for facet in partner_facets(QueryDict("type=city"), visible)}
    cities = next(option for option in facets["type"].options if option.value == "city")
    assert (cities.count, cities.is_chosen, cities.is_disabled) == (0, True, False)
    embassies = next(option for option in facets["type"].options if option.value == "embassy")
    assert embassies.is_disabled


def test_one_query(four: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    counts("")
    with django_assert_num_queries(1):
        counts("kind=private&sector=health&q=a")
