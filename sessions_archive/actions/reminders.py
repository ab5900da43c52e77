"""Letters a week and a day before a session, once each."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sessions_archive.models import SessionRegistration
from sessions_archive.models.registrations import SessionRegistrationQuerySet
from sessions_archive.notifications import tell

WEEK, DAY = timedelta(days=7), timedelta(days=1)
AT_ONCE = 100


def send_reminders() -> int:
    """Send what is due; return how many. Late, lost or doubled, it sends each once.

    That it was sent stands in the row, written with the letter. A beat that was away sends it when
    it is back: the week's up to the day before, the day's up to the start.
    """
    sent = 0
    for letter in ("reminder_week", "reminder_day"):
        while block := _send(letter):
            sent += block
    return sent


@transaction.atomic
def _send(letter: str) -> int:
    done = "week_reminded_at" if letter == "reminder_week" else "day_reminded_at"
    rows = list(
        _due(letter)
        .filter(**{done: None})
        .select_related("session", "user")
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("session__starts_at", "pk")[:AT_ONCE]
    )
    for row in rows:
        tell(row, letter)
    SessionRegistration.objects.filter(pk__in=[row.pk for row in rows]).update(
        **{done: timezone.now()}
    )
    return len(rows)


def _due(letter: str) -> SessionRegistrationQuerySet:
    """Who is to be reminded; not who got her place, and a letter, later than that."""
    now = timezone.now()
    coming = SessionRegistration.objects.with_a_place().filter(
        session__is_published=True, session__cancelled_at=None
    )
    if letter == "reminder_week":
        return coming.filter(
            session__starts_at__gt=now + DAY,
            session__starts_at__lte=now + WEEK,
            placed_at__lte=F("session__starts_at") - WEEK,
        )
    return coming.filter(
        session__starts_at__gt=now,
        session__starts_at__lte=now + DAY,
        placed_at__lte=F("session__starts_at") - DAY,
    )
