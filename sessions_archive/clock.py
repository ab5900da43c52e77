"""From the time on a banner to an instant, and no further than a clock allows. Pure."""

from datetime import UTC, date, datetime, time
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


def validate_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone of the IANA time zone database."""
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Enter a name such as Europe/Zurich."),
            code="unknown_zone",
            params={"name": name},
        )
