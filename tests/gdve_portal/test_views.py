"""Home, dashboard, health and the pages for when something went wrong."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from organizations.enums import Audience, Kind, Status
from tests.factories import (
    OrganizationFactory,
    StaffFactory,
    UserFactory,
    make_listing,
    make_partner,
)

pytestmark = pytest.mark.django_db


def test_home_shows_figures_and_the_latest_listings(client: Client) -> None:
    make_listing(name="First")
    make_listing(name="Second", kind=Kind.NETWORK)
    OrganizationFactory(name="Hidden", audience=Audience.IOM)
    response = client.get("/")
    assert [value for _, value, _ in response.context["figures"]] == [2, 1, 0]
    assert [card.organization.name for card in response.context["cards"]] == ["Second", "First"]


@pytest.mark.parametrize("rows", [1, 20])
def test_queries_of_home(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    for _ in range(rows):
        make_listing(description="Text")
    client.get("/")
    with django_assert_num_queries(6):
        client.get("/")


def test_the_dashboard_is_for_those_who_signed_in(client: Client) -> None:
    assert client.get("/dashboard/").url == "/accounts/login/?next=/dashboard/"


def test_the_dashboard_shows_own_groups_only(client: Client) -> None:
    user = UserFactory(name="Amina")
    make_listing(owner=user, name="Mine", status=Status.DRAFT, published_at=None)
    make_listing(owner=UserFactory(), name="Foreign")
    client.force_login(user)
    page = client.get("/dashboard/").content.decode()
    assert "Welcome, Amina" in page
    assert "Mine" in page
    assert "Foreign" not in page
    assert "wait for review" not in page


def test_staff_see_how_many_wait(client: Client) -> None:
    make_listing(status=Status.SUBMITTED, published_at=None)
    client.force_login(StaffFactory())
    assert "1 listing waits." in client.get("/dashboard/").content.decode()


def test_health(client: Client) -> None:
    assert client.get("/livez").content == b"ok"
    assert client.get("/readyz").content == b"ok"
    with patch("gdve_portal.views.connection.cursor", side_effect=OperationalError):
        assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("prefix", ["", "/fr", "/es", "/ar", "/pt"])
def test_an_unknown_address_is_a_styled_404(client: Client, prefix: str) -> None:
    response = client.get(f"{prefix}/nothing/here/")
    assert response.status_code == 404
    assert b"<h1" in response.content
    assert response["X-Request-ID"].encode() in response.content


def test_a_fault_is_a_styled_500_with_its_id(client: Client) -> None:
    client.raise_request_exception = False
    with patch("gdve_portal.views.Organization.objects", None):
        response = client.get("/")
    assert response.status_code == 500
    assert b"<h1" in response.content
    assert response["X-Request-ID"].encode() in response.content


def test_a_missing_csrf_token_is_a_styled_403() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    response = client.post("/organizations/register/", {"name": "x"})
    assert response.status_code == 403
    assert b"<h1" in response.content


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example"])
def test_a_wrong_host_is_refused(client: Client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/organizations/", "/admin/login/"])
def test_no_page_allows_inline_code(client: Client, path: str) -> None:
    policy = client.get(path, follow=True)["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("number", [1, 12])
def test_queries_of_the_dashboard(
    client: Client, django_assert_num_queries: Any, number: int
) -> None:
    user = UserFactory()
    for _ in range(number):
        make_listing(owner=user)
        make_partner(representative=user)
    client.force_login(user)
    client.get("/dashboard/")
    with django_assert_num_queries(11):
        client.get("/dashboard/")
