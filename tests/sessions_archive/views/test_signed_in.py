"""The bar holds for those who are signed in, too: at most eight queries a page."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import StaffFactory, UserFactory
from tests.factories.archive import AppearanceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("factory", [UserFactory, StaffFactory])
def test_at_most_eight_queries(client: Client, factory: type[UserFactory]) -> None:
    session = AppearanceFactory().session
    client.force_login(factory())
    for path in (
        "/sessions/",
        session.edition.get_absolute_url(),
        session.get_absolute_url(),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 8
