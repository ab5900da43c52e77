"""Atom feeds, held against what RFC 4287 asks of one."""

from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone

from organizations.enums import Audience, Status
from sessions_archive.models import Edition, ExchangeSession, Insight
from tests.factories import StaffFactory, make_listing
from tests.factories.archive import (
    AppearanceFactory,
    EditionFactory,
    ExchangeSessionFactory,
    InsightFactory,
)

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SESSIONS, GROUPS = "/feeds/sessions.atom", "/feeds/organizations.atom"


def read(client: Client, path: str) -> Element:
    """Return the feed once it has what the standard wants of it, and of every entry."""
    response = client.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed: Element = fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    language = path.split("/")[1] if not path.startswith("/feeds") else "en"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{path}"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    for node in (feed, *entries(feed)):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1, name
            assert node.findtext(f"{ATOM}{name}")
        assert ":" in (node.findtext(f"{ATOM}id") or "")
        assert moment(node).tzinfo is not None
        assert any(link.get("rel") == "alternate" for link in node.findall(f"{ATOM}link"))
    keys = [entry.findtext(f"{ATOM}id") for entry in entries(feed)]
    assert len(keys) == len(set(keys))
    dates = [moment(entry) for entry in entries(feed)]
    assert dates == sorted(dates, reverse=True)
    if dates:
        assert moment(feed) == dates[0]
    return feed


def entries(feed: Element) -> list[Element]:
    return feed.findall(f"{ATOM}entry")


def moment(node: Element) -> datetime:
    return datetime.fromisoformat(node.findtext(f"{ATOM}updated") or "")


def titles(client: Client, path: str) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in entries(read(client, path))]


@pytest.fixture(autouse=True)
def _here(settings: Any) -> None:
    settings.SITE_URL = "http://testserver"


def at(day: int) -> datetime:
    return datetime(2026, 3, day, tzinfo=UTC)


def test_nothing_yet(client: Client) -> None:
    for path in (SESSIONS, GROUPS):
        assert entries(read(client, path)) == []
        assert client.get(path).content == client.get(path).content


def test_news_of_the_exchanges(client: Client) -> None:
    session = ExchangeSessionFactory(
        edition__year=2026,
        edition__topics={"en": "Trust"},
        slug="one",
        themes={"en": "Health", "fr": "Santé"},
    )
    AppearanceFactory(session=session, person__name="Ada Obi")
    AppearanceFactory(session=session, person__name="Nobody", person__is_public=False)
    InsightFactory(section__session=session, texts={"en": "Small <grants> work"})
    Edition.objects.update(added_at=at(1))
    ExchangeSession.objects.update(published_at=at(2), changed_at=at(2))
    Insight.objects.update(added_at=at(3))
    assert titles(client, SESSIONS) == ["What was learnt: Health", "Health", "2026: Trust"]
    learnt, one, _edition = entries(read(client, SESSIONS))
    assert one.findtext(f"{ATOM}id") == f"urn:uuid:{session.uuid}"
    [link] = one.findall(f"{ATOM}link")
    assert link.get("href") == "http://testserver/sessions/2026/one/"
    summary = one.findtext(f"{ATOM}summary") or ""
    assert "Ada Obi" in summary
    assert "Nobody" not in summary
    # A reader's program shows the summary as HTML: what people wrote must stay text.
    assert learnt.findtext(f"{ATOM}summary") == "<ul><li>Small &lt;grants&gt; work</li></ul>"
    french = entries(read(client, f"/fr{SESSIONS}"))[1]
    assert french.findtext(f"{ATOM}title") == "Santé"
    assert french.findall(f"{ATOM}link")[0].get("href") == (
        "http://testserver/fr/sessions/2026/one/"
    )


def test_a_session_is_new_when_it_is_published(client: Client) -> None:
    session = ExchangeSessionFactory(themes={"en": "Draft"}, is_published=False)
    InsightFactory(section__session=session)
    assert session.published_at is None
    assert "Draft" not in titles(client, SESSIONS)
    client.force_login(StaffFactory())
    assert "Draft" not in titles(client, SESSIONS)
    before = timezone.now()
    session.is_published = True
    session.save(update_fields=["is_published"])
    session.refresh_from_db()
    assert session.published_at >= before
    assert "Draft" in titles(client, SESSIONS)
    since = session.published_at
    session.save()
    assert session.published_at == since


def test_new_groups(client: Client) -> None:
    make_listing(
        name="Circle\x07 & Co", slug="circle", description="<script>x</script>", published_at=at(1)
    )
    make_listing(name="Newer", published_at=at(2))
    for fields in (
        {"audience": Audience.MEMBERS},
        {"audience": Audience.IOM},
        {"status": Status.SUSPENDED},
        {"status": Status.DRAFT, "published_at": None},
    ):
        make_listing(name="Hidden", **fields)
    assert titles(client, GROUPS) == ["Newer", "Circle & Co"]
    circle = entries(read(client, GROUPS))[1]
    assert "&lt;script&gt;x&lt;/script&gt;" in (circle.findtext(f"{ATOM}summary") or "")
    client.force_login(StaffFactory())
    assert titles(client, GROUPS) == ["Newer", "Circle & Co"]


def test_queries_do_not_grow(client: Client, django_assert_num_queries: Any) -> None:
    def fill(number: int) -> None:
        for _ in range(number):
            InsightFactory(section__session=AppearanceFactory().session)
            make_listing()

    fill(1)
    client.get(GROUPS)
    with django_assert_num_queries(3):
        client.get(SESSIONS)
    with django_assert_num_queries(2):
        client.get(GROUPS)
    fill(20)
    with django_assert_num_queries(3):
        client.get(SESSIONS)
    with django_assert_num_queries(2):
        client.get(GROUPS)


def test_pages_name_their_feeds(client: Client) -> None:
    EditionFactory()
    for page, feed in (("/sessions/", SESSIONS), ("/organizations/", GROUPS)):
        assert f'href="{feed}"' in client.get(page).content.decode()
        assert f'href="/ar{feed}"' in client.get(f"/ar{page}").content.decode()
