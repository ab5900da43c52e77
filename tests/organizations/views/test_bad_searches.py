"""What nobody types: every way to search answers it kindly, and none with an error."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db

LIST = "/organizations/"
# Every address that reads a search, and whether a page answers what cannot be read.
SURFACES = [
    (LIST, True),
    ("/ar/organizations/", True),
    ("/organizations/map/", True),
    ("/organizations/export.csv", True),
    ("/organizations/saved-searches/new/", True),
    ("/organizations/count/", False),
]
UNREADABLE = [
    "kind=club",
    "heritage=XX",
    "heritage=%27+OR+1%3D1",
    "sector=a&sector=health",
    "sort=wealth",
    "sort=name%3BDROP+TABLE",
    "kind=%EF%BF%BD",
    "q=" + "x" * 10_000,
    "q=" + "%D8%A7" * 201,
    "heritage=" + "S" * 10_000,
    "&".join(["kind=network"] * 500),
    "&".join(f"heritage={n}" for n in range(500)),
    "q=%00",
    "q=a%00b",
    "heritage=SO%00",
]
READABLE = [
    ("unknown=1&constructor=2&__proto__=3", 1),
    ("page=1000000000", 1),
    ("page=999999999999999999999999999999", 1),
    ("page=-1", 1),
    ("page=two", 1),
    ("page=%D9%A3", 1),
    ("kind=&heritage=&q=&sort=", 1),
    ("kind=network&kind=grassroots", 1),
    ("q=%25", 0),
    ("q=_", 0),
    ("q=%27%3B+DROP+TABLE+organizations_organization%3B--", 0),
    ("q=%27+OR+%271%27%3D%271", 0),
    ("q=%5C", 0),
    ("q=(((((((((((((((((((((((((", 0),
    ("q=(a%2B)%2B%24", 0),
    ("q=.*%5B%5E%5D%7B1%2C9999%7D", 0),
    ("q=" + "%22" * 200, 0),
    ("q=" + "-" * 200, 0),
    ("q=" + "+OR" * 66, 0),
    ("q=a%3A*%26!b%7C%3C-%3Ec", 0),
    ("q=%ED%A0%80", 0),
    ("q=%FF%FE", 0),
    ("q=%E2%80%AE%E2%80%8B", 1),  # characters that nobody sees are taken out first
    ("q=" + "z%CC%81" * 100, 0),
    ("q=" + "%EF%B7%BA" * 200, 0),
    ("q=" + "+".join(f"w{n}" for n in range(40)), 0),
    ("q=%7B%7B7*7%7D%7D", 0),
    ("q=%0D%0ASet-Cookie%3A+a%3Db", 0),
]


@pytest.fixture(autouse=True)
def reader(client: Client) -> None:
    make_listing(name="Open Circle", description="We meet on Sundays.")
    client.force_login(UserFactory())


def text(response: Any) -> str:
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode()


@pytest.mark.parametrize(("address", "answers_with_page"), SURFACES)
@pytest.mark.parametrize("query", UNREADABLE, ids=range(len(UNREADABLE)))
def test_unreadable(client: Client, address: str, answers_with_page: bool, query: str) -> None:
    response = client.get(f"{address}?{query}")
    assert response.status_code == 400
    if answers_with_page or "%00" in query:
        assert "<h1" in text(response)


@pytest.mark.parametrize(("address", "answers_with_page"), SURFACES)
@pytest.mark.parametrize(("query", "total"), READABLE, ids=range(len(READABLE)))
def test_readable(
    client: Client, address: str, answers_with_page: bool, query: str, total: int
) -> None:
    response = client.get(f"{address}?{query}")
    assert response.status_code == 200
    page = text(response)
    if address == LIST:
        assert response.context["total"] == total
        assert ("No group fits all of this" in page) == (not total)
    elif address.endswith("map/"):
        assert response.context["total"] == total
    elif address.endswith("export.csv"):
        assert ("Open Circle" in page) == bool(total)
    elif address.endswith("count/"):
        assert page == ("Show 1 result" if total else "Show 0 results")


@pytest.mark.parametrize(
    "query",
    [
        "group=" + "x" * 10_000,
        "group=%27%3B+DROP+TABLE+--&group=%25",
        "group=..%2F..%2Fetc%2Fpasswd",
        "group=%ED%A0%80&group=%FF",
        "group=open-circle&page=1000000000",
        "group=",
        "&".join(f"group={n}" for n in range(100)),
    ],
)
def test_nothing_to_compare(client: Client, query: str) -> None:
    response = client.get(f"/organizations/compare/?{query}")
    assert response.status_code == 200
    assert "Choose two groups or more" in text(response)


@pytest.mark.parametrize("query", ["group=%00", "&".join(f"group={n}" for n in range(500))])
def test_unreadable_comparison(client: Client, query: str) -> None:
    response = client.get(f"/organizations/compare/?{query}")
    assert response.status_code == 400
    assert "<h1" in text(response)
