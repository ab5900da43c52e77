"""A session changed or called off: everybody is told, calendars can tell."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from sessions_archive.actions import cancel_session, note_changes, register
from sessions_archive.actions.schedule import AlreadyCancelledError
from sessions_archive.models import ExchangeSession, SessionRegistration
from tests.factories import StaffFactory, UserFactory
from tests.factories.archive import make_upcoming

pytestmark = pytest.mark.django_db


def told(letter: str) -> int:
    return Notification.objects.filter(template=f"sessions_archive/emails/{letter}").count()


def full() -> ExchangeSession:
    session = make_upcoming(capacity=1)
    for person in UserFactory.create_batch(2):
        register(session=session, by=person)
    return session


def test_everybody_hears_of_another_time() -> None:
    session = full()
    SessionRegistration.objects.update(week_reminded_at=timezone.now())
    note_changes(session=session, changed=frozenset({"starts_at"}))
    assert told("session_changed") == 2
    assert not session.registrations.filter(week_reminded_at__isnull=False).exists()
    session.refresh_from_db()
    assert session.sequence == 1


def test_small_things_are_bettered_quietly() -> None:
    session = full()
    note_changes(session=session, changed=frozenset({"notes"}))
    assert told("session_changed") == 0


def test_more_places_are_given_out() -> None:
    session = full()
    ExchangeSession.objects.update(capacity=2)
    note_changes(session=session, changed=frozenset({"capacity"}))
    assert (told("promoted"), told("session_changed")) == (1, 0)


def test_called_off_once() -> None:
    session, staff = full(), StaffFactory()
    cancel_session(session=session, by=staff)
    assert told("session_cancelled") == 2
    session.refresh_from_db()
    assert (session.sequence, session.takes_registrations) == (1, False)
    with pytest.raises(AlreadyCancelledError):
        cancel_session(session=session, by=staff)
    assert told("session_cancelled") == 2


def test_what_was_held_cannot_be_called_off() -> None:
    session = full()
    start = timezone.now() - timedelta(days=1)
    ExchangeSession.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    with pytest.raises(AlreadyCancelledError):
        cancel_session(session=session, by=StaffFactory())
