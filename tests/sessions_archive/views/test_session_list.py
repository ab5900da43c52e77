"""All exchanges."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import StaffFactory
from tests.factories.archive import AppearanceFactory, EditionFactory, ExchangeSessionFactory

pytestmark = pytest.mark.django_db


def test_newest_edition_first(client: Client) -> None:
    EditionFactory(year=2020, order=1, topics={"en": "The old"})
    EditionFactory(year=2024, order=4, topics={"en": "The new"})
    html = client.get("/sessions/").content.decode()
    assert 0 < html.index("The new") < html.index("The old")
    assert 'href="/sessions/2020/"' in html


def test_nothing_recorded(client: Client) -> None:
    assert "No exchange is recorded yet" in client.get("/sessions/").content.decode()


def test_upcoming_ones_come_first_soonest_on_top(client: Client) -> None:
    now = timezone.now()
    for theme, days in (("Later", 9), ("Sooner", 2), ("Over", -3)):
        at = now + timedelta(days=days)
        ExchangeSessionFactory(themes={"en": theme}, starts_at=at, ends_at=at + timedelta(hours=2))
    response = client.get("/sessions/")
    assert [session.theme for session in response.context["upcoming"]] == ["Sooner", "Later"]
    assert "Coming up" in response.content.decode()


def test_a_draft_is_for_curators(client: Client) -> None:
    draft = ExchangeSessionFactory(themes={"en": "Not ready"}, is_published=False)
    assert "Not ready" not in client.get("/sessions/").content.decode()
    client.force_login(StaffFactory())
    html = client.get("/sessions/").content.decode()
    assert draft.theme in html
    assert "Not published yet" in html


def test_the_date_is_that_of_the_sessions_own_zone(client: Client) -> None:
    ExchangeSessionFactory(
        zone="Asia/Tokyo",
        starts_at=datetime(2025, 3, 31, 16, tzinfo=UTC),
        ends_at=datetime(2025, 3, 31, 18, tzinfo=UTC),
    )
    html = client.get("/sessions/").content.decode()
    day, month = ("session-card__day", "1"), ("session-card__month", "Apr")
    shown = " ".join(f'<span class="{name}">{text}</span>' for name, text in (day, month))
    assert f"{shown} 2025" in html
    assert "01:00 to 03:00 Asia/Tokyo" in html


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_only(client: Client, method: str) -> None:
    assert getattr(client, method)("/sessions/").status_code == 405


def test_queries_do_not_grow(client: Client, django_assert_num_queries: Any) -> None:
    edition = EditionFactory(year=2200, order=900)
    AppearanceFactory(session__edition=edition)
    with django_assert_num_queries(4):
        client.get("/sessions/")
    for session in ExchangeSessionFactory.create_batch(20, edition=edition):
        AppearanceFactory.create_batch(3, session=session)
    EditionFactory.create_batch(5)
    response = client.get("/sessions/")
    assert [len(shown) for _edition, shown in response.context["editions"] if shown] == [6]
    assert "All 21 sessions" in response.content.decode()
    with django_assert_num_queries(4):
        client.get("/sessions/")


def test_of_older_exchanges_the_number_of_sessions_is_enough(client: Client) -> None:
    for year in range(2020, 2026):
        edition = EditionFactory(year=year)
        ExchangeSessionFactory.create_batch(2, edition=edition, themes={"en": f"In {year}"})
    html = client.get("/sessions/").content.decode()
    shown = [year for year in range(2020, 2026) if f"In {year}" in html]
    assert shown == [2021, 2022, 2023, 2024, 2025]
    assert html.count("All 2 sessions") == 1
