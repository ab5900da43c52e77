"""Finding sessions, in any language, without finding who may not be seen."""

from typing import Any

import pytest
from django.test import Client

from organizations.enums import Audience
from organizations.viewers import ANONYMOUS, Viewer
from sessions_archive.enums import PeopleMode
from sessions_archive.models import Edition, ExchangeSession, Person, SessionWords
from sessions_archive.search import Wanted, find, refresh_old_words, refresh_words
from tests.factories import OrganizationFactory
from tests.factories.archive import (
    AppearanceFactory,
    EditionFactory,
    ExchangeSessionFactory,
    GuidingQuestionFactory,
    InsightFactory,
)

pytestmark = pytest.mark.django_db

CURATOR = Viewer(user_id=1, is_curator=True)


def themes(viewer: Viewer = ANONYMOUS, **wanted: Any) -> list[str]:
    return [row.theme for row in find(Wanted(**wanted), viewer)]


@pytest.fixture
def session() -> ExchangeSession:
    row: ExchangeSession = ExchangeSessionFactory.create(
        edition=EditionFactory(year=2025),
        themes={"en": "Youth", "fr": "Jeunesse engagée", "ar": "الشَّباب"},
    )
    GuidingQuestionFactory(session=row, texts={"en": "Who pays for mentoring?"})
    InsightFactory(section__session=row, texts={"en": "Small grants work", "fr": "Écoute"})
    AppearanceFactory(session=row, person__name="Émile Zouhair", organization_name="Círculo Azul")
    ExchangeSessionFactory(themes={"en": "Another"}, edition=EditionFactory(year=2026))
    refresh_words(ExchangeSession.objects.values_list("pk", flat=True))
    return row


@pytest.mark.parametrize(
    "q",
    ["youth", "JEUNESSE engagee", "الشباب", "mentor", "grants small", "ecoute", "emile", "circulo"],
)
def test_words(session: ExchangeSession, q: str) -> None:
    assert themes(q=q) == ["Youth"]


@pytest.mark.parametrize("q", ["youth another", "zz%", "' OR zzz=zzz --", "zzz"])
def test_nothing(session: ExchangeSession, q: str) -> None:
    assert themes(q=q) == []


def test_by_exchange_sector_and_place(session: ExchangeSession) -> None:
    session.sectors.add("health")
    session.places.add("KE")
    assert themes(edition=2025) == ["Youth"]
    assert themes(sector="health") == ["Youth"]
    assert themes(place="KE") == ["Youth"]
    assert themes(place="002") == ["Youth"]  # Africa holds Kenya
    assert themes(place="SO") == themes(sector="education") == themes(edition=2020) == []


def test_hidden_people_are_found_by_nobody_else(session: ExchangeSession) -> None:
    person = Person.objects.get()
    assert themes(person=person.slug) == ["Youth"]
    Person.objects.update(is_public=False)
    for wanted in ({"q": "emile"}, {"q": "circulo"}, {"person": person.slug}):
        assert themes(**wanted) == []
        assert themes(CURATOR, **wanted) == ["Youth"]


def test_an_exchange_that_shows_only_who_agreed(session: ExchangeSession) -> None:
    for mode, basis, seen in (
        (PeopleMode.CONSENTING, "record", []),
        (PeopleMode.CONSENTING, "consent", ["Youth"]),
        (PeopleMode.HIDDEN, "consent", []),
        (PeopleMode.ALL, "record", ["Youth"]),
    ):
        Edition.objects.update(people_mode=mode)
        Person.objects.update(basis=basis)
        assert themes(q="emile") == seen


def test_a_hidden_listing_finds_nothing(session: ExchangeSession) -> None:
    listing = OrganizationFactory()
    AppearanceFactory(session=session, organization=listing)
    assert themes(organization=listing.slug) == ["Youth"]
    listing.audience = Audience.IOM
    listing.save()
    assert themes(organization=listing.slug) == []


def test_drafts_are_for_curators(session: ExchangeSession) -> None:
    ExchangeSession.objects.update(is_published=False)
    assert themes(q="youth") == []
    assert themes(CURATOR, q="youth") == ["Youth"]


def test_the_page_says_of_whom(client: Client, session: ExchangeSession) -> None:
    appearance = AppearanceFactory(session=session, person__slug="ada", person__name="Ada Obi")
    assert "Only sessions with Ada Obi." in client.get("/sessions/?person=ada").content.decode()
    appearance.person.is_public = False
    appearance.person.save()
    assert "Ada Obi" not in client.get("/sessions/?person=ada").content.decode()


def test_the_page(client: Client, session: ExchangeSession, django_assert_num_queries: Any) -> None:
    session.sectors.add("health")
    client.get("/sessions/?q=youth")
    with django_assert_num_queries(4):
        html = client.get("/sessions/?q=youth&sector=health").content.decode()
    assert "1 session" in html
    assert f'href="{session.get_absolute_url()}"' in html
    assert "/sessions/2026/" not in html
    for row in ExchangeSessionFactory.create_batch(
        25, themes={"en": "Youth"}, edition=session.edition
    ):
        row.sectors.add("health")
    refresh_words(ExchangeSession.objects.values_list("pk", flat=True))
    with django_assert_num_queries(4):
        html = client.get("/sessions/?q=youth&sector=health").content.decode()
    assert "26 sessions" in html
    assert "No session fits" in client.get("/sessions/?q=zzz").content.decode()


@pytest.mark.parametrize(
    "query",
    ["edition=x", "edition=1999", "sector=nope", "place=%27", "q=" + "x" * 201, "person=a b"],
)
def test_what_no_filter_has_is_refused(
    client: Client, session: ExchangeSession, query: str
) -> None:
    assert client.get(f"/sessions/?{query}").status_code == 400


def test_what_older_code_wrote_is_written_anew(
    session: ExchangeSession, django_assert_num_queries: Any
) -> None:
    SessionWords.objects.filter(session=session).update(version=0, text="old words")
    SessionWords.objects.exclude(session=session).delete()
    assert themes(q="youth") == []
    assert refresh_old_words() == 2
    assert themes(q="youth") == ["Youth"]
    assert themes(q="another") == ["Another"]
    with django_assert_num_queries(1):
        assert refresh_old_words() == 0


def test_each_word_is_kept_once(session: ExchangeSession) -> None:
    GuidingQuestionFactory(session=session, texts={"en": "Youth, youth and YOUTH?"})
    refresh_words([session.pk])
    assert SessionWords.objects.get(session=session).text.split().count("youth") == 1
