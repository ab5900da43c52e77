"""Reminders: a week and a day before, once each, in the reader's language."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.mail import compose
from accounts.models import Notification
from sessions_archive.actions import Answers, cancel_registration, register, send_reminders
from sessions_archive.models import ExchangeSession, SessionRegistration
from sessions_archive.notifications import tell
from tests.factories import UserFactory
from tests.factories.archive import make_upcoming

pytestmark = pytest.mark.django_db


def registered(**fields: Any) -> SessionRegistration:
    return register(session=make_upcoming(), by=UserFactory(**fields))


def move(days: float) -> None:
    """Let the time pass until the session is `days` away; places were taken long before."""
    starts_at = timezone.now() + timedelta(days=days)
    ExchangeSession.objects.update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    SessionRegistration.objects.filter(placed_at__isnull=False).update(
        placed_at=timezone.now() - timedelta(days=20)
    )


def reminders() -> list[str]:
    rows = Notification.objects.filter(template__contains="reminder").order_by("pk")
    return [row.template.rpartition("_")[2] for row in rows]


def test_a_week_and_a_day_before_once_each() -> None:
    registered()
    move(8)
    assert (send_reminders(), reminders()) == (0, [])
    move(7)
    assert (send_reminders(), send_reminders()) == (1, 0)
    move(1.5)
    assert send_reminders() == 0
    move(1)
    assert (send_reminders(), send_reminders()) == (1, 0)
    assert reminders() == ["week", "day"]


def test_a_late_beat_loses_none() -> None:
    registered()
    move(2)
    assert (send_reminders(), reminders()) == (1, ["week"])
    move(0.01)
    assert (send_reminders(), reminders()) == (1, ["week", "day"])
    move(-0.01)
    SessionRegistration.objects.update(day_reminded_at=None)
    assert send_reminders() == 0


def test_whoever_took_the_place_later_has_had_a_letter() -> None:
    row = registered()
    move(0.9)
    SessionRegistration.objects.update(placed_at=timezone.now())
    assert send_reminders() == 0
    assert not row.day_reminded_at


def test_neither_who_waits_nor_who_left_nor_for_a_cancelled_session() -> None:
    session = make_upcoming(capacity=1)
    rows = [register(session=session, by=UserFactory()) for _ in range(2)]
    move(1)
    assert send_reminders() == 1
    SessionRegistration.objects.update(day_reminded_at=None)
    ExchangeSession.objects.update(cancelled_at=timezone.now())
    assert send_reminders() == 0
    ExchangeSession.objects.update(cancelled_at=None)
    cancel_registration(registration=rows[1], by=rows[1].user)
    cancel_registration(registration=rows[0], by=rows[0].user)
    assert send_reminders() == 0


def test_the_letter_names_the_zones_in_the_readers_language() -> None:
    session = make_upcoming(themes={"en": "Our theme", "fr": "Notre thème"})
    row = register(
        session=session,
        by=UserFactory(language="fr"),
        answers=Answers(zone="Africa/Nairobi"),
    )
    ExchangeSession.objects.update(
        starts_at=datetime(2027, 3, 28, 12, tzinfo=UTC),
        ends_at=datetime(2027, 3, 28, 14, tzinfo=UTC),
    )
    row.refresh_from_db()
    tell(SessionRegistration.objects.get(pk=row.pk), "reminder_day")
    fact = Notification.objects.get(template__endswith="reminder_day")
    letter = compose(stem=fact.template, to="a@example.org", language="fr", context=fact.context)
    assert "Notre thème" in letter.body
    for words in ("14:00", "16:00", "(Europe/Zurich)", "12:00", "UTC", "15:00", "(Africa/Nairobi)"):
        assert words in letter.body
    assert f"/fr{session.get_absolute_url()}register/" in letter.body
    assert "Notre" not in letter.subject
