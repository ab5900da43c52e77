"""What staff change of a session that people have registered for, and telling them."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note
from sessions_archive.actions.registration import fill_places
from sessions_archive.models import ExchangeSession
from sessions_archive.notifications import tell

# What people have in their calendars; the rest of a session may be bettered quietly.
TOLD = frozenset({"starts_at", "ends_at", "zone", "themes", "join_url"})


class AlreadyCancelledError(Exception):
    """Somebody else was quicker."""


@transaction.atomic
def note_changes(*, session: ExchangeSession, changed: frozenset[str]) -> None:
    """Follow up a saved session: calendars, letters, reminders of a new day, more places."""
    ExchangeSession.objects.filter(pk=session.pk).update(
        sequence=F("sequence") + 1, changed_at=timezone.now()
    )
    if changed & TOLD and session.takes_registrations:
        if "starts_at" in changed:
            session.registrations.update(week_reminded_at=None, day_reminded_at=None)
        for registration in session.registrations.active().select_related("user", "session"):
            tell(registration, "session_changed")
    fill_places(session_id=session.pk)


@transaction.atomic
def cancel_session(*, session: ExchangeSession, by: User) -> None:
    """Call a session off and tell everybody who has a place or waits for one.

    Raises AlreadyCancelledError, for one that was held as well.
    """
    session = ExchangeSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    if session.cancelled_at or session.is_past:
        raise AlreadyCancelledError
    session.cancelled_at = session.changed_at = timezone.now()
    session.sequence += 1
    session.save(update_fields=["cancelled_at", "changed_at", "sequence"])
    for registration in session.registrations.active().select_related("user"):
        registration.session = session
        tell(registration, "session_cancelled")
    note(by=by, about=session, what="cancel_session")
