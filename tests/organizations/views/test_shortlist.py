"""The shortlist: one's own, with reasons, and without a trace of what is hidden."""

import csv
import io
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from organizations import actions
from organizations.actions import collections
from organizations.enums import Audience
from organizations.models import Organization, ShortlistEntry
from organizations.viewers import Viewer
from tests.factories import UserFactory, make_listing, make_public_body

pytestmark = pytest.mark.django_db

URL = "/organizations/shortlist/"


@pytest.fixture
def reader(client: Client) -> Any:
    user = UserFactory()
    client.force_login(user)
    return user


def keep(user: Any, reason: str = "", **listing: Any) -> ShortlistEntry:
    return actions.keep(
        organization=make_listing(**listing),
        by=user,
        viewer=Viewer(user_id=user.pk),
        reason=reason,
    )


def test_one_press_keeps_and_returns(client: Client, reader: Any) -> None:
    make_listing(slug="circle", name="Circle")
    page = client.get("/organizations/circle/").content.decode()
    assert 'action="/organizations/shortlist/keep/circle/"' in page
    response = client.post(f"{URL}keep/circle/", {"next": "/organizations/circle/"}, follow=True)
    assert response.redirect_chain == [("/organizations/circle/", 302)]
    page = response.content.decode()
    assert "“Circle” is on your shortlist." in page
    assert "On your shortlist" in page
    client.post(f"{URL}keep/circle/")
    assert ShortlistEntry.objects.values_list("user", "organization__slug").get() == (
        reader.pk,
        "circle",
    )


@pytest.mark.parametrize(
    "next_url",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http:///evil.example",
        "",
    ],
)
@pytest.mark.usefixtures("reader")
def test_no_other_site_is_returned_to(client: Client, next_url: str) -> None:
    make_listing(slug="circle")
    response = client.post(f"{URL}keep/circle/", {"next": next_url})
    assert response.url == "/organizations/circle/"


@pytest.mark.usefixtures("reader")
def test_it_returns_to_where_one_was(client: Client) -> None:
    make_listing(slug="circle")
    here = "/ar/organizations/circle/?from=list"
    assert client.post(f"{URL}keep/circle/", {"next": here}).url == here


def test_who_acts_for_a_state_is_asked_for_the_reason(client: Client, reader: Any) -> None:
    make_public_body("KE", representative=reader)
    make_listing(slug="circle")
    page = client.get("/organizations/circle/").content.decode()
    assert 'href="/organizations/shortlist/keep/circle/" rel="nofollow"' in page
    assert 'action="/organizations/shortlist/keep/circle/"' not in page
    for reason in ("", " \n ", "\u202e"):
        response = client.post(f"{URL}keep/circle/", {"reason": reason, "next": "/organizations/"})
        assert response.status_code == 200
        assert "Write why you keep this group." in response.content.decode()
        assert 'name="next" value="/organizations/"' in response.content.decode()
    assert not ShortlistEntry.objects.exists()
    response = client.post(
        f"{URL}keep/circle/", {"reason": "Fits the call", "next": "/organizations/"}
    )
    assert response.url == "/organizations/"
    entry = ShortlistEntry.objects.get()
    assert entry.reason == "Fits the call"
    assert client.post(f"{URL}{entry.uuid}/", {"reason": ""}).status_code == 200
    entry.refresh_from_db()
    assert entry.reason == "Fits the call"


def test_the_list_shows_groups_and_reasons_newest_first(client: Client, reader: Any) -> None:
    keep(reader, "Near <us>", name="First")
    keep(reader, "", name="Second")
    keep(UserFactory(), "Theirs", name="Third")
    response = client.get(URL)
    assert [item.card.organization.name for item in response.context["kept"]] == [
        "Second",
        "First",
    ]
    page = response.content.decode()
    assert "Near &lt;us&gt;" in page
    assert "Theirs" not in page
    assert page.count('form="compare"') == 2


