"""Who may learn of people, sessions and listings."""

import pytest

from organizations.enums import Audience, Status
from organizations.viewers import ANONYMOUS, Viewer
from sessions_archive.enums import AppearanceRole
from sessions_archive.models import Appearance, ExchangeSession, Participation, Person
from tests.factories import OrganizationFactory
from tests.factories.archive import (
    AppearanceFactory,
    ExchangeSessionFactory,
    ParticipationFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db

CURATOR = Viewer(user_id=1, is_curator=True)
MEMBER = Viewer(user_id=2, is_member=True)


def test_people() -> None:
    shown, hidden = PersonFactory(), PersonFactory(is_public=False)
    assert set(Person.objects.visible_to(ANONYMOUS)) == {shown}
    assert set(Person.objects.visible_to(MEMBER)) == {shown}
    assert set(Person.objects.visible_to(CURATOR)) == {shown, hidden}


def test_sessions_and_appearances() -> None:
    shown = AppearanceFactory()
    of_hidden_person = AppearanceFactory(person__is_public=False)
    of_draft = AppearanceFactory(session__is_published=False)
    assert set(Appearance.objects.visible_to(ANONYMOUS)) == {shown}
    assert set(Appearance.objects.visible_to(CURATOR)) == {shown, of_hidden_person, of_draft}
    assert of_draft.session not in ExchangeSession.objects.visible_to(MEMBER)
    assert of_draft.session in ExchangeSession.objects.visible_to(CURATOR)


def test_speaker_names() -> None:
    session = ExchangeSessionFactory()
    AppearanceFactory(session=session, person__name="Second", position=2)
    AppearanceFactory(session=session, person__name="First", position=1)
    AppearanceFactory(session=session, person__name="Hidden", person__is_public=False)
    AppearanceFactory(session=session, person__name="Host", role=AppearanceRole.MODERATOR)
    assert ExchangeSession.objects.with_speaker_names(ANONYMOUS).get().speaker_names == [
        "First",
        "Second",
    ]
    assert ExchangeSession.objects.with_speaker_names(CURATOR).get().speaker_names == [
        "Hidden",
        "First",
        "Second",
    ]


def test_names_of_an_organizations_people() -> None:
    row = ParticipationFactory()
    row.people.add(PersonFactory(name="B"), PersonFactory(name="A"))
    row.people.add(PersonFactory(name="C", is_public=False))
    named = Participation.objects.with_people_names
    assert named(ANONYMOUS).get().people_names == ["A", "B"]
    assert named(CURATOR).get().people_names == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("fields", "viewer", "seen"),
    [
        ({}, ANONYMOUS, True),
        ({"audience": Audience.MEMBERS}, ANONYMOUS, False),
        ({"audience": Audience.MEMBERS}, MEMBER, True),
        ({"audience": Audience.MEMBERS, "hidden_from": ["VE"]}, MEMBER, True),
        (
            {"audience": Audience.MEMBERS, "hidden_from": ["VE"]},
            Viewer(user_id=3, is_member=True, state_countries=frozenset({"VE"})),
            False,
        ),
        ({"status": Status.SUSPENDED}, MEMBER, False),
        ({"status": Status.SUSPENDED}, CURATOR, True),
    ],
)
def test_slug_of_the_listing(fields: dict[str, object], viewer: Viewer, seen: bool) -> None:
    listing = OrganizationFactory(**fields)
    AppearanceFactory(organization=listing)
    ParticipationFactory(organization=listing)
    for model in (Appearance, Participation):
        assert model.objects.with_listing(viewer).get().listing_slug == (
            listing.slug if seen else None
        )
