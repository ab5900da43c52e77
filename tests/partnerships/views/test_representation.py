"""The pages of whoever registers a body or asks to speak for one."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from partnerships.actions import ask_to_represent, register_partner
from partnerships.enums import RequestState, Verification
from partnerships.models import Partner, RepresentationRequest, Representative
from tests.factories import UserFactory, make_partner
from tests.partnerships.actions.test_representation import CITY

pytestmark = pytest.mark.django_db

REGISTER = "/partners/register/"
SAID = {"role": "Head of unit", "proof": "Our page names me."}
FORM = {
    "name": "City of Bridges",
    "sector": "public",
    "type": "city",
    "state_countries": ["KE"],
    **SAID,
}


@pytest.fixture
def officer(client: Client) -> User:
    user = UserFactory()
    client.force_login(user)
    return user


def errors(client: Client, **changes: Any) -> dict[str, list[str]]:
    response = client.post(REGISTER, {**FORM, **changes})
    assert response.status_code == 200
    assert RepresentationRequest.objects.count() == 0
    return dict(response.context["form"].errors)


def test_registering_is_for_those_who_signed_in(client: Client) -> None:
    assert client.get(REGISTER).url == f"/accounts/login/?next={REGISTER}"


def test_a_body_from_the_form_to_its_page(client: Client, officer: User) -> None:
    assert "within 7 days" in client.get(REGISTER).content.decode()
    response = client.post(REGISTER, FORM)
    asked = RepresentationRequest.objects.get()
    assert response.url == f"/partners/requests/{asked.uuid}/"
    page = client.get(response.url).content.decode()
    assert "Your request is with IOM" in page
    assert "Our page names me." in page
    own = client.get(asked.partner.get_absolute_url()).content.decode()
    assert "only you and your colleagues see this page" in own
    assert "City of Bridges" in client.get("/dashboard/").content.decode()
    client.logout()
    assert client.get(asked.partner.get_absolute_url()).status_code == 404
    assert "City of Bridges" not in client.get("/partners/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": ""}, "name", "Enter the name of the body."),
        ({"type": "bank"}, "type", "This is a private body. Choose a kind of public body."),
        (
            {"sector": "private"},
            "type",
            "This is a public body. Choose a kind of private body.",
        ),
        ({"state_countries": []}, "state_countries", "Choose the state that it is part of."),
        ({"proof": " "}, "proof", "Tell us how we can check it."),
        ({"website": "javascript:alert(1)"}, "website", "Enter a valid URL."),
    ],
)
def test_what_is_wrong_is_said_at_its_question(
    client: Client, officer: User, changes: dict[str, Any], field: str, message: str
) -> None:
    found = errors(client, **changes)
    assert list(found) == [field]
    assert message in found[field][0]


def test_a_body_between_states_belongs_to_none(client: Client, officer: User) -> None:
    client.post(REGISTER, {**FORM, "type": "international_organization", "state_countries": []})
    assert Partner.objects.get().state_countries == []


def test_a_private_body_is_part_of_no_state(client: Client, officer: User) -> None:
    client.post(REGISTER, {**FORM, "sector": "private", "type": "bank"})
    partner = Partner.objects.get()
    assert (partner.sector, partner.state_countries) == ("private", [])


def test_one_of_a_like_name_is_shown_first(client: Client, officer: User) -> None:
    make_partner(name="City of Bridge", slug="city-of-bridge")
    make_partner(name="City of Bridges", verification=Verification.PENDING, verified_at=None)
    response = client.post(REGISTER, FORM)
    assert [partner.name for partner in response.context["alike"]] == ["City of Bridge"]
    page = response.content.decode()
    assert 'href="/partners/city-of-bridge/represent/"' in page
    assert 'value="City of Bridges"' in page
    assert RepresentationRequest.objects.count() == 0
    assert client.post(REGISTER, {**FORM, "is_new": "1"}).status_code == 302
    assert RepresentationRequest.objects.count() == 1


def test_correcting_what_was_registered(client: Client, officer: User) -> None:
    asked = register_partner(by=officer, identity=CITY, **SAID)
    path = f"/partners/{asked.partner.slug}/registration/"
    assert 'value="City of Bridges"' in client.get(path).content.decode()
    assert client.post(path, {**FORM, "name": "Town of Bridges"}).status_code == 302
    asked.partner.refresh_from_db()
    assert asked.partner.name == "Town of Bridges"
    Partner.objects.update(verification=Verification.VERIFIED, verified_at="2026-01-01T00:00Z")
    path = f"/partners/{asked.partner.slug}/registration/"
    assert client.get(path).url == asked.partner.get_absolute_url()


def test_asking_to_speak_for_a_listed_body(client: Client, officer: User) -> None:
    partner = make_partner(slug="ceiba")
    assert 'href="/partners/ceiba/represent/"' in client.get("/partners/ceiba/").content.decode()
    response = client.post("/partners/ceiba/represent/", SAID)
    asked = RepresentationRequest.objects.get()
    assert response.url == f"/partners/requests/{asked.uuid}/"
    assert "You have asked already" in client.get("/partners/ceiba/represent/").content.decode()
    client.post(f"/partners/requests/{asked.uuid}/withdraw/")
    asked.refresh_from_db()
    assert asked.state == RequestState.WITHDRAWN
    Representative.objects.create(partner=partner, user=officer)
    assert client.get("/partners/ceiba/represent/").url == "/partners/ceiba/"


def test_a_colleague_is_answered(client: Client, officer: User) -> None:
    partner = make_partner(slug="ceiba", representative=officer)
    colleague = UserFactory(name="Amina")
    asked = ask_to_represent(partner=partner, by=colleague, **SAID)
    people = client.get("/partners/ceiba/people/").content.decode()
    path = f"/partners/requests/{asked.uuid}/answer/"
    assert f'href="{path}"' in people
    assert colleague.email not in people
    response = client.post(path, {"decision": "deny"})
    assert list(response.context["form"].errors) == ["reason"]
    response = client.post(path, {"decision": "deny", "reason": "other"})
    assert list(response.context["form"].errors) == ["message"]
    assert client.post(path, {"decision": "approve"}).url == "/partners/ceiba/people/"
    assert Representative.objects.filter(partner=partner, user=colleague).exists()
    assert client.get(path).status_code == 404


def test_a_reason_brings_its_letter(client: Client, officer: User) -> None:
    partner = make_partner(representative=officer)
    asked = ask_to_represent(partner=partner, by=UserFactory(language="fr"), **SAID)
    client.post(
        f"/partners/requests/{asked.uuid}/answer/", {"decision": "question", "reason": "role"}
    )
    asked.refresh_from_db()
    assert asked.state == RequestState.QUESTION
    assert len(asked.message) > 50


def test_leaving(client: Client, officer: User) -> None:
    make_partner(slug="ceiba", representative=officer)
    assert "Nobody else speaks for it" in client.get("/partners/ceiba/leave/").content.decode()
    assert client.post("/partners/ceiba/leave/").url == "/dashboard/"
    assert client.get("/partners/ceiba/people/").status_code == 404


@pytest.mark.parametrize("part", ["registration", "people", "leave"])
def test_others_find_nothing(client: Client, officer: User, part: str) -> None:
    make_partner(slug="ceiba", representative=UserFactory())
    assert client.get(f"/partners/ceiba/{part}/").status_code == 404
    assert client.post(f"/partners/ceiba/{part}/").status_code in (404, 405)


def test_a_request_is_its_authors(client: Client, officer: User) -> None:
    asked = ask_to_represent(partner=make_partner(), by=UserFactory(), **SAID)
    for part in ("", "answer/"):
        assert client.get(f"/partners/requests/{asked.uuid}/{part}").status_code == 404
    assert client.post(f"/partners/requests/{asked.uuid}/withdraw/").status_code == 404
    assert client.get(f"/partners/requests/{asked.uuid}/withdraw/").status_code == 405


@pytest.mark.parametrize("colleagues", [1, 8])
def test_people_take_the_same_queries(
    client: Client,
    officer: User,
    colleagues: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    partner = make_partner(slug="ceiba", representative=officer)
    for _ in range(colleagues):
        Representative.objects.create(partner=partner, user=UserFactory())
        ask_to_represent(partner=partner, by=UserFactory(), **SAID)
    client.get("/partners/ceiba/people/")
    with django_assert_num_queries(7):
        client.get("/partners/ceiba/people/")
