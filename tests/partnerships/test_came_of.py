"""What came of a session: only what everybody may know, and the reader's own."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from organizations.enums import Audience, Status
from organizations.models import Organization
from partnerships import actions
from partnerships.came_of import MOST, came_of_session
from partnerships.models import Partnership
from partnerships.origins import of_session
from partnerships.viewers import viewer_for
from sessions_archive.models import ExchangeSession, GroupFormed
from tests.factories import (
    StaffFactory,
    UserFactory,
    make_listing,
    make_opportunity,
    make_partner,
    make_public_body,
)
from tests.factories.archive import ExchangeSessionFactory, make_upcoming
from tests.factories.results import make_running, speaker

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> ExchangeSession:
    return ExchangeSessionFactory(themes={"en": "Public Sector Synergies"})


def running(session: ExchangeSession, **fields: Any) -> Partnership:
    partnership = make_running(**fields)
    partnership.origin, partnership.session = "session", session
    partnership.save()
    return partnership


def publish(partnership: Partnership, words: str = "We taught.") -> None:
    first, second = partnership.parties.all()
    summary = actions.propose_summary(
        partnership_id=partnership.pk, party_id=first.pk, by=speaker(partnership), words=words
    )
    actions.agree_to_summary(
        partnership_id=partnership.pk,
        party_id=second.pk,
        by=speaker(partnership, 1),
        summary_id=summary.pk,
    )


def page(session: ExchangeSession, person: User | None = None) -> str:
    client = Client()
    if person:
        client.force_login(person)
    return client.get(session.get_absolute_url()).content.decode()


def numbers(session: ExchangeSession, person: User | None = None) -> list[int]:
    client = Client()
    if person:
        client.force_login(person)
    response: Any = client.get(session.get_absolute_url())
    return [number for number, _label in response.context["came"].counts]


def test_nothing_is_said_as_nothing(session: ExchangeSession) -> None:
    html = page(session)
    assert "What came of it" in html
    assert numbers(session) == [0, 0, 0]


def test_nothing_can_have_come_of_one_to_come() -> None:
    assert "What came of it" not in page(make_upcoming())


def test_a_partnership_counts_once_all_agreed_to_publish_it(session: ExchangeSession) -> None:
    partnership = running(session, title="Evening school")
    leader = speaker(partnership)
    assert "Evening school" not in page(session)
    assert "Yours, not public" in page(session, leader)
    assert numbers(session, leader) == [0, 0, 0]
    publish(partnership)
    assert "Evening school" in page(session)
    assert "Yours, not public" not in page(session, leader)
    assert numbers(session) == numbers(session, leader) == [1, 0, 0]
    actions.take_back_summary(
        partnership_id=partnership.pk,
        party_id=partnership.parties.all()[0].pk,
        by=leader,
    )
    assert "Evening school" not in page(session)
    assert numbers(session) == [0, 0, 0]


def test_whom_a_party_hides_from_learns_of_nothing(session: ExchangeSession) -> None:
    official = UserFactory()
    make_public_body("ER", representative=official)
    group = make_listing(owner=UserFactory(), audience=Audience.MEMBERS, hidden_from=["ER"])
    publish(running(session, one=group, people=[group.memberships.get().user]))
    GroupFormed.objects.create(session=session, organization=group)
    make_opportunity(publisher=group, session=session)
    assert numbers(session) == [0, 0, 0]
    member = UserFactory()
    make_listing(owner=member)
    assert numbers(session, member) == [1, 1, 1]
    assert numbers(session, official) == [0, 0, 0]


def test_groups_and_calls(session: ExchangeSession) -> None:
    for name, fields in {
        "Shown": {},
        "Shy": {"audience": Audience.IOM},
        "Begun": {"status": Status.DRAFT},
    }.items():
        group: Organization = make_listing(name=name, **fields)
        GroupFormed.objects.create(session=session, organization=group)
    make_opportunity(title="A call", session=session)
    make_opportunity(title="Being written", state="draft", session=session)
    make_opportunity(title="Another's", session=ExchangeSessionFactory())
    html = page(session)
    assert numbers(session) == [0, 1, 1]
    for words, there in {
        "Shown": True,
        "Shy": False,
        "Begun": False,
        "A call": True,
        "Being written": False,
        "Another": False,
    }.items():
        assert (words in html) is there, words


def test_staff_is_told_what_others_may_count(session: ExchangeSession) -> None:
    running(session, title="Evening school")
    curator = StaffFactory()
    assert "Evening school" not in page(session, curator)


def test_a_draft_is_its_writers_alone(session: ExchangeSession) -> None:
    leader, other = UserFactory(), UserFactory()
    group, body = make_listing(owner=leader), make_partner(representative=other)
    actions.start_partnership(own=group, others=[body], by=leader, came_of=of_session(session))
    assert "Without a title yet" in page(session, leader)
    assert "Without a title yet" not in page(session, other)


def test_the_latest_and_how_many_more(session: ExchangeSession) -> None:
    for number in range(MOST + 2):
        group = make_listing(name=f"Group {number:02}")
        GroupFormed.objects.create(session=session, organization=group)
    found = came_of_session(session, viewer_for(UserFactory())).groups
    assert (len(found.rows), found.counted, found.more) == (MOST, MOST + 2, 2)
    assert "and 2 more" in page(session, UserFactory())


@pytest.mark.parametrize("many", [1, 20])
def test_queries(session: ExchangeSession, many: int, django_assert_num_queries: Any) -> None:
    for _ in range(many):
        GroupFormed.objects.create(session=session, organization=make_listing())
        make_opportunity(session=session)
    publish(running(session))
    page(session)
    with django_assert_num_queries(2):
        page(session)
