"""Downloading the result of a search."""

import csv
import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from organizations.enums import Audience
from organizations.views import export
from tests.factories import UserFactory, make_listing, make_partner

pytestmark = pytest.mark.django_db

URL = "/organizations/export.csv"


def content(response: Any) -> bytes:
    assert response.streaming
    return b"".join(response.streaming_content)


def names(response: Any) -> list[str]:
    rows = csv.reader(io.StringIO(content(response).decode("utf-8-sig"), newline=""))
    next(rows)
    return [row[0] for row in rows]


def test_it_is_the_result_of_the_same_address(client: Client) -> None:
    for name, kind in (("B", "network"), ("C", "formal"), ("A", "network")):
        make_listing(name=name, kind=kind)
    response = client.get(f"{URL}?kind=network&sort=name&page=7")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="gdve-organizations-2')
    assert response["Content-Disposition"].endswith('.csv"')
    assert "no-store" in response["Cache-Control"]
    assert names(response) == ["A", "B"]


def test_all_of_it_beyond_one_page(client: Client) -> None:
    for _ in range(45):
        make_listing()
    assert len(names(client.get(URL))) == 45


def test_a_hidden_group_changes_nothing(client: Client) -> None:
    make_listing(name="Open Circle")
    before = content(client.get(f"{URL}?q=circle"))
    make_listing(name="Secret Circle", audience=Audience.MEMBERS)
    make_listing(name="Secret Circle of IOM", audience=Audience.IOM)
    assert content(client.get(f"{URL}?q=circle")) == before
    user = UserFactory()
    make_partner(representative=user)
    client.force_login(user)
    assert set(names(client.get(f"{URL}?q=circle"))) == {"Open Circle", "Secret Circle"}


@pytest.mark.parametrize(
    "query",
    ["kind=club", "q=%00", "q=" + "x" * 10_000, "&".join(["kind=network"] * 500), "sort=wealth"],
)
def test_bad_input_gets_a_page(client: Client, query: str) -> None:
    response = client.get(f"{URL}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_it_is_only_read(client: Client) -> None:
    assert client.post(URL).status_code == 405
    answer = client.head(URL)
    assert (answer.status_code, content(answer)) == (200, b"")


def test_an_empty_result_is_a_header(client: Client) -> None:
    assert names(client.get(f"{URL}?q=nothing")) == []


@pytest.fixture
def one_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.BoundedSemaphore]:
    places = threading.BoundedSemaphore(1)
    monkeypatch.setattr(export, "_places", places)
    yield places
    assert places.acquire(blocking=False), "a place was not given back"


@pytest.mark.usefixtures("one_place")
def test_a_place_is_given_back_when_the_log_of_transfers_fails(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**facts: object) -> None:
        raise OperationalError

    monkeypatch.setattr(export, "note_transfer", away)
    assert client.get(URL).status_code == 503


@pytest.mark.usefixtures("one_place")
def test_a_place_is_given_back(client: Client) -> None:
    make_listing()
    for method, query in (("get", ""), ("head", ""), ("get", "?q=nothing")):
        content(getattr(client, method)(URL + query))
    assert client.get(f"{URL}?kind=club").status_code == 400
    assert len(names(client.get(URL))) == 1


def test_a_reader_who_goes_away_gives_her_place_back_once(
    one_place: threading.BoundedSemaphore,
) -> None:
    one_place.acquire()
    parts = export.WithPlace(iter([b"a", b"b"]))
    assert next(iter(parts)) == b"a"
    parts.close()
    parts.close()  # a bounded semaphore refuses what was not taken


def test_too_many_at_once_are_asked_to_wait(
    client: Client, one_place: threading.BoundedSemaphore
) -> None:
    one_place.acquire()
    response = client.get(f"{URL}?kind=network")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert 'href="/organizations/export.csv?kind=network"' in response.content.decode()
    one_place.release()
    assert names(client.get(URL)) == []


def test_the_list_leads_there(client: Client) -> None:
    make_listing(kind="network")
    page = client.get("/organizations/?kind=network&page=1").content.decode()
    assert 'href="/organizations/export.csv?kind=network"' in page
    assert 'href="/organizations/saved-searches/new/?kind=network"' in page
    assert "export.csv" not in client.get("/organizations/?q=nothing").content.decode()
