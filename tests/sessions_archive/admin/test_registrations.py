"""What staff do around a session: places, calling it off, attendance, notes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notification
from organizations.models import Evidence
from sessions_archive.actions import Answers, register
from sessions_archive.models import ExchangeSession, Insight
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.factories.archive import make_upcoming
from tests.sessions_archive.admin.test_sessions import form

pytestmark = pytest.mark.django_db

SESSIONS = "/admin/sessions_archive/exchangesession/"
LIST = "/admin/sessions_archive/sessionregistration/"


@pytest.fixture
def curator(client: Client) -> Client:
    client.force_login(StaffFactory())
    return client


def full() -> ExchangeSession:
    session = at_the_minute(make_upcoming(capacity=2))
    for person in UserFactory.create_batch(3):
        register(session=session, by=person)
    return session


def at_the_minute(session: ExchangeSession) -> ExchangeSession:
    """As sessions are entered: by the clock, without seconds."""
    session.starts_at = session.starts_at.replace(second=0, microsecond=0)
    session.ends_at = session.ends_at.replace(second=0, microsecond=0)
    session.save()
    return session


def told(letter: str) -> int:
    return Notification.objects.filter(template=f"sessions_archive/emails/{letter}").count()


def test_fewer_places_than_taken_are_refused(curator: Client) -> None:
    session = full()
    path = f"{SESSIONS}{session.pk}/change/"
    response = curator.post(path, form(session) | {"capacity": "1"})
    assert response.context["errors"] == [
        ("session", None, "capacity", "2 places are taken already: there cannot be fewer.")
    ]


def test_more_places_are_given_out(curator: Client) -> None:
    session = full()
    path = f"{SESSIONS}{session.pk}/change/"
    response = curator.post(path, form(session) | {"capacity": "3"})
    assert response.status_code == 302, response.context["errors"]
    assert (told("promoted"), told("session_changed")) == (1, 0)


def test_another_day_is_told(curator: Client) -> None:
    session = full()
    later = (session.local_start + timedelta(days=1)).date().isoformat()
    curator.post(f"{SESSIONS}{session.pk}/change/", form(session) | {"day": later})
    assert told("session_changed") == 3
    session.refresh_from_db()
    assert session.sequence == 1


def test_a_time_that_comes_twice_is_refused(curator: Client) -> None:
    session = at_the_minute(make_upcoming())
    data = form(session) | {"day": "2027-10-31", "start": "02:30", "end": "04:00"}
    response = curator.post(f"{SESSIONS}{session.pk}/change/", data)
    assert [error[2] for error in response.context["errors"]] == ["start"]
    assert "show this time twice" in response.content.decode()
    data = data | {"zone": "UTC", "start": "01:30"}
    assert curator.post(f"{SESSIONS}{session.pk}/change/", data).status_code == 302


def test_calling_off(curator: Client) -> None:
    session = full()
    path = f"{SESSIONS}{session.pk}/cancel/"
    assert "3 people who registered or wait are told" in curator.get(path).content.decode()
    assert told("session_cancelled") == 0
    curator.post(path)
    curator.post(path)
    assert told("session_cancelled") == 3
    # The form that a colleague had open does not call it on again.
    curator.post(f"{SESSIONS}{session.pk}/change/", form(session))
    session.refresh_from_db()
    assert session.cancelled_at is not None


def test_attendance_is_taken_and_speaks_for_the_group(curator: Client) -> None:
    session, person = make_upcoming(), UserFactory()
    group = make_listing(owner=person)
    row = register(
        session=session, by=person, organization=group, answers=Answers(access_needs="Captions")
    )
    data = {"action": "was_there", "_selected_action": [row.pk]}
    assert "has not begun" in curator.post(LIST, data, follow=True).content.decode()
    start = timezone.now() - timedelta(hours=3)
    ExchangeSession.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    curator.post(LIST, data)
    row.refresh_from_db()
    assert row.attended is True
    assert Evidence.objects.get().organization == group
    html = curator.get(f"{LIST}?session__id__exact={session.pk}").content.decode()
    assert "Captions" in html
    assert curator.get(f"{LIST}{row.pk}/change/").status_code == 200


def test_notes_become_insights_after_a_preview(curator: Client) -> None:
    session = make_upcoming()
    path = f"{SESSIONS}{session.pk}/notes/"
    assert "Publish as insights" not in curator.get(path).content.decode()
    notes = {"notes": "# 1.1 Funding\n- Small grants <b>work</b>."}
    html = curator.post(path, notes | {"preview": ""}).content.decode()
    assert '<li dir="auto">Small grants &lt;b&gt;work&lt;/b&gt;.</li>' in html
    assert not Insight.objects.exists()
    assert curator.post(path, notes | {"publish": ""}).status_code == 302
    assert Insight.objects.get().section.session == session
    session.refresh_from_db()
    assert session.staff_notes == notes["notes"]
    bad = curator.post(path, {"notes": "No section", "publish": ""})
    assert bad.context["form"].errors["notes"][0].startswith("Line 1: ")


def test_others_may_not(client: Client) -> None:
    session = full()
    for user in (None, UserFactory(), UserFactory(is_staff=True)):
        client.logout()
        if user:
            client.force_login(user)
        for name in ("cancel", "notes"):
            assert client.post(f"{SESSIONS}{session.pk}/{name}/").status_code in (302, 403)
        assert client.get(LIST).status_code in (302, 403)
    assert told("session_cancelled") == 0
    session.refresh_from_db()
    assert session.cancelled_at is None
