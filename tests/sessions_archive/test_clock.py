"""From printed times to instants."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfoNotFoundError

import pytest
from django.core.exceptions import ValidationError

from sessions_archive.clock import SkippedTimeError, comes_twice, instant, validate_zone


@pytest.mark.parametrize(
    ("day", "clock", "zone", "utc"),
    [
        (date(2024, 4, 24), time(15), "Etc/GMT-1", datetime(2024, 4, 24, 14, tzinfo=UTC)),
        (date(2024, 4, 24), time(15), "Europe/Zurich", datetime(2024, 4, 24, 13, tzinfo=UTC)),
        (date(2024, 1, 24), time(15), "Europe/Zurich", datetime(2024, 1, 24, 14, tzinfo=UTC)),
        (date(2024, 4, 24), time(1), "Asia/Tokyo", datetime(2024, 4, 23, 16, tzinfo=UTC)),
        (date(2024, 4, 24), time(9, 45), "Asia/Kathmandu", datetime(2024, 4, 24, 4, tzinfo=UTC)),
    ],
)
def test_instant(day: date, clock: time, zone: str, utc: datetime) -> None:
    assert instant(day, clock, zone) == utc


def test_a_time_that_summer_time_skips() -> None:
    with pytest.raises(SkippedTimeError):
        instant(date(2024, 3, 31), time(2, 30), "Europe/Zurich")
    assert instant(date(2024, 3, 31), time(3), "Europe/Zurich") == datetime(
        2024, 3, 31, 1, tzinfo=UTC
    )


def test_a_time_that_comes_twice_is_the_first() -> None:
    assert instant(date(2024, 10, 27), time(2, 30), "Europe/Zurich") == datetime(
        2024, 10, 27, 0, 30, tzinfo=UTC
    )


def test_unknown_zone() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        instant(date(2024, 1, 1), time(1), "Europe/Geneva")
    with pytest.raises(ValidationError, match="Europe/Geneva"):
        validate_zone("Europe/Geneva")
    validate_zone("Europe/Zurich")


@pytest.mark.parametrize(
    ("day", "clock", "zone", "twice"),
    [
        ("2027-10-31", "02:30", "Europe/Zurich", True),
        ("2027-10-31", "03:00", "Europe/Zurich", False),
        ("2027-10-31", "01:59", "Europe/Zurich", False),
        ("2027-03-28", "02:30", "Europe/Zurich", False),  # never comes at all
        ("2027-10-31", "02:30", "Etc/GMT-1", False),
        ("2027-04-04", "01:45", "Australia/Lord_Howe", True),  # half an hour back
    ],
)
def test_a_time_that_comes_twice(day: str, clock: str, zone: str, twice: bool) -> None:
    assert comes_twice(date.fromisoformat(day), time.fromisoformat(clock), zone) is twice
