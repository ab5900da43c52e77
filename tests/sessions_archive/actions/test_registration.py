"""Places, the waiting list and giving a place up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Consent, Notification, User
from organizations.enums import Status
from organizations.models import Language
from sessions_archive.actions import (
    Answers,
    cancel_registration,
    change_answers,
    fill_places,
    register,
)
from sessions_archive.actions.registration import CONSENT_VERSION, ClosedError
from sessions_archive.models import ExchangeSession, SessionRegistration
from sessions_archive.tasks import tend_registrations
from tests.factories import UserFactory, make_listing
from tests.factories.archive import make_upcoming

pytestmark = pytest.mark.django_db


def states(session: ExchangeSession) -> list[str]:
    return list(session.registrations.order_by("pk").values_list("state", flat=True))


def letters(person: User) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [row.template.removeprefix("sessions_archive/emails/") for row in rows]


def test_places_go_in_order_and_then_there_is_a_line() -> None:
    session = make_upcoming(capacity=2)
    people = UserFactory.create_batch(4)
    for person in people:
        register(session=session, by=person)
    assert states(session) == ["registered", "registered", "waiting", "waiting"]
    assert [letters(person) for person in people] == [
        ["registered"],
        ["registered"],
        ["waiting"],
        ["waiting"],
    ]


def test_a_place_given_up_goes_to_who_waited_longest() -> None:
    session = make_upcoming(capacity=1)
    people = UserFactory.create_batch(3)
    rows = [register(session=session, by=person) for person in people]
    assert cancel_registration(registration=rows[0], by=people[0]).state == "cancelled"
    assert states(session) == ["cancelled", "registered", "waiting"]
    assert letters(people[0]) == ["registered", "cancelled"]
    assert letters(people[1]) == ["waiting", "promoted"]
    assert letters(people[2]) == ["waiting"]
    cancel_registration(registration=rows[0], by=people[0])
    assert letters(people[0]) == ["registered", "cancelled"]
    again = register(session=session, by=people[0])
    assert (again.state, list(session.registrations.in_line())[-1]) == ("waiting", again)


def test_who_waits_may_leave_the_line() -> None:
    session = make_upcoming(capacity=1)
    people = UserFactory.create_batch(3)
    rows = [register(session=session, by=person) for person in people]
    cancel_registration(registration=rows[1], by=people[1])
    assert states(session) == ["registered", "cancelled", "waiting"]
    assert letters(people[2]) == ["waiting"]


def test_twice_is_once() -> None:
    session, person = make_upcoming(), UserFactory()
    first = register(session=session, by=person)
    assert register(session=session, by=person) == first
    assert letters(person) == ["registered"]
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionRegistration.objects.create(session=session, user=person, state="waiting")


def test_more_places_and_deleted_accounts_let_people_in() -> None:
    session = make_upcoming(capacity=1)
    people = UserFactory.create_batch(4)
    for person in people:
        register(session=session, by=person)
    people[0].delete()
    tend_registrations()
    assert states(session) == ["registered", "waiting", "waiting"]
    ExchangeSession.objects.update(capacity=2)
    assert fill_places(session_id=session.pk) == 1
    assert states(session) == ["registered", "registered", "waiting"]


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": timezone.now() - timedelta(minutes=1)},
        {"capacity": None},
        {"cancelled_at": timezone.now()},
        {"is_published": False},
    ],
)
def test_closed(change: dict[str, Any]) -> None:
    session = make_upcoming()
    row = register(session=session, by=UserFactory())
    ExchangeSession.objects.update(**change)
    with pytest.raises(ClosedError):
        register(session=session, by=UserFactory())
    with pytest.raises(ClosedError):
        change_answers(registration=row, by=row.user, organization=None, answers=Answers())
    assert states(session) == ["registered"]


def test_a_place_cannot_be_given_up_once_it_began() -> None:
    session = make_upcoming()
    row = register(session=session, by=UserFactory())
    ExchangeSession.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(ClosedError):
        cancel_registration(registration=row, by=row.user)


def test_only_in_the_name_of_ones_own_published_group() -> None:
    session, person = make_upcoming(capacity=9), UserFactory()
    own, other = make_listing(owner=person), make_listing(owner=UserFactory())
    draft = make_listing(owner=person, status=Status.DRAFT)
    for group in (other, draft):
        with pytest.raises(PermissionDenied):
            register(session=session, by=person, organization=group)
    row = register(session=session, by=person, organization=own)
    assert row.organization == own
    with pytest.raises(PermissionDenied):
        change_answers(registration=row, by=person, organization=other, answers=Answers())


def test_answers_are_changed_by_their_owner_and_deleted_with_the_place() -> None:
    session, person = make_upcoming(), UserFactory()
    row = register(session=session, by=person)
    assert (row.photos_allowed, row.recording_allowed) == (False, False)
    answers = Answers(
        language_id=Language.objects.get(code="fr").code,
        zone="Africa/Dakar",
        question="Who pays?",
        access_needs="Captions",
        photos_allowed=True,
    )
    with pytest.raises(PermissionDenied):
        change_answers(registration=row, by=UserFactory(), organization=None, answers=answers)
    with pytest.raises(PermissionDenied):
        cancel_registration(registration=row, by=UserFactory())
    row = change_answers(registration=row, by=person, organization=None, answers=answers)
    row.refresh_from_db()
    assert (row.question, row.access_needs, row.language_id) == ("Who pays?", "Captions", "fr")
    row = cancel_registration(registration=row, by=person)
    row.refresh_from_db()
    assert (row.question, row.access_needs, row.language_id, row.zone) == ("", "", None, "")
    assert not row.photos_allowed


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_take_more_places_than_there_are() -> None:
    session = make_upcoming(capacity=5)
    people = UserFactory.create_batch(40)

    def ask(person: User) -> int:
        try:
            register(session=session, by=person)
            return register(session=session, by=person).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(ask, people))
    assert len(set(keys)) == 40
    # The line is the order of coming: whoever has a place came before all who wait.
    assert states(session) == ["registered"] * 5 + ["waiting"] * 35

    def leave(row: SessionRegistration) -> None:
        try:
            cancel_registration(registration=row, by=row.user)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(leave, session.registrations.select_related("user")[:10]))
    assert session.registrations.with_a_place().count() == 5
    assert states(session).count("cancelled") == 10
    waiting = states(session).index("waiting")
    assert "registered" not in states(session)[waiting:]


def consents(person: User) -> list[tuple[str, bool]]:
    rows = Consent.objects.filter(user=person).order_by("pk")
    return [(row.purpose, row.withdrawn_at is None) for row in rows]


def test_each_consent_is_kept_with_its_session_its_words_and_its_end() -> None:
    session, other = make_upcoming(), make_upcoming()
    person = UserFactory()
    for one in (session, other):
        row = register(session=one, by=person, answers=Answers(recording_allowed=True))
    first = Consent.objects.get(user=person, about=session.uuid)
    assert (first.purpose, first.text_version) == ("recording", CONSENT_VERSION)
    change_answers(
        registration=row, by=person, organization=None, answers=Answers(photos_allowed=True)
    )
    assert consents(person) == [("recording", True), ("recording", False), ("photos", True)]
    cancel_registration(registration=row, by=person)
    assert consents(person) == [("recording", True), ("recording", False), ("photos", False)]


def test_silence_is_no_consent() -> None:
    person = UserFactory()
    register(session=make_upcoming(), by=person)
    assert consents(person) == []
