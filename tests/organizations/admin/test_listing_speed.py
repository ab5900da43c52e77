"""The table of listings asks the same for one row and for twenty."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import StaffFactory, make_listing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["", "?q=group", "?status=published"])
def test_queries(client: Client, django_assert_max_num_queries: Any, query: str) -> None:
    client.force_login(StaffFactory())
    asked = []
    for number in (1, 19):
        for _ in range(number):
            make_listing()
        with django_assert_max_num_queries(9) as queries:
            assert client.get(f"/admin/organizations/organization/{query}").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
