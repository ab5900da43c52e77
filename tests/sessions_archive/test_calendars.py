"""Calendars, read back by a parser that knows the standard."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from sessions_archive.calendars import calendar_file
from sessions_archive.models import ExchangeSession
from tests.factories.archive import ExchangeSessionFactory, make_upcoming

pytestmark = pytest.mark.django_db


def session(month: int, day: int, zone: str = "Europe/Zurich", hour: int = 12) -> ExchangeSession:
    row: ExchangeSession = ExchangeSessionFactory.create(
        starts_at=datetime(2027, month, day, hour, tzinfo=UTC),
        ends_at=datetime(2027, month, day, hour + 2, tzinfo=UTC),
        zone=zone,
        themes={"en": "A, theme; with\\signs"},
    )
    return row


def offset_by_the_file(calendar: Calendar, zone: str, moment: datetime) -> timedelta:
    """How far a zone is from UTC by the file's own rules alone, read as RFC 5545 says.

    A rule's start is told by the clock before it (TZOFFSETFROM); the latest rule holds.
    """
    rules = next(part for part in calendar.walk("VTIMEZONE") if part["TZID"] == zone)
    begun = [
        ((part["DTSTART"].dt - part["TZOFFSETFROM"].td).replace(tzinfo=UTC), part["TZOFFSETTO"].td)
        for part in rules.subcomponents
    ]
    return max(pair for pair in begun if pair[0] <= moment)[1]


def test_read_back_on_both_sides_of_summer_time() -> None:
    rows = [session(3, 27), session(3, 29), session(10, 30), session(11, 1)]
    calendar = Calendar.from_ical(calendar_file(rows))
    events = list(calendar.walk("VEVENT"))
    assert [event["DTSTART"].dt.astimezone(UTC) for event in events] == [
        row.starts_at for row in rows
    ]
    # The clock on the wall: 13:00 in winter, 14:00 in summer.
    assert [event["DTSTART"].dt.hour for event in events] == [13, 14, 14, 13]
    assert {event["DTSTART"].params["TZID"] for event in events} == {"Europe/Zurich"}
    assert str(events[0]["SUMMARY"]) == "A, theme; with\\signs"
    assert calendar.get_missing_tzids() == set()


@pytest.mark.parametrize(
    "zone", ["Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
)
def test_the_file_brings_the_rules_of_the_zone(zone: str) -> None:
    """Half hour by half hour for two years: whoever knows no zones still tells the right time."""
    calendar = Calendar.from_ical(calendar_file([session(3, 29, zone)]))
    moment, end = datetime(2026, 2, 1, tzinfo=UTC), datetime(2028, 2, 1, tzinfo=UTC)
    seen = set()
    while moment < end:
        right = moment.astimezone(ZoneInfo(zone)).utcoffset()
        assert offset_by_the_file(calendar, zone, moment) == right, moment
        seen.add(right)
        moment += timedelta(minutes=30)
    assert len(seen) == 2
    kinds = {part.name for part in calendar.walk("VTIMEZONE")[0].subcomponents}
    assert kinds == {"STANDARD", "DAYLIGHT"}


@pytest.mark.parametrize("zone", ["Etc/GMT-1", "UTC", "Asia/Kathmandu", "America/Sao_Paulo"])
def test_other_zones(zone: str) -> None:
    row = session(3, 29, zone)
    event = next(iter(Calendar.from_ical(calendar_file([row])).walk("VEVENT")))
    assert event["DTSTART"].dt.astimezone(UTC) == row.starts_at


def test_a_cancelled_session_says_so_under_the_same_name(client: Client) -> None:
    row = make_upcoming(slug="one", edition__year=2027)
    first = next(
        iter(Calendar.from_ical(client.get("/sessions/2027/one.ics").content).walk("VEVENT"))
    )
    ExchangeSession.objects.update(cancelled_at=row.starts_at, sequence=1)
    response = client.get("/sessions/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    again = next(iter(Calendar.from_ical(response.content).walk("VEVENT")))
    assert (first["STATUS"], again["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert (first["SEQUENCE"], again["SEQUENCE"]) == (0, 1)
    assert first["UID"] == again["UID"]
    assert again["URL"].endswith("/sessions/2027/one/")


def test_the_feed_leaves_out_drafts_and_the_distant_past(
    client: Client, django_assert_num_queries: Any
) -> None:
    make_upcoming(is_published=False)
    ExchangeSessionFactory(
        starts_at=datetime(2020, 1, 1, tzinfo=UTC), ends_at=datetime(2020, 1, 2, tzinfo=UTC)
    )
    kept = [make_upcoming(), make_upcoming()]
    with django_assert_num_queries(1):
        response = client.get("/fr/sessions/calendar.ics")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert {event["UID"].partition("@")[0] for event in events} == {str(row.uuid) for row in kept}
    assert "/fr/sessions/" in events[0]["URL"]


def test_a_draft_has_no_file(client: Client) -> None:
    make_upcoming(slug="one", edition__year=2027, is_published=False)
    assert client.get("/sessions/2027/one.ics").status_code == 404
    assert client.post("/sessions/2027/one.ics").status_code == 405
