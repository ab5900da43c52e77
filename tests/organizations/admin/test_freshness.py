"""Curators find what may be stale."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from organizations.enums import Status
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

LIST = "/admin/organizations/organization/"


@pytest.mark.parametrize(
    ("value", "names"), [("unconfirmed", {"Old"}), ("nobody", {"Alone", "Old"}), ("", None)]
)
def test_the_filter(client: Client, value: str, names: set[str] | None) -> None:
    old = timezone.now() - timedelta(days=400)
    make_listing(name="Old", last_confirmed_at=old)
    make_listing(name="Alone", last_confirmed_at=timezone.now())
    make_listing(name="Fresh", last_confirmed_at=timezone.now(), owner=UserFactory())
    make_listing(name="Gone", last_confirmed_at=old, status=Status.ARCHIVED)
    client.force_login(StaffFactory(is_superuser=True))
    found = client.get(LIST, {"freshness": value} if value else {}).context["cl"].queryset
    assert {row.name for row in found} == (names or {"Old", "Alone", "Fresh", "Gone"})
