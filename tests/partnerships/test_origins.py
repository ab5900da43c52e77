"""What a partnership came of is named, true, and read by those who may look it up."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from organizations.models import Organization
from organizations.viewers import ANONYMOUS
from partnerships import actions
from partnerships.models import MatchList, MatchRun, Partner, Partnership
from partnerships.origins import (
    DIRECT,
    CameOf,
    NotOfThatError,
    of_answer,
    of_introduction,
    of_match,
    of_session,
    shown_origin,
)
from partnerships.partnership_enums import Origin
from partnerships.viewers import viewer_for
from tests.factories import (
    UserFactory,
    make_conversation,
    make_expression,
    make_introduction,
    make_listing,
    make_opportunity,
    make_partner,
)
from tests.factories.agreed import speaker
from tests.factories.archive import ExchangeSessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Organization:
    return make_listing(owner=UserFactory(), name="Evening Circle")


@pytest.fixture
def body() -> Partner:
    return make_partner(representative=UserFactory(), name="City Foundation")


def start(own: Any, *others: Any, came_of: CameOf = DIRECT) -> Partnership:
    return actions.start_partnership(own=own, others=others, by=speaker(own), came_of=came_of)


@pytest.mark.parametrize("origin", [origin for origin in Origin if origin != Origin.DIRECT])
def test_the_database_wants_it_named(origin: Origin) -> None:
    with pytest.raises(IntegrityError, match="partnership_origin_is_named"), transaction.atomic():
        Partnership.objects.create(origin=origin)


def test_the_database_wants_one_only() -> None:
    session = ExchangeSessionFactory()
    Partnership.objects.create(origin=Origin.SESSION, session=session)
    for fields in (
        {"origin": Origin.DIRECT, "session": session},
        {"origin": Origin.SESSION, "session": session, "opportunity": make_opportunity()},
        {"origin": Origin.SESSION, "session": session, "match_channel": "public"},
        {"origin": Origin.MATCH, "match_score": 0.5},
    ):
        with (
            pytest.raises(IntegrityError, match="partnership_origin_is_named"),
            transaction.atomic(),
        ):
            Partnership.objects.create(**fields)


def test_a_chosen_answer_to_a_call(group: Organization, body: Partner) -> None:
    call = make_opportunity(publisher=body, state="decided")
    chosen = {"state": "successful", "outcome": "successful", "reason": "fits"}
    chosen |= {"feedback": "Well done.", "decided_at": timezone.now()}
    other = make_listing(owner=UserFactory())
    answer = make_expression(call, group, other, **chosen)
    partnership = start(body, group, other, came_of=of_answer(answer))
    assert (partnership.origin, partnership.opportunity) == ("opportunity", call)
    stranger = make_listing(owner=UserFactory())
    with pytest.raises(NotOfThatError):
        start(body, stranger, came_of=of_answer(answer))


def test_an_answer_that_was_not_chosen(group: Organization, body: Partner) -> None:
    answer = make_expression(make_opportunity(publisher=body), group)
    with pytest.raises(NotOfThatError):
        start(group, body, came_of=of_answer(answer))
    assert not Partnership.objects.exists()


def test_an_accepted_introduction() -> None:
    one, two = UserFactory(), UserFactory()
    talk = make_conversation(by=one, answers=two)
    own, other = talk.asker_organization, talk.asked_organization
    partnership = start(own, other, came_of=of_introduction(talk))
    assert (partnership.origin, partnership.introduction) == ("introduction", talk)
    assert shown_origin(partnership, viewer_for(two)).url == talk.get_absolute_url()
    # Whoever came in later, or reads the summary, learns only that there was one.
    assert shown_origin(partnership, ANONYMOUS).url == ""
    stranger = make_listing(owner=UserFactory())
    with pytest.raises(NotOfThatError):
        start(own, stranger, came_of=of_introduction(talk))


def test_an_introduction_that_waits() -> None:
    asking = make_introduction()
    with pytest.raises(NotOfThatError):
        start(
            asking.asker_organization,
            asking.asked_organization,
            came_of=of_introduction(asking),
        )


def test_a_session_that_has_begun(group: Organization, body: Partner) -> None:
    session = ExchangeSessionFactory()
    partnership = start(group, body, came_of=of_session(session))
    shown = shown_origin(partnership, ANONYMOUS)
    assert (shown.title, shown.url) == (session.theme, session.get_absolute_url())
    session.is_published = False
    session.save()
    assert shown_origin(partnership, ANONYMOUS).title == ""
    session.is_published, session.starts_at = True, timezone.now() + timedelta(days=1)
    with pytest.raises(NotOfThatError):
        start(group, make_partner(representative=UserFactory()), came_of=of_session(session))


def test_a_match_of_today(group: Organization, body: Partner) -> None:
    run = MatchRun.objects.create(state="current", finished_at=timezone.now())
    assert of_match(group, body) == DIRECT
    MatchList.objects.create(
        run=run,
        channel="private",
        source_organization=group,
        open_cutoff=0,
        closed_cutoff=0,
        targets=[body.pk],
        contributions=[100_000_000] * 7,
        known=[127],
        ranks_before=[1],
        adjustments=[0],
    )
    # A group of the same number is somebody else.
    MatchList.objects.create(
        run=run,
        channel="diaspora",
        source_organization=group,
        open_cutoff=0,
        closed_cutoff=0,
        targets=[body.pk],
        contributions=[1] * 7,
        known=[127],
        ranks_before=[1],
        adjustments=[0],
    )
    came_of = of_match(group, body)
    assert (came_of.match_channel, came_of.match_score) == ("private", 0.7)
    partnership = start(group, body, came_of=came_of)
    partnership.refresh_from_db()
    assert (partnership.origin, partnership.match_channel) == ("match", "private")


def test_begun_again_it_says_what_it_came_of(group: Organization, body: Partner) -> None:
    first = start(group, body)
    session = ExchangeSessionFactory()
    again = start(group, body, came_of=of_session(session))
    assert again == first
    first.refresh_from_db()
    assert first.session == session
    # What was said stays said.
    assert start(group, body, came_of=of_session(ExchangeSessionFactory())).session == session
