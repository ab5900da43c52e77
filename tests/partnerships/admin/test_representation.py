"""Requests to speak for a partner in the back office."""

import pytest
from django.test import Client

from partnerships.actions import ask_to_represent, register_partner
from partnerships.enums import RequestState, Verification
from partnerships.models import RepresentationRequest
from tests.factories import StaffFactory, UserFactory, make_partner
from tests.partnerships.actions.test_representation import CITY, SAID

pytestmark = pytest.mark.django_db

LIST = "/admin/partnerships/representationrequest/"


@pytest.fixture
def curator(client: Client) -> Client:
    client.force_login(StaffFactory())
    return client


@pytest.fixture
def asked() -> RepresentationRequest:
    return register_partner(by=UserFactory(name="Amina"), identity=CITY, **SAID)


def test_the_oldest_comes_first_with_its_answer(
    curator: Client, asked: RepresentationRequest
) -> None:
    ask_to_represent(partner=make_partner(name="Later"), by=UserFactory(), **SAID)
    text = curator.get(LIST).content.decode()
    assert text.index("City of Bridges") < text.index("Later")
    assert f'href="{LIST}{asked.pk}/answer/"' in text


def test_agreeing_verifies_the_body(curator: Client, asked: RepresentationRequest) -> None:
    path = f"{LIST}{asked.pk}/answer/"
    page = curator.get(path).content.decode()
    assert "the body exists, and this person speaks for it" in page
    assert asked.person.email in page
    assert (
        "sent to Amina" in curator.post(path, {"decision": "approve"}, follow=True).content.decode()
    )
    asked.partner.refresh_from_db()
    assert asked.partner.verification == Verification.VERIFIED
    again = curator.post(path, {"decision": "deny", "reason": "body"}, follow=True)
    assert "Nothing was changed" in again.content.decode()
    asked.refresh_from_db()
    assert asked.state == RequestState.APPROVED


def test_a_body_of_a_like_name_is_pointed_out(
    curator: Client, asked: RepresentationRequest
) -> None:
    make_partner(name="City of Bridge")
    assert "City of Bridge<" in curator.get(f"{LIST}{asked.pk}/answer/").content.decode()


def test_nobody_answers_herself(client: Client) -> None:
    curator = StaffFactory()
    client.force_login(curator)
    own = register_partner(by=curator, identity=CITY, **SAID)
    assert client.get(f"{LIST}{own.pk}/answer/").status_code == 403
    assert client.post(f"{LIST}{own.pk}/answer/", {"decision": "approve"}).status_code == 403


def test_staff_without_the_permission_answer_nothing(
    client: Client, asked: RepresentationRequest
) -> None:
    client.force_login(StaffFactory(is_superuser=False))
    path = f"{LIST}{asked.pk}/answer/"
    assert client.get(path).status_code == 403
    assert client.post(path, {"decision": "approve"}).status_code == 403
    asked.refresh_from_db()
    assert asked.state == RequestState.PENDING
