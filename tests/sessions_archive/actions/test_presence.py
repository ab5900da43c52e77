"""Attendance speaks for the group in whose name somebody was there."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from organizations.models import Evidence, Organization
from sessions_archive.actions import register, take_attendance
from sessions_archive.actions.presence import NotStartedError
from sessions_archive.models import ExchangeSession, SessionRegistration
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.factories.archive import make_upcoming

pytestmark = pytest.mark.django_db


def held(*, people: int = 1) -> tuple[ExchangeSession, Organization]:
    """A session of yesterday with `people` of one group, and one who came for herself."""
    session, group = make_upcoming(capacity=people + 1), make_listing(owner=UserFactory())
    for person in UserFactory.create_batch(people):
        group.memberships.create(user=person)
        register(session=session, by=person, organization=group)
    register(session=session, by=UserFactory())
    start = timezone.now() - timedelta(days=1)
    ExchangeSession.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    session.refresh_from_db()
    return session, group


def standing(group: Organization) -> list[tuple[str, str]]:
    rows = Evidence.objects.standing().filter(organization=group)
    return list(rows.values_list("kind", "facts"))


def test_it_speaks_for_the_group_once_and_can_be_corrected() -> None:
    session, group = held(people=2)
    staff, year = StaffFactory(), str(session.edition.year)
    rows = session.registrations.all()
    assert take_attendance(registrations=rows, attended=True, by=staff) == 3
    assert standing(group) == [("attendance", year)]
    assert Evidence.objects.count() == 1
    take_attendance(registrations=rows[:1], attended=False, by=staff)
    assert standing(group) == [("attendance", year)]
    take_attendance(registrations=rows, attended=False, by=staff)
    assert standing(group) == []
    take_attendance(registrations=rows[:1], attended=True, by=staff)
    assert standing(group) == [("attendance", year)]


def test_not_before_it_began() -> None:
    session = make_upcoming()
    row = register(session=session, by=UserFactory())
    with pytest.raises(NotStartedError):
        take_attendance(registrations=[row], attended=True, by=StaffFactory())
    row.refresh_from_db()
    assert row.attended is None


def test_nobody_without_a_place_was_there() -> None:
    session, group = held()
    waiting = SessionRegistration.objects.create(
        session=session, user=UserFactory(), organization=group, state="waiting"
    )
    assert take_attendance(registrations=[waiting], attended=True, by=StaffFactory()) == 0
    assert standing(group) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionRegistration.objects.filter(pk=waiting.pk).update(attended=True)