@pytest.mark.usefixtures("reader")
def test_an_empty_list_says_what_to_do(client: Client) -> None:
    assert "You keep no group yet" in client.get(URL).content.decode()


def test_a_note_is_changed(client: Client, reader: Any) -> None:
    entry = keep(reader, "Old")
    assert "Old" in client.get(f"{URL}{entry.uuid}/").content.decode()
    response = client.post(f"{URL}{entry.uuid}/", {"reason": "New"}, follow=True)
    assert response.redirect_chain == [(URL, 302)]
    entry.refresh_from_db()
    assert entry.reason == "New"
    client.post(f"{URL}{entry.uuid}/", {"reason": ""})
    entry.refresh_from_db()
    assert entry.reason == ""


@pytest.mark.parametrize("reason", ["x" * 1_001, "x" * 10_000])
def test_a_note_has_an_end(client: Client, reader: Any, reason: str) -> None:
    entry = keep(reader, "Old", slug="circle")
    for url in (f"{URL}{entry.uuid}/", f"{URL}keep/circle/"):
        response = client.post(url, {"reason": reason})
        assert response.status_code == 200
        assert "There is a problem" in response.content.decode()
    entry.refresh_from_db()
    assert entry.reason == "Old"


def test_nul_is_refused(client: Client, reader: Any) -> None:
    entry = keep(reader, "Old")
    assert client.post(f"{URL}{entry.uuid}/", {"reason": "a\x00b"}).status_code == 400
    entry.refresh_from_db()
    assert entry.reason == "Old"


def test_removed_and_put_back(client: Client, reader: Any) -> None:
    entry = keep(reader, "Why", name="Circle")
    response = client.post(f"{URL}{entry.uuid}/remove/", follow=True)
    page = response.content.decode()
    assert response.context["kept"] == []
    assert "“<bdi>Circle</bdi>” is no longer on your shortlist." in page
    assert f'action="{URL}{entry.uuid}/restore/"' in page
    client.post(f"{URL}{entry.uuid}/remove/")
    response = client.post(f"{URL}{entry.uuid}/restore/", follow=True)
    assert [item.entry for item in response.context["kept"]] == [entry]
    assert response.context["removed"] is None
    assert response.context["kept"][0].entry.reason == "Why"


def test_a_full_list_says_so_and_writes_nothing(
    client: Client, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collections, "MOST_KEPT", 1)
    first = keep(reader)
    make_listing(slug="circle")
    page = client.post(f"{URL}keep/circle/").content.decode()
    assert "Your shortlist holds 1 groups, as many as it can." in page
    assert ShortlistEntry.objects.get() == first
    client.post(f"{URL}{first.uuid}/remove/")
    client.post(f"{URL}keep/circle/")
    page = client.post(f"{URL}{first.uuid}/restore/", follow=True).content.decode()
    assert "as many as it can" in page
    assert ShortlistEntry.objects.kept().get().organization.slug == "circle"


def test_what_is_hidden_is_gone_without_a_trace_and_may_return(client: Client, reader: Any) -> None:
    keep(reader, "Open", name="Open", slug="open")
    without = [client.get(url).content for url in (URL, "/organizations/")]
    exported = b"".join(client.get(f"{URL}export.csv").streaming_content)
    entry = keep(reader, "Secret reason", name="Secret", slug="secret")
    listing = Organization.objects.get(slug="secret")
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        audience=Audience.IOM
    )
    assert _alike(client.get(URL).content) == _alike(without[0])
    assert b"".join(client.get(f"{URL}export.csv").streaming_content) == exported
    for method, path in (
        ("get", f"{entry.uuid}/"),
        ("post", f"{entry.uuid}/"),
        ("post", f"{entry.uuid}/remove/"),
        ("post", f"{entry.uuid}/restore/"),
        ("get", "keep/secret/"),
        ("post", "keep/secret/"),
    ):
        assert getattr(client, method)(URL + path).status_code == 404
    entry.refresh_from_db()
    assert (entry.reason, entry.removed_at) == ("Secret reason", None)
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        audience=Audience.PUBLIC
    )
    assert "Secret reason" in client.get(URL).content.decode()


