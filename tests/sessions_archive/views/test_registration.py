"""The pages of taking part."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from sessions_archive.actions import register
from sessions_archive.models import ExchangeSession, SessionRegistration
from tests.factories import UserFactory, make_listing
from tests.factories.archive import make_upcoming

pytestmark = pytest.mark.django_db

PATH = "/sessions/2027/one/"


@pytest.fixture
def session() -> ExchangeSession:
    return make_upcoming(
        slug="one", edition__year=2027, capacity=2, join_url="https://meet.example.org/secret"
    )


@pytest.fixture
def person(client: Client) -> User:
    person: User = UserFactory.create()
    client.force_login(person)
    return person


def test_registering_and_seeing_the_link(
    client: Client, session: ExchangeSession, person: User
) -> None:
    group = make_listing(owner=person)
    html = client.get(PATH).content.decode()
    assert "2 places are free." in html
    assert "meet.example.org" not in html
    form = client.get(f"{PATH}register/")
    assert "meet.example.org" not in form.content.decode()
    response = client.post(
        f"{PATH}register/",
        {
            "organization": str(group.uuid),
            "language": "fr",
            "zone": "Africa/Dakar",
            "question": "Who pays?",
            "access_needs": "Captions",
            "photos_allowed": "on",
        },
        follow=True,
    )
    row = SessionRegistration.objects.get()
    assert (row.user, row.organization, row.state) == (person, group, "registered")
    assert (row.language_id, row.zone, row.question) == ("fr", "Africa/Dakar", "Who pays?")
    assert (row.access_needs, row.photos_allowed, row.recording_allowed) == (
        "Captions",
        True,
        False,
    )
    html = response.content.decode()
    assert "You have a place" in html
    assert "https://meet.example.org/secret" in html
    assert "Captions</textarea>" in html


def test_changing_ones_answers(client: Client, session: ExchangeSession, person: User) -> None:
    for question in ("First", "Second"):
        client.post(f"{PATH}register/", {"question": question})
    assert SessionRegistration.objects.get().question == "Second"


def test_waiting_and_leaving(client: Client, session: ExchangeSession, person: User) -> None:
    for _ in range(3):
        register(session=session, by=UserFactory())
    html = client.get(f"{PATH}register/").content.decode()
    assert "Join the waiting list" in html
    html = client.post(f"{PATH}register/", {}, follow=True).content.decode()
    assert "1 person waits before you." in html
    assert "meet.example.org" not in html
    assert client.get(f"{PATH}leave/").status_code == 405
    assert client.post(f"{PATH}leave/").status_code == 302
    assert client.post(f"{PATH}leave/").status_code == 404
    assert SessionRegistration.objects.get(user=person).state == "cancelled"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Mars/Olympus"),
        ("language", "tlh"),
        ("organization", "5a0c7f4e-2b9d-4c61-8f3a-9e1d6b7c8a90"),
        ("question", "x" * 501),
        ("access_needs", "x" * 501),
    ],
)
def test_refused_with_the_input_kept(
    client: Client, session: ExchangeSession, person: User, field: str, value: str
) -> None:
    make_listing(owner=person)
    response = client.post(f"{PATH}register/", {"question": "Kept", field: value})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not SessionRegistration.objects.exists()


def test_too_late(client: Client, session: ExchangeSession, person: User) -> None:
    row = register(session=session, by=person)
    ExchangeSession.objects.update(starts_at=timezone.now() - timedelta(minutes=5))
    assert client.post(f"{PATH}register/", {"question": "Late"}).status_code == 409
    client.post(f"{PATH}leave/")
    row.refresh_from_db()
    assert (row.state, row.question) == ("registered", "")
    SessionRegistration.objects.all().delete()
    response = client.post(f"{PATH}register/", {})
    assert response.status_code == 409
    assert "One can no longer register" in response.content.decode()


def test_a_cancelled_one_says_so(client: Client, session: ExchangeSession, person: User) -> None:
    ExchangeSession.objects.update(cancelled_at=timezone.now())
    for path in (PATH, f"{PATH}register/"):
        assert "This session is cancelled" in client.get(path).content.decode()
    assert "Register</a>" not in client.get(PATH).content.decode()


def test_who_may_not(client: Client, session: ExchangeSession) -> None:
    assert client.get(f"{PATH}register/")["Location"].startswith("/accounts/login/")
    assert client.post(f"{PATH}leave/")["Location"].startswith("/accounts/login/")
    client.force_login(UserFactory())
    ExchangeSession.objects.update(is_published=False)
    assert client.get(f"{PATH}register/").status_code == 404
    assert client.post(f"{PATH}register/", {}).status_code == 404
    ExchangeSession.objects.update(is_published=True, capacity=None)
    assert client.get(f"{PATH}register/").status_code == 404


def test_my_sessions_are_mine(
    client: Client, session: ExchangeSession, person: User, django_assert_num_queries: Any
) -> None:
    register(session=make_upcoming(), by=UserFactory())
    assert "You have not registered" in client.get("/sessions/registrations/").content.decode()
    register(session=session, by=person)
    with django_assert_num_queries(6):
        html = client.get("/sessions/registrations/").content.decode()
    assert f'href="{PATH}register/"' in html
    for _ in range(19):
        register(session=make_upcoming(), by=person)
    with django_assert_num_queries(6):
        client.get("/sessions/registrations/")


def test_queries_of_the_form(
    client: Client, session: ExchangeSession, person: User, django_assert_num_queries: Any
) -> None:
    client.get(f"{PATH}register/")
    with django_assert_num_queries(7):
        client.get(f"{PATH}register/")
    for _ in range(20):
        make_listing(owner=person)
        register(session=session, by=UserFactory())
    with django_assert_num_queries(7):
        client.get(f"{PATH}register/")


def test_meeting_others_is_a_choice_that_can_be_taken_back(
    client: Client, session: ExchangeSession, person: User
) -> None:
    assert "Show my group who else comes" not in client.get(f"{PATH}register/").content.decode()
    group = make_listing(owner=person)
    form = client.get(f"{PATH}register/")
    assert not form.context["form"]["meets_others"].value()
    alone = client.post(f"{PATH}register/", {"meets_others": "on", "question": "Kept?"})
    assert list(alone.context["form"].errors) == ["meets_others"]
    assert "Kept?" in alone.content.decode()
    assert not SessionRegistration.objects.exists()
    said = {"organization": str(group.uuid), "meets_others": "on"}
    html = client.post(f"{PATH}register/", said, follow=True).content.decode()
    assert f'href="{PATH}meet/"' in html
    assert SessionRegistration.objects.get().meets_others
    client.post(f"{PATH}register/", {"organization": str(group.uuid)})
    assert not SessionRegistration.objects.get().meets_others
    assert f'href="{PATH}meet/"' not in client.get(f"{PATH}register/").content.decode()


def test_a_place_given_up_takes_it_back_too(
    client: Client, session: ExchangeSession, person: User
) -> None:
    said = {"organization": str(make_listing(owner=person).uuid), "meets_others": "on"}
    client.post(f"{PATH}register/", said)
    client.post(f"{PATH}leave/")
    assert not SessionRegistration.objects.get().meets_others


def test_a_zone_that_does_not_exist_is_refused(
    client: Client, session: ExchangeSession, person: User
) -> None:
    response = client.post(f"{PATH}register/", {"zone": "Europe/Atlantis", "question": "Kept?"})
    assert list(response.context["form"].errors) == ["zone"]
    assert "Kept?" in response.content.decode()
    assert not SessionRegistration.objects.exists()
