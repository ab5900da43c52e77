"""From the time on a banner to an instant, and no further than a clock allows. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class SkippedTimeError(ValueError):
    """The clocks of that zone went forward past this time, so it never was."""


def instant(day: date, clock: time, zone: str) -> datetime:
    """Return the instant, in UTC, at which the clocks of `zone` show `clock` on `day`.

    An hour that comes twice, when summer time ends, is taken the first time. Raises
    SkippedTimeError for one that never comes and ZoneInfoNotFoundError for an unknown zone.
    """
    local = datetime.combine(day, clock, ZoneInfo(zone))
    found = local.astimezone(UTC)
    if found.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise SkippedTimeError(f"{day} {clock} does not exist in {zone}")
    return found


def minutes_into(start: datetime, clock: time, zone: str) -> int:
    """Return how many minutes after `start` the clocks of `zone` show `clock` the next time.

    Raises SkippedTimeError.
    """
    day = start.astimezone(ZoneInfo(zone)).date()
    found = instant(day, clock, zone)
    if found < start:
        found = instant(day + timedelta(days=1), clock, zone)
    return (found - start) // timedelta(minutes=1)


def comes_twice(day: date, clock: time, zone: str) -> bool:
    """Whether the clocks of `zone` show `clock` twice on `day`, as they do when set back."""
    local = datetime.combine(day, clock, ZoneInfo(zone))
    later = local.replace(fold=1)
    # Of a skipped time the two readings differ as well, but neither ever was.
    return later.utcoffset() != local.utcoffset() and _was(local) and _was(later)


def changes(zone: str, begin: datetime, end: datetime) -> list[datetime]:
    """Return the instants at which the clocks of `zone` are set, from `begin` to `end`."""
    found = []
    place, day = ZoneInfo(zone), timedelta(days=1)
    while begin < end:
        early, late = begin, begin + day
        if early.astimezone(place).utcoffset() != late.astimezone(place).utcoffset():
            # No zone sets its clocks twice a day: the halving ends at the very second.
            while late - early > timedelta(seconds=1):
                middle = early + (late - early) // 2
                middle = middle.replace(microsecond=0)
                if middle.astimezone(place).utcoffset() == early.astimezone(place).utcoffset():
                    early = middle
                else:
                    late = middle
            found.append(late)
        begin += day
    return found


def _was(local: datetime) -> bool:
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None, fold=0) == local.replace(tzinfo=None, fold=0)


def validate_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone of the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Enter a name such as Europe/Zurich."),
            code="unknown_zone",
            params={"name": name},
        )
