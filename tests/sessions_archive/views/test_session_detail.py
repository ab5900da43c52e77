"""One session."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from organizations.enums import Audience
from sessions_archive.enums import AppearanceRole
from tests.factories import OrganizationFactory, StaffFactory, UserFactory
from tests.factories.archive import (
    AgendaItemFactory,
    AppearanceFactory,
    EditionFactory,
    ExchangeSessionFactory,
    GuidingQuestionFactory,
    InsightFactory,
    ParticipationFactory,
    RecommendationItemFactory,
    ResourceFactory,
)

pytestmark = pytest.mark.django_db

PATH = "/sessions/2025/a-theme/"


@pytest.fixture
def session() -> Any:
    return ExchangeSessionFactory(
        edition=EditionFactory(year=2025), number=1, slug="a-theme", themes={"en": "A theme"}
    )


def test_times_in_the_sessions_zone_and_in_utc(client: Client, session: Any) -> None:
    html = client.get(PATH).content.decode()
    assert "13:00 to 15:00 Europe/Zurich" in html
    assert "11:00 to 13:00 UTC" in html


def test_the_day_is_named_again_where_utc_has_another(client: Client, session: Any) -> None:
    session.zone, session.zone_printed = "Asia/Tokyo", "JST"
    session.starts_at = datetime(2025, 5, 5, 16, tzinfo=UTC)
    session.ends_at = datetime(2025, 5, 5, 18, tzinfo=UTC)
    session.save()
    html = client.get(PATH).content.decode()
    assert "01:00 to 03:00 JST" in html
    assert "5 May 2025, 16:00 to 18:00 UTC" in html


def test_people_with_role_and_capacity(client: Client, session: Any) -> None:
    AppearanceFactory(session=session, person__name="Ada Obi", capacity="Founder", position=2)
    AppearanceFactory(session=session, person__name="Li Wei", role=AppearanceRole.MODERATOR)
    response = client.get(PATH)
    html = response.content.decode()
    assert html.index("Speakers") < html.index("Ada Obi") < html.index("Moderation")
    assert "Founder" in html
    assert ">AO</text>" in html
    assert [group.rows[0].person.name for group in response.context["roles"]] == [
        "Ada Obi",
        "Li Wei",
    ]


def test_a_hidden_person_is_as_if_never_recorded(client: Client, session: Any) -> None:
    AppearanceFactory(session=session)
    without = client.get(PATH).content
    hidden = AppearanceFactory(session=session, person__name="Secret", person__is_public=False)
    assert client.get(PATH).content == without
    client.force_login(UserFactory())
    assert "Secret" not in client.get(PATH).content.decode()
    client.force_login(StaffFactory())
    html = client.get(PATH).content.decode()
    assert hidden.person.name in html
    assert "Hidden from readers" in html


def test_a_hidden_listing_leaves_no_trace(client: Client, session: Any) -> None:
    appearance = AppearanceFactory(session=session, organization_name="Printed name")
    without = client.get(PATH).content
    appearance.organization = OrganizationFactory(audience=Audience.MEMBERS, hidden_from=["VE"])
    appearance.save()
    assert client.get(PATH).content == without
    appearance.organization.audience, appearance.organization.hidden_from = Audience.PUBLIC, []
    appearance.organization.save()
    html = client.get(PATH).content.decode()
    assert html.count(f'href="/organizations/{appearance.organization.slug}/"') == 2


def test_an_empty_one_says_so(client: Client, session: Any) -> None:
    assert "No more is recorded yet" in client.get(PATH).content.decode()


def test_a_draft_is_a_404_but_for_curators(client: Client, session: Any) -> None:
    session.is_published = False
    session.save()
    assert client.get(PATH).status_code == 404
    client.force_login(StaffFactory())
    assert "Not published yet" in client.get(PATH).content.decode()


@pytest.mark.parametrize("path", ["2025/other/", "2024/a-theme/", "2025/A_theme/"])
def test_unknown(client: Client, session: Any, path: str) -> None:
    response = client.get(f"/sessions/{path}")
    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_neighbours(client: Client, session: Any) -> None:
    ExchangeSessionFactory(edition=session.edition, number=2, slug="two", themes={"en": "Two"})
    ExchangeSessionFactory(edition=session.edition, number=3, slug="three", is_published=False)
    assert 'rel="next" href="/sessions/2025/two/"' in client.get(PATH).content.decode()
    html = client.get("/sessions/2025/two/").content.decode()
    assert 'rel="prev" href="/sessions/2025/a-theme/"' in html
    assert "/three/" not in html


def test_what_is_not_translated_is_marked_as_english(client: Client, session: Any) -> None:
    GuidingQuestionFactory(session=session, texts={"en": "Why?"})
    GuidingQuestionFactory(session=session, texts={"en": "How?", "ar": "كيف؟"})
    html = client.get(f"/ar{PATH}").content.decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert '<li><span lang="en" dir="ltr">Why?</span></li><li>كيف؟</li>' in html


def test_markup_in_a_text_is_text(client: Client, session: Any) -> None:
    GuidingQuestionFactory(session=session, texts={"en": "<script>alert(1)</script>"})
    AppearanceFactory(session=session, person__name="<b>x", organization_name="<i>y")
    html = client.get(PATH).content.decode()
    assert "<script>alert" not in html
    assert "<b>x" not in html
    assert "<i>y" not in html


def test_queries_do_not_grow(client: Client, session: Any, django_assert_num_queries: Any) -> None:
    def fill(number: int) -> None:
        AppearanceFactory.create_batch(number, session=session, organization=OrganizationFactory())
        GuidingQuestionFactory.create_batch(number, session=session)
        InsightFactory.create_batch(number, section__session=session)

    fill(1)
    with django_assert_num_queries(2):
        client.get(PATH)
    fill(20)
    with django_assert_num_queries(2):
        client.get(PATH)


def test_the_agenda_by_each_clock(client: Client, session: Any) -> None:
    AgendaItemFactory(session=session, minutes_in=75, titles={"en": "Closing"})
    AgendaItemFactory(session=session, minutes_in=0, titles={"en": "Opening", "ar": "افتتاح"})
    html = client.get(PATH).content.decode()
    assert 0 < html.index("Opening") < html.index("Closing")
    assert '<time datetime="2025-05-06T12:15:00Z">14:15</time>' in html
    assert "<bdi>12:15 UTC</bdi>" in html
    assert 'data-start="2025-05-06T12:15:00Z"' in html
    assert "افتتاح" in client.get(f"/ar{PATH}").content.decode()


def test_a_session_that_is_moved_takes_its_agenda_along(client: Client, session: Any) -> None:
    AgendaItemFactory(session=session, minutes_in=30)
    session.starts_at = datetime(2025, 5, 6, 9, tzinfo=UTC)
    session.save()
    assert '<time datetime="2025-05-06T09:30:00Z">11:30</time>' in client.get(PATH).content.decode()


def test_what_was_published_about_it(client: Client, session: Any) -> None:
    """A recording is a link, shown once everybody in it has agreed."""
    for agreed in (True, False):
        ResourceFactory(
            session=session,
            kind="recording",
            title=f"Recording {agreed}",
            url="https://video.example.org/1",
            licence="CC BY 4.0",
            captions="English, Arabic",
            consent_on_file=agreed,
        )
    html = client.get(PATH).content.decode()
    assert "Recording True" in html
    assert "Recording False" not in html
    assert "CC BY 4.0" in html
    assert "English, Arabic" in html
    assert "<iframe" not in html
    assert "<video" not in html
    client.force_login(StaffFactory())
    assert "Recording False" in client.get(PATH).content.decode()


def test_what_was_recommended_and_who_was_there(client: Client, session: Any) -> None:
    RecommendationItemFactory(session=session, texts={"en": "Meet twice a year"})
    listing = OrganizationFactory()
    participation = ParticipationFactory(
        edition=session.edition, name="A listed body", organization=listing
    )
    participation.sessions.add(session)
    ParticipationFactory(edition=session.edition, name="Elsewhere")
    session.interpretation.add("fr", "ar")
    html = client.get(PATH).content.decode()
    assert "Meet twice a year" in html
    assert f'<a href="/organizations/{listing.slug}/"><bdi>A listed body</bdi></a>' in html
    assert "Elsewhere" not in html
    assert "<bdi>Arabic</bdi>, <bdi>French</bdi>" in html


def test_a_preview_is_marked_and_leads_to_the_step(client: Client, session: Any) -> None:
    assert "Preview" not in client.get(PATH).content.decode()
    session.is_published = False
    session.save()
    for reader in (None, UserFactory()):
        if reader:
            client.force_login(reader)
        assert client.get(PATH).status_code == 404
    client.force_login(StaffFactory())
    html = client.get(PATH).content.decode()
    assert "Preview: this session is not public yet" in html
    assert f'href="/admin/sessions_archive/exchangesession/{session.pk}/publish/"' in html
    assert '<meta name="robots" content="noindex">' in html
