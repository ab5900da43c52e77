"""The exchanges: the record names the group, whether a listing can be seen or not."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.test import Client

from accounts.models import User
from organizations.models import Organization
from sessions_archive.models import Appearance, ExchangeSession, GroupFormed, Person
from tests.visibility.registry import journey, page
from tests.visibility.surfaces.collections import reader_of
from tests.visibility.world import LONG_AFTER, NAME, SLUG, WHEN

page("/sessions/")
page("/sessions/2026/", tells=True, by_way=True)
page("/sessions/2026/opening/", tells=True, by_way=True)
page("/ar/sessions/2026/opening/", tells=True, by_way=True)
page("/sessions/2026/secret-session/")
page("/sessions/2027/")
page("/sessions/?q=secret", tells=False)
page("/sessions/?organization=secret-circle", tells=True, by_way=True)
page("/sessions/?person=ada-obi")
page("/sessions/people/")
page("/sessions/people/?q=a")
page("/sessions/calendar.ics")
page("/sessions/2026.json")
page("/sessions/2026/opening.json", tells=True, by_way=True)
page("/sessions/2026/secret-session.json")
page("/feeds/sessions.atom")
page("/ar/feeds/sessions.atom")


@journey(path="/sessions/people/ada/", tells=True)
def a_person_who_spoke_for_the_record(client: Client) -> Iterator[Any]:
    """Her page names the organization as printed; the link is for who may see the listing."""
    appearance = Appearance.objects.get(organization_name=NAME)
    Person.objects.filter(pk=appearance.person_id).update(slug="ada")
    yield client.get("/sessions/people/ada/")
    yield client.get("/ar/sessions/people/ada/")
    yield client.get("/sessions/people/ada/remove/")
    yield client.post("/sessions/people/ada/remove/", {"words": "Please"})


page("/sessions/people/nobody/remove/")
page("/sessions/2026/opening.ics")
page("/sessions/registrations/")
page("/sessions/2026/opening/leave/", method="post")


@journey(path="/sessions/2026/opening/register/")
def taking_part(client: Client) -> Iterator[Any]:
    """In whose name one may come: the record only for who speaks for it."""
    start = LONG_AFTER
    ExchangeSession.objects.filter(slug="opening").update(
        capacity=5, starts_at=start, ends_at=start + timedelta(hours=1), cancelled_at=None
    )
    yield client.get("/sessions/2026/opening/register/")
    if reader_of(client):
        yield client.post("/sessions/2026/opening/register/", {"question": "Who pays?"})
        yield client.get("/sessions/registrations/")
        yield client.post("/sessions/2026/opening/leave/")


@journey(path="/sessions/2026/opening/", tells=True, by_way=True)
def what_came_of_a_session(client: Client) -> Iterator[Any]:
    """A group that came together there is named to those who may see its listing."""
    session = ExchangeSession.objects.get(slug="opening")
    for record in Organization.objects.filter(name=NAME):
        GroupFormed.objects.create(session=session, organization=record)
    yield client.get("/sessions/2026/opening/")
    yield client.get("/ar/sessions/2026/opening/")


@journey(path="/sessions/2026/opening/meet/", tells=True)
def who_else_comes(client: Client) -> Iterator[Any]:
    """The record's group comes and wants to be known; so does the reader's."""
    start = LONG_AFTER
    ExchangeSession.objects.filter(slug="opening").update(
        capacity=50, starts_at=start, ends_at=start + timedelta(hours=1), cancelled_at=None
    )
    session = ExchangeSession.objects.get(slug="opening")
    record = Organization.objects.filter(slug=SLUG).first()
    owner = User.objects.get(email="its_owner@example.org")
    groups = {owner: record} if record else {}
    for user in (reader_of(client), User.objects.get(email="member@example.org")):
        if user and user not in groups:
            own = Organization.objects.for_member(user.pk).published().order_by("pk").first()
            groups |= {user: own} if own else {}
    for user, group in groups.items():
        session.registrations.create(
            user=user,
            organization=group,
            state="registered",
            placed_at=WHEN,
            meets_others=True,
        )
    yield client.get("/sessions/2026/opening/meet/")
    yield client.get("/ar/sessions/2026/opening/meet/")
