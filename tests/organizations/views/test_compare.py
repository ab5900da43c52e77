"""Comparing up to four groups."""

import re
from typing import Any

import pytest
from django.test import Client

from organizations.enums import Audience, Status
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db

URL = "/organizations/compare/"


def compared(response: Any) -> list[str]:
    return [organization.slug for organization in response.context["organizations"]]


@pytest.fixture
def five() -> None:
    for slug in "abcde":
        make_listing(slug=slug, name=f"Group {slug}", description="Text")


@pytest.mark.usefixtures("five")
def test_side_by_side_in_the_order_asked(client: Client) -> None:
    response = client.get(f"{URL}?group=c&group=a&group=c")
    assert compared(response) == ["c", "a"]
    page = response.content.decode()
    assert page.count("<td data-label=") == 2 * len(response.context["rows"])
    assert 'data-label="Group c"' in page
    assert "Not known yet" in page
    assert "Only 4 groups" not in page


@pytest.mark.usefixtures("five")
def test_four_fit(client: Client) -> None:
    response = client.get(f"{URL}?group=e&group=d&group=c&group=b&group=a")
    assert compared(response) == ["e", "d", "c", "b"]
    assert "Only 4 groups fit side by side" in response.content.decode()


@pytest.mark.usefixtures("five")
def test_hidden_groups_are_left_out_like_absent_ones(client: Client) -> None:
    make_listing(slug="zz-1", audience=Audience.IOM)
    make_listing(slug="zz-2", status=Status.DRAFT, published_at=None)
    for others in ("group=a&group=b&group=c&group=d", "group=a"):
        answers = {
            re.sub(rf"{slug}".encode(), b"", client.get(f"{URL}?group={slug}&{others}").content)
            for slug in ("zz-1", "zz-2", "zz-3")
        }
        assert len(answers) == 1
    assert compared(client.get(f"{URL}?group=zz-1&{others}")) == ["a"]


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize("query", ["", "?group=a", "?group=a&group=a", "?group=", "?other=a"])
def test_one_cannot_be_compared(client: Client, query: str) -> None:
    response = client.get(URL + query)
    assert response.status_code == 200
    assert "Choose two groups or more" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("group=%00", 400),
        ("&".join(f"group={n}" for n in range(101)), 400),
        ("&".join(["group=a"] * 500), 200),
        ("group=" + "x" * 10_000, 200),
        ("group='%3B--&group=%25", 200),
    ],
)
def test_bad_input(client: Client, query: str, status: int) -> None:
    assert client.get(f"{URL}?{query}").status_code == status
    assert client.post(URL).status_code == 405


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize("groups", [2, 4])
def test_queries(client: Client, django_assert_num_queries: Any, groups: int) -> None:
    url = f"{URL}?{'&'.join(f'group={slug}' for slug in 'abcd'[:groups])}"
    client.force_login(UserFactory())
    client.get(url)
    with django_assert_num_queries(6):  # session, user, viewer (2), groups, texts
        client.get(url)
