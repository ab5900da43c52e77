"""Who else comes to a session: for those only who asked for it, and of those only."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from organizations.enums import Audience, Status
from organizations.models import Organization
from partnerships.enums import Verdict
from partnerships.models import MatchFeedback, MatchRun
from sessions_archive.actions import Answers, change_answers, register
from sessions_archive.models import ExchangeSession, SessionRegistration
from tests.factories import UserFactory, make_listing, make_public_body
from tests.factories.archive import make_upcoming

pytestmark = pytest.mark.django_db
SHOWN, NOT_SHOWN = Answers(meets_others=True), Answers()
Run = Callable[[], MatchRun]


@pytest.fixture
def session() -> ExchangeSession:
    return make_upcoming(capacity=100)


def come(
    session: ExchangeSession, answers: Answers = SHOWN, person: User | None = None, **fields: Any
) -> SessionRegistration:
    """Somebody registers in the name of a new group."""
    person = person or UserFactory()
    group = make_listing(owner=person, **fields)
    return register(session=session, by=person, organization=group, answers=answers)


def page(registration: SessionRegistration) -> Any:
    client = Client()
    client.force_login(registration.user)
    return client.get(f"{registration.session.get_absolute_url()}meet/")


def names(registration: SessionRegistration) -> list[str]:
    others = page(registration).context["others"]
    return [] if others is None else [group.name for group in others.groups]


def test_best_first_and_why(session: ExchangeSession, run_matching: Run) -> None:
    me = come(session, name="Mine", sectors=["health"], needs=["funding"], heritage=["SO"])
    come(session, name="Far", sectors=["tourism"], heritage=["PE"], residence=["BR"])
    come(session, name="Near", sectors=["health"], offers=["funding"], heritage=["SO"])
    run_matching()
    response = page(me)
    assert [fit.target.name for fit in response.context["others"].fits] == ["Near", "Far"]
    html = response.content.decode()
    assert "They offer what you need: Funding." in html
    group = Organization.objects.get(name="Near")
    assert f"/introductions/ask/?for={me.organization.uuid}&amp;to={group.uuid}" in html
    assert me.user.email not in html


def test_before_the_first_run_by_name(session: ExchangeSession) -> None:
    me = come(session)
    for name in ("Zebra", "Acacia"):
        come(session, name=name)
    assert names(me) == ["Acacia", "Zebra"]
    assert "computed every night" in page(me).content.decode()


def test_only_who_said_so_and_only_while_they_say_so(session: ExchangeSession) -> None:
    me = come(session, name="Mine")
    silent = come(session, NOT_SHOWN, name="Silent")
    open_one = come(session, name="Open")
    assert names(me) == ["Open"]
    assert "Mine" not in page(silent).content.decode()
    assert "Open" not in page(silent).content.decode()
    change_answers(
        registration=open_one,
        by=open_one.user,
        organization=open_one.organization,
        answers=NOT_SHOWN,
    )
    assert names(me) == []
    assert "No other group has said so yet" in page(me).content.decode()


def test_nobody_is_shown_who_comes_for_herself(session: ExchangeSession) -> None:
    me, alone = come(session), UserFactory(name="Ada Obi")
    row = register(session=session, by=alone, answers=SHOWN)
    assert names(me) == []
    assert page(row).context["others"] is None
    assert "Ada Obi" not in page(me).content.decode()


def test_who_waits_neither_sees_nor_is_seen(session: ExchangeSession) -> None:
    me = come(session)
    ExchangeSession.objects.update(capacity=1)
    waiting = come(session, name="Waiting")
    assert names(me) == []
    assert "You wait for a place" in page(waiting).content.decode()


def test_a_stranger_finds_nothing(client: Client, session: ExchangeSession) -> None:
    come(session)
    path = f"{session.get_absolute_url()}meet/"
    assert client.get(path).status_code == 302
    client.force_login(UserFactory())
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    "change",
    [
        {"cancelled_at": timezone.now()},
        {"is_published": False},
        {
            "starts_at": timezone.now() - timedelta(days=16),
            "ends_at": timezone.now() - timedelta(days=15),
        },
    ],
)
def test_closed(session: ExchangeSession, change: dict[str, Any]) -> None:
    me = come(session)
    ExchangeSession.objects.update(**change)
    assert page(me).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": Audience.IOM},
        {"audience": Audience.PARTNERS},
        {"status": Status.SUSPENDED},
    ],
)
def test_what_other_groups_may_not_see_is_not_shown_nor_shown_others(
    session: ExchangeSession, fields: dict[str, Any]
) -> None:
    me, hidden = come(session, name="Mine"), come(session, name="Hidden")
    Organization.objects.filter(name="Hidden").unrecorded(because="arranged").update(**fields)
    assert names(me) == []
    assert names(hidden) == []


def test_a_group_hides_from_the_people_of_a_state_both_ways(session: ExchangeSession) -> None:
    official = UserFactory()
    make_public_body("SO", representative=official)
    theirs = come(session, person=official, name="With an official")
    come(session, name="In danger", audience=Audience.MEMBERS, hidden_from=["SO"])
    in_danger = SessionRegistration.objects.get(organization__name="In danger")
    bystander = come(session, name="Bystander")
    assert names(theirs) == ["Bystander"]
    assert names(in_danger) == ["Bystander"]
    assert names(bystander) == ["In danger", "With an official"]


def test_a_colleague_who_works_for_the_state_counts(session: ExchangeSession) -> None:
    me = come(session, name="Mine")
    colleague = UserFactory()
    make_public_body("SO", representative=colleague)
    me.organization.memberships.create(user=colleague, role="editor")
    hidden = come(session, name="In danger", audience=Audience.MEMBERS, hidden_from=["SO"])
    assert names(me) == []
    assert names(hidden) == []


@pytest.mark.parametrize("verdict", [Verdict.BLOCKED, Verdict.HIDDEN])
def test_what_they_said_of_each_other_holds(session: ExchangeSession, verdict: str) -> None:
    me, other = come(session, name="Mine"), come(session, name="Other")
    MatchFeedback.objects.create(
        source_organization=me.organization,
        target_organization=other.organization,
        verdict=verdict,
    )
    assert names(me) == []
    assert names(other) == ([] if verdict == Verdict.BLOCKED else ["Mine"])


def test_who_has_left_the_group_no_longer_brings_it(session: ExchangeSession) -> None:
    me, other = come(session), come(session, name="Other")
    other.organization.memberships.create(user=UserFactory(), role="owner")
    other.organization.memberships.filter(user=other.user).delete()
    assert names(me) == []
    assert page(other).context["subject"] is None


@pytest.mark.parametrize("count", [1, 20])
def test_queries(
    session: ExchangeSession, run_matching: Run, django_assert_num_queries: Any, count: int
) -> None:
    me = come(session)
    for _ in range(count):
        come(session)
    run_matching()
    assert len(page(me).context["others"].fits) == count
    client = Client()
    client.force_login(me.user)
    with django_assert_num_queries(8):
        client.get(f"{session.get_absolute_url()}meet/")