def _alike(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", page)


def test_a_removed_entry_that_is_hidden_shows_no_way_back(client: Client, reader: Any) -> None:
    entry = keep(reader, name="Circle")
    client.post(f"{URL}{entry.uuid}/remove/")
    Organization.objects.unrecorded("arranged").update(audience=Audience.IOM)
    response = client.get(URL)
    assert response.context["removed"] is None
    assert "Circle" not in response.content.decode()


@pytest.mark.usefixtures("reader")
def test_another_persons_entry_is_not_there(client: Client) -> None:
    foreign = keep(UserFactory(), "Theirs", slug="circle")
    answers = []
    for entry_uuid in (foreign.uuid, uuid.UUID(int=4)):
        for method, path in (
            ("get", ""),
            ("post", ""),
            ("post", "remove/"),
            ("post", "restore/"),
        ):
            answers.append(getattr(client, method)(f"{URL}{entry_uuid}/{path}").status_code)
    assert answers == [404] * 8
    foreign.refresh_from_db()
    assert (foreign.reason, foreign.removed_at) == ("Theirs", None)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("get", "export.csv"),
        ("get", "keep/circle/"),
        ("post", "keep/circle/"),
        ("post", f"{uuid.UUID(int=4)}/remove/"),
    ],
)
def test_who_is_not_signed_in_is_asked_to(client: Client, method: str, path: str) -> None:
    make_listing(slug="circle")
    response = getattr(client, method)(URL + path)
    assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/")
    assert not ShortlistEntry.objects.exists()


@pytest.mark.usefixtures("reader")
def test_changes_are_posted(client: Client) -> None:
    for path in (f"{uuid.UUID(int=4)}/remove/", f"{uuid.uuid4()}/restore/"):
        assert client.get(URL + path).status_code == 405


def test_a_visitor_is_led_to_sign_in_from_a_listing(client: Client) -> None:
    make_listing(slug="circle")
    page = client.get("/organizations/circle/").content.decode()
    assert 'href="/organizations/shortlist/keep/circle/" rel="nofollow"' in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0].split("page-header")[1]


def test_ones_own_group_is_not_kept(client: Client, reader: Any) -> None:
    make_listing(owner=reader, slug="circle")
    assert "Keep this group" not in client.get("/organizations/circle/").content.decode()


def test_the_file_holds_reasons_that_cannot_act(client: Client, reader: Any) -> None:
    keep(reader, "=1+1", name="First")
    keep(reader, "Near", name="Second")
    removed = keep(reader, "Gone", name="Third")
    actions.remove_entry(entry=removed, by=reader)
    keep(UserFactory(), "Theirs", name="Fourth")
    response = client.get(f"{URL}export.csv")
    assert response["Content-Disposition"].startswith('attachment; filename="gdve-shortlist-')
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header[:3] == ["Why you keep it", "Kept on", "Name"]
    assert [(row[0], row[2]) for row in rows] == [("Near", "Second"), ("'=1+1", "First")]


@pytest.mark.parametrize("rows", [1, 20])
def test_queries(client: Client, reader: Any, django_assert_num_queries: Any, rows: int) -> None:
    for _ in range(rows):
        keep(reader, "Why", description="Text")
    actions.remove_entry(entry=keep(reader, description="Text"), by=reader)
    exported = f"{URL}export.csv"
    for warmed in (client.get(URL), client.get(exported)):
        b"".join(warmed)
    with django_assert_num_queries(7):  # session, user, viewer (2), entries, groups, texts
        client.get(URL)
    with django_assert_num_queries(9):  # the same, contacts, and a line in the log of transfers
        b"".join(client.get(exported))
