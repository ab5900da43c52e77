"""The fictional sessions: there is always one to come."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from sessions_archive.models import ExchangeSession
from sessions_archive.sample import load_sessions
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> User:
    user: User = UserFactory.create()
    return user


def test_two_to_come_one_of_them_full(client: Client, first: User) -> None:
    assert load_sessions(seed=1, waits_behind=first) == 2
    assert load_sessions(seed=1, waits_behind=first) == 0
    now = timezone.now()
    sessions = ExchangeSession.objects.taking_registrations(now).with_taken()
    assert [session.free for session in sessions] == [40, 0]
    assert all("(fictional)" in session.themes["en"] for session in sessions)
    for session in sessions:
        html = client.get(session.get_absolute_url()).content.decode()
        assert "This session is fictional." in html
        assert "Three stories" in html


def test_once_they_are_over_two_others_follow(first: User) -> None:
    load_sessions(seed=1, waits_behind=first)
    for session in ExchangeSession.objects.all():
        session.starts_at -= timedelta(days=60)
        session.ends_at -= timedelta(days=60)
        session.save()
    assert load_sessions(seed=1, waits_behind=first) == 2
    assert ExchangeSession.objects.count() == 4
    assert ExchangeSession.objects.upcoming(timezone.now()).count() == 2
