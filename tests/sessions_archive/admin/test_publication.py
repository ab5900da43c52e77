"""The page on which a session is published."""

import pytest
from django.test import Client

from sessions_archive.models import ExchangeSession
from tests.factories import StaffFactory, UserFactory
from tests.factories.archive import (
    AppearanceFactory,
    ExchangeSessionFactory,
    ResourceFactory,
    make_upcoming,
)
from tests.factories.archive import PersonFactory as Hidden

pytestmark = pytest.mark.django_db


def path(session: ExchangeSession) -> str:
    return f"/admin/sessions_archive/exchangesession/{session.pk}/publish/"


def test_says_what_readers_would_miss_and_publishes(client: Client) -> None:
    session = ExchangeSessionFactory(is_published=False)
    AppearanceFactory(session=session, person=Hidden(is_public=False))
    ResourceFactory(session=session, kind="recording")
    client.force_login(StaffFactory())
    html = client.get(path(session)).content.decode()
    assert "1 person is not shown" in html
    assert "1 recording is not shown" in html
    assert not ExchangeSession.objects.get().is_published
    response = client.post(path(session), {"publish": ""}, follow=True)
    assert response.redirect_chain == [(session.get_absolute_url(), 302)]
    assert "Published. Everybody can read it now." in response.content.decode()
    assert ExchangeSession.objects.get().is_published


def test_second_press_and_people_who_registered(client: Client) -> None:
    session = make_upcoming()
    client.force_login(StaffFactory())
    response = client.post(path(session), {"publish": ""}, follow=True)
    assert "somebody was quicker" in response.content.decode()
    session.registrations.create(user=UserFactory(), state="waiting")
    response = client.post(path(session), {"withdraw": ""}, follow=True)
    assert "people have registered" in response.content.decode()
    assert ExchangeSession.objects.get().is_published


def test_for_who_may_change_sessions(client: Client) -> None:
    session = ExchangeSessionFactory(is_published=False)
    client.force_login(UserFactory(is_staff=True))
    assert client.post(path(session), {"publish": ""}).status_code == 403
    client.force_login(UserFactory())
    assert client.post(path(session), {"publish": ""}).status_code == 302
    assert not ExchangeSession.objects.get().is_published
