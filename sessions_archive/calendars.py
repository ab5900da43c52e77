"""Sessions as iCalendar (RFC 5545): the session's own clock, with the rules of its zone."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from accounts.links import absolute
from sessions_archive.clock import changes
from sessions_archive.models import ExchangeSession

REFRESH = timedelta(hours=12)


def calendar_file(sessions: Iterable[ExchangeSession], *, is_feed: bool = False) -> bytes:
    """Return the sessions as a calendar in the current language.

    Each zone's rules are written out around the sessions, so that a program which knows no zones
    still shows the right hour on both sides of a change of the clocks.
    """
    rows = list(sessions)
    calendar = Calendar()
    calendar.add("prodid", "-//GDVE Portal//Sessions//EN")
    calendar.add("version", "2.0")
    if is_feed:
        calendar.add("x-wr-calname", _("Sessions of the GDVE"))
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for zone in sorted({row.zone for row in rows} - {"UTC"}):
        days = [row.local_start.date() for row in rows if row.zone == zone]
        calendar.add_component(_zone_rules(zone, min(days), max(days)))
    for row in rows:
        calendar.add_component(_event(row))
    return bytes(calendar.to_ical())


def _zone_rules(zone: str, first: date, last: date) -> Timezone:
    """Write out each change of the zone's clocks around these days.

    Ours, for icalendar's own says the hour after the change, where the standard wants the one
    before: between the two, a session would move by an hour.
    """
    rules = Timezone()
    rules.add("tzid", zone)
    # From the January before to the January after: whole years hold both changes.
    begin = datetime(first.year - 1, 1, 1, tzinfo=UTC)
    end = datetime(last.year + 2, 1, 1, tzinfo=UTC)
    local = begin.astimezone(ZoneInfo(zone))
    rules.add_component(_rule(local, before=local))
    for moment in changes(zone, begin, end):
        local = moment.astimezone(ZoneInfo(zone))
        before = (moment - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
        rules.add_component(_rule(local, before=before))
    return rules


def _rule(local: datetime, *, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return what holds from `local` on; its own start is told by the clock before the change."""
    rule = TimezoneDaylight() if local.dst() else TimezoneStandard()
    offset_before, offset = before.utcoffset() or timedelta(), local.utcoffset() or timedelta()
    rule.add("dtstart", (local.astimezone(UTC) + offset_before).replace(tzinfo=None))
    rule.add("tzoffsetfrom", offset_before)
    rule.add("tzoffsetto", offset)
    rule.add("tzname", local.tzname() or "")
    return rule


def _event(session: ExchangeSession) -> Event:
    event = Event()
    host = urlsplit(settings.SITE_URL).hostname
    event.add("uid", f"{session.uuid}@{host}")
    event.add("dtstamp", session.changed_at.astimezone(UTC))
    event.add("sequence", session.sequence)
    event.add("dtstart", session.local_start)
    event.add("dtend", session.local_end)
    event.add("summary", session.theme)
    event.add("url", absolute(session.get_absolute_url(), get_language() or ""))
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    return event
