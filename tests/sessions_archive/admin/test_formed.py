"""Staff notes which groups came together at a session."""

import pytest
from django.test import Client

from sessions_archive.models import GroupFormed
from tests.factories import StaffFactory, make_listing
from tests.factories.archive import ExchangeSessionFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/sessions_archive/groupformed/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(StaffFactory(is_superuser=True))
    return client


def test_one_is_noted_once(staff: Client) -> None:
    session, group = ExchangeSessionFactory(), make_listing(name="Circle of the North")
    data = {"session": session.pk, "organization": group.pk, "basis": "Said so"}
    assert staff.post(f"{ADDRESS}add/", data).status_code == 302
    assert GroupFormed.objects.get().organization == group
    assert staff.post(f"{ADDRESS}add/", data).status_code == 200
    assert GroupFormed.objects.count() == 1
    assert "Circle of the North" in staff.get(f"{ADDRESS}?q=north").content.decode()


@pytest.mark.parametrize("many", [1, 20])
def test_queries(staff: Client, many: int, django_assert_num_queries: object) -> None:
    for _ in range(many):
        GroupFormed.objects.create(session=ExchangeSessionFactory(), organization=make_listing())
    staff.get(ADDRESS)
    with django_assert_num_queries(6):  # type: ignore[operator]
        staff.get(ADDRESS)
