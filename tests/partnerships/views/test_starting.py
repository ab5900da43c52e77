"""Beginning a partnership from where the two met."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from organizations.enums import Audience
from organizations.models import Organization
from partnerships.models import Partner, Partnership
from partnerships.models.expressions import ExpressionOfInterest
from tests.factories import (
    UserFactory,
    make_conversation,
    make_expression,
    make_introduction,
    make_listing,
    make_opportunity,
    make_partner,
)
from tests.factories.archive import ExchangeSessionFactory, make_upcoming

pytestmark = pytest.mark.django_db
START = "/partnerships/start/"


@pytest.fixture
def leader() -> User:
    return UserFactory()


@pytest.fixture
def group(leader: User) -> Organization:
    return make_listing(owner=leader, name="Evening Circle")


@pytest.fixture
def body() -> Partner:
    return make_partner(representative=UserFactory(), name="City Foundation")


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def chosen(body: Partner, *groups: Organization) -> ExpressionOfInterest:
    call = make_opportunity(publisher=body, state="decided", title="Evening schools")
    return make_expression(
        call,
        *groups,
        state="successful",
        outcome="successful",
        reason="fits",
        feedback="Well done.",
        decided_at=timezone.now(),
    )


def representative(body: Partner) -> User:
    return User.objects.get(representations__partner=body)


def test_from_a_chosen_answer(leader: User, group: Organization, body: Partner) -> None:
    other = make_listing(owner=UserFactory(), name="Neighbours")
    answer = chosen(body, group, other)
    page = of(leader).get(answer.get_absolute_url()).content.decode()
    address = f"{START}?for={group.uuid}&answer={answer.uuid}"
    assert address.replace("&", "&amp;") in page
    page = of(leader).get(address).content.decode()
    for words in ("City Foundation", "Neighbours", "Evening schools"):
        assert words in page
    of(leader).post(address)
    partnership = Partnership.objects.get()
    assert partnership.opportunity == answer.opportunity
    names = {"Evening Circle", "City Foundation", "Neighbours"}
    assert {party.name for party in partnership.parties.all()} == names
    page = of(leader).get(partnership.get_absolute_url()).content.decode()
    assert f'<a href="{answer.opportunity.get_absolute_url()}"><bdi>Evening schools' in page


def test_the_publisher_begins_from_it_too(group: Organization, body: Partner) -> None:
    answer = chosen(body, group)
    client = of(representative(body))
    address = f"{START}?for={body.uuid}&answer={answer.uuid}"
    page = client.get(f"/opportunities/answers/{answer.uuid}/assess/").content.decode()
    assert address.replace("&", "&amp;") in page
    client.post(address)
    assert Partnership.objects.get().opportunity == answer.opportunity


@pytest.mark.parametrize("state", ["draft", "under_review"])
def test_not_from_an_answer_that_was_not_chosen(
    leader: User, group: Organization, body: Partner, state: str
) -> None:
    answer = make_expression(make_opportunity(publisher=body), group, state=state)
    address = f"{START}?for={group.uuid}&answer={answer.uuid}"
    assert of(leader).get(address).status_code == 404
    assert "answer=" not in of(leader).get(answer.get_absolute_url()).content.decode()


def test_not_from_what_others_did(leader: User, group: Organization, body: Partner) -> None:
    foreign = chosen(body, make_listing(owner=UserFactory()))
    talk = make_conversation(by=UserFactory(), answers=UserFactory())
    waiting = make_introduction(by=leader, asker=group)
    for query in (
        f"answer={foreign.uuid}",
        f"answer={uuid.uuid4()}",
        "answer=x",
        f"introduction={talk.uuid}",
        f"introduction={waiting.uuid}",
        "introduction=",
    ):
        address = f"{START}?for={group.uuid}&{query}"
        assert of(leader).get(address).status_code == 404, query
        assert of(leader).post(address).status_code == 404, query
    assert not Partnership.objects.exists()


def test_a_group_that_cannot_be_seen_any_more(
    leader: User, group: Organization, body: Partner
) -> None:
    shy = make_listing(owner=UserFactory(), name="Shy")
    answer = chosen(body, group, shy)
    shy.audience = Audience.IOM
    shy.save()
    address = f"{START}?for={group.uuid}&answer={answer.uuid}"
    assert of(leader).get(address).status_code == 404


def test_from_a_conversation(leader: User, group: Organization) -> None:
    other = UserFactory()
    talk = make_conversation(
        by=leader, answers=other, asker=group, asked=make_listing(owner=other, name="Choir")
    )
    address = f"{START}?for={group.uuid}&introduction={talk.uuid}"
    assert address.replace("&", "&amp;") in of(leader).get(talk.get_absolute_url()).content.decode()
    of(leader).post(address)
    partnership = Partnership.objects.get()
    assert partnership.introduction == talk
    page = of(leader).get(partnership.get_absolute_url()).content.decode()
    assert talk.get_absolute_url() in page


def test_from_a_session(leader: User, group: Organization, body: Partner) -> None:
    session = ExchangeSessionFactory(themes={"en": "Public Sector Synergies"})
    coming = make_upcoming(themes={"en": "Not yet"})
    hidden = ExchangeSessionFactory(themes={"en": "Being entered"}, is_published=False)
    client, address = of(leader), f"{START}?to={body.uuid}"
    page = client.get(address).content.decode()
    assert "Public Sector Synergies" in page
    assert "Not yet" not in page
    assert "Being entered" not in page
    for foreign in (coming, hidden):
        assert client.post(address, {"session": str(foreign.uuid)}).status_code == 400
    client.post(address, {"session": str(session.uuid)})
    partnership = Partnership.objects.get()
    assert partnership.session == session
    page = client.get(partnership.get_absolute_url()).content.decode()
    assert f'<a href="{session.get_absolute_url()}"><bdi>Public Sector Synergies' in page


def test_two_at_once_begin_one(leader: User, group: Organization, body: Partner) -> None:
    answer = chosen(body, group)
    address = f"{START}?for={group.uuid}&answer={answer.uuid}"
    first: Any = of(leader).post(address)
    assert of(leader).post(address)["Location"] == first["Location"]


@pytest.mark.parametrize("many", [1, 20])
def test_queries(
    leader: User, group: Organization, body: Partner, many: int, django_assert_num_queries: Any
) -> None:
    ExchangeSessionFactory.create_batch(many)
    client = of(leader)
    client.get(f"{START}?to={body.uuid}")
    with django_assert_num_queries(8):
        client.get(f"{START}?to={body.uuid}")
