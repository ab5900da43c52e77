"""Coalitions in the admin: to read; groups speak for themselves."""

from typing import Any

import pytest
from django.test import Client

from partnerships.models import Coalition, CoalitionMember
from tests.factories import StaffFactory, make_listing, make_opportunity

pytestmark = pytest.mark.django_db
LIST = "/admin/partnerships/coalition/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(StaffFactory())
    return client


def coalition(title: str = "Gardens", group: str = "Circle") -> Coalition:
    lead = make_listing(name=group)
    row = Coalition.objects.create(opportunity=make_opportunity(title=title), lead=lead)
    for member in (lead, make_listing(name=f"Beside {group}")):
        CoalitionMember.objects.create(coalition=row, organization=member)
    return row


def test_it_is_read(staff: Client) -> None:
    row = coalition()
    listed = staff.get(LIST).content.decode()
    assert "Gardens" in listed
    assert "0, 2" in listed
    here = f"{LIST}{row.pk}/change/"
    page = staff.get(here).content.decode()
    assert "Beside Circle" in page
    assert 'name="_save"' not in page
    assert staff.post(here, {"state": "ended"}).status_code == 403
    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.state == "forming"


def test_search_and_filter(staff: Client) -> None:
    coalition()
    coalition("Choirs", "Singers")

    def found(query: str) -> set[str]:
        page = staff.get(f"{LIST}?{query}").content.decode()
        return {name for name in ("Gardens", "Choirs") if name in page}

    assert found("") == {"Gardens", "Choirs"}
    assert found("q=Singers") == {"Choirs"}
    assert found("q=Gardens") == {"Gardens"}
    assert found("state__exact=ended") == set()


@pytest.mark.parametrize("many", [1, 10])
def test_queries(staff: Client, many: int, django_assert_num_queries: Any) -> None:
    for number in range(many):
        coalition(group=f"Group {number}")
    staff.get(LIST)
    with django_assert_num_queries(5):
        staff.get(LIST)
