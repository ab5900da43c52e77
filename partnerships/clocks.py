"""Points in time, shown on a clock that is named."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

# Where the reader's own clock hangs: her browser says so (static/js/zone.js).
COOKIE = "zone"
UTC = "UTC"


def in_zone(value: dt.datetime | str, zone: str) -> str:
    """ "15 May 2027, 17:00 (Europe/Zurich, UTC+02:00)"; of letters, whose facts are JSON."""
    if not value:
        return ""
    there = (dt.datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(
        ZoneInfo(zone)
    )
    return _("%(day)s, %(time)s (%(zone)s)") % {
        "day": date_format(there, "DATE_FORMAT", use_l10n=True),
        "time": there.strftime("%H:%M"),
        "zone": _named(zone, there),
    }


def zone_of(request: HttpRequest | None) -> str:
    """The zone of the reader's clock, '' where it is not known."""
    wanted = request.COOKIES.get(COOKIE, "") if request else ""
    return wanted if wanted in available_timezones() else ""


def _named(zone: str, there: dt.datetime) -> str:
    if zone == UTC:
        return UTC
    offset = there.strftime("%z")
    # Left-to-right marks keep the sign before its number on an Arabic page.
    return f"\u200e{zone.replace('_', ' ')}, UTC{offset[:3]}:{offset[3:]}\u200e"
