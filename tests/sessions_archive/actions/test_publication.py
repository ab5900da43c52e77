"""A session becomes public, and goes back."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied

from accounts.models import User
from sessions_archive import actions
from sessions_archive.actions.publication import AlreadyDoneError, PeopleRegisteredError
from sessions_archive.models import ExchangeSession
from tests.factories import StaffFactory, UserFactory
from tests.factories.archive import ExchangeSessionFactory, make_upcoming

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    user: User = StaffFactory.create()
    return user


def test_published_once(staff: User) -> None:
    session = ExchangeSessionFactory(is_published=False)
    actions.publish_session(session_id=session.pk, by=staff)
    assert ExchangeSession.objects.get().is_published
    assert [row.change_message for row in LogEntry.objects.all()] == ["publish_session"]
    with pytest.raises(AlreadyDoneError):
        actions.publish_session(session_id=session.pk, by=staff)
    assert LogEntry.objects.count() == 1


def test_withdrawn_unless_people_count_on_it(staff: User) -> None:
    session = make_upcoming()
    registration = actions.register(session=session, by=UserFactory())
    with pytest.raises(PeopleRegisteredError):
        actions.withdraw_session(session_id=session.pk, by=staff)
    assert ExchangeSession.objects.get().is_published
    actions.cancel_registration(registration=registration, by=registration.user)
    actions.withdraw_session(session_id=session.pk, by=staff)
    assert not ExchangeSession.objects.get().is_published
    with pytest.raises(AlreadyDoneError):
        actions.withdraw_session(session_id=session.pk, by=staff)


def test_staff_only() -> None:
    session = ExchangeSessionFactory(is_published=False)
    for user in (UserFactory(), UserFactory(is_staff=True)):
        with pytest.raises(PermissionDenied):
            actions.publish_session(session_id=session.pk, by=user)
        with pytest.raises(PermissionDenied):
            actions.withdraw_session(session_id=session.pk, by=user)
    assert not ExchangeSession.objects.get().is_published
