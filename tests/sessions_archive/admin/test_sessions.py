"""Entering sessions: a whole one on one page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import Notification
from sessions_archive.documents import BLOCKS, digest, empty_document, read_session
from sessions_archive.entry_forms import as_data
from sessions_archive.models import (
    AgendaItem,
    Appearance,
    ExchangeSession,
    GuidingQuestion,
    Insight,
    InsightSection,
    Participation,
    Person,
    Recommendation,
    RecommendationItem,
    Resource,
)
from tests.factories import OrganizationFactory, StaffFactory, UserFactory
from tests.factories.archive import (
    AppearanceFactory,
    EditionFactory,
    ExchangeSessionFactory,
    GuidingQuestionFactory,
    InsightFactory,
    InsightSectionFactory,
    ParticipationFactory,
    PersonFactory,
    RecommendationItemFactory,
    ResourceFactory,
    full_session,
    make_upcoming,
)

pytestmark = pytest.mark.django_db

MODELS: tuple[Any, ...] = (
    *(AgendaItem, Appearance, GuidingQuestion, Insight, InsightSection),
    *(Participation, Person, Recommendation, RecommendationItem, Resource),
)
ADD = "/admin/sessions_archive/exchangesession/add/"


@pytest.fixture
def curator(client: Client) -> Client:
    client.force_login(StaffFactory())
    return client


def change_path(session: ExchangeSession) -> str:
    return f"{ADD[:-4]}{session.pk}/change/"


def form(session: ExchangeSession | None = None, **changes: Any) -> dict[str, Any]:
    """What a browser sends: the session as it stands, or the least a new one needs."""
    document = read_session(session) if session else empty_document()
    data = as_data(document)
    if session:
        data["seen"] = digest(document)
    else:
        data |= {
            "number": "1",
            "themes_en": "A new theme",
            "themes_ar": "موضوع جديد",
            "day": "2026-05-06",
            "start": "15:00",
            "end": "17:00",
            "zone": "Europe/Zurich",
            "language": "en",
        }
    return {name: value for name, value in (data | changes).items() if value != ""}


def rows(block: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {f"{block}-TOTAL_FORMS": str(len(entries))} | {
        f"{block}-{number}-{name}": value
        for number, entry in enumerate(entries)
        for name, value in entry.items()
    }


def test_a_whole_session_on_one_page(curator: Client) -> None:
    edition = EditionFactory(year=2026)
    known = PersonFactory(name="Ada Obi", basis="record")
    listing = OrganizationFactory(name="Circle")
    address = f"http://testserver/organizations/{listing.slug}/"
    data = form(edition=2026, capacity="80", is_recorded="on", sectors=["education"])
    data |= {"places": ["SN", "GM"], "interpretation": ["fr", "ar"]}
    data |= rows(
        "people",
        {
            "name": "Ada Obi",
            "role": "speaker",
            "capacity": "Founder",
            "organization": "A circle",
            "listing": address,
            "ORDER": "2",
        },
        {"name": "Li Wei", "role": "moderator", "named": "consent", "ORDER": "1"},
        {"name": "", "role": "speaker"},
    )
    data |= rows(
        "agenda",
        {"start": "16:15", "titles_en": "Closing"},
        {"start": "15:00", "titles_en": "Opening", "titles_fr": "Ouverture"},
    )
    data |= rows("questions", {"texts_en": "What works?"}, {"texts_en": "What does not?"})
    data |= rows(
        "insights",
        {"section": "1.1", "titles_en": "Money", "texts_en": "It is short."},
        {"section": "1.2", "titles_en": "Time", "texts_en": "It is shorter."},
        {"section": "1.1", "texts_en": "It comes late."},
    )
    data |= rows("recommendations", {"code": "R1", "titles_en": "Meet", "texts_en": "Twice a year"})
    slides = {"kind": "slides", "title": "Slides", "licence": "CC BY 4.0"}
    data |= rows("resources", slides | {"authors": "A. Obi\nL. Wei"})
    data |= rows(
        "organizations", {"name": "The Circle", "part": "participant", "listing": "Circle"}
    )
    response = curator.post(ADD, data)
    assert response.status_code == 302, response.context["errors"]
    session = ExchangeSession.objects.get()
    assert not session.is_published
    assert session.edition == edition
    assert session.slug == "a-new-theme"
    assert session.themes == {"en": "A new theme", "ar": "موضوع جديد"}
    assert session.starts_at == datetime(2026, 5, 6, 13, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 5, 6, 15, tzinfo=UTC)
    assert session.capacity == 80
    assert session.is_recorded
    assert {place.pk for place in session.places.all()} == {"SN", "GM"}
    assert {language.pk for language in session.interpretation.all()} == {"fr", "ar"}
    appearances = session.appearances.select_related("person")
    assert [(a.person.name, a.role, a.capacity, a.organization_id) for a in appearances] == [
        ("Li Wei", "moderator", "", None),
        ("Ada Obi", "speaker", "Founder", listing.pk),
    ]
    assert appearances[1].person == known
    assert appearances[0].person.is_public
    assert [(i.minutes_in, i.titles["en"]) for i in session.agenda.all()] == [
        (0, "Opening"),
        (75, "Closing"),
    ]
    assert [str(q) for q in session.questions.all()] == ["What works?", "What does not?"]
    assert [
        (str(section), [str(i) for i in section.insights.all()])
        for section in session.sections.all()
    ] == [("1.1 Money", ["It is short.", "It comes late."]), ("1.2 Time", ["It is shorter."])]
    step = session.steps.get()
    assert (str(step.recommendation), str(step)) == ("R1 Meet", "Twice a year")
    assert step.recommendation.edition == edition
    assert session.resources.get().authors == ["A. Obi", "L. Wei"]
    assert session.participations.get().organization == listing
    assert [row.change_message for row in LogEntry.objects.all()] == ["enter_session"]
    html = curator.get(session.get_absolute_url()).content.decode()
    for text in ("Preview", "Ada Obi", "Opening", "What works?", "It comes late.", "Twice a year"):
        assert text in html


def test_over_midnight(curator: Client) -> None:
    """Its evening is another day's night for half of the world; what is read is written again."""
    night = {"start": "23:00", "end": "01:00", "ends_next_day": "on"}
    assert curator.post(ADD, form(edition=EditionFactory().year, **night)).status_code == 302
    session = ExchangeSession.objects.get()
    assert (session.starts_at, session.ends_at) == (
        datetime(2026, 5, 6, 21, tzinfo=UTC),
        datetime(2026, 5, 6, 23, tzinfo=UTC),
    )
    page = f"/admin/sessions_archive/exchangesession/{session.pk}/change/"
    assert curator.post(page, form(session)).status_code == 302
    assert ExchangeSession.objects.get().ends_at == session.ends_at


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": "23:00", "end": "01:00"}, "end"),
        ({"end": "15:00"}, "end"),
        ({"end": "14:00"}, "end"),
        ({"zone": "Europe/Geneva"}, "zone"),
        ({"day": "2026-03-29", "start": "02:30"}, "start"),
        ({"day": "31 February"}, "day"),
        ({"start": ""}, "start"),
        ({"themes_en": ""}, "themes"),
        ({"themes_en": "", "themes_ar": ""}, "themes"),
        ({"number": "0"}, "number"),
        ({"slug": "no spaces"}, "slug"),
        ({"language": "tlh"}, "language"),
        ({"places": ["XX"]}, "places"),
        ({"edition": "1999"}, "edition"),
    ],
)
def test_refused_with_a_message(curator: Client, changes: dict[str, Any], field: str) -> None:
    response = curator.post(ADD, form(**{"edition": EditionFactory().year, **changes}))
    assert response.status_code == 200
    assert [error[:3] for error in response.context["errors"]] == [("session", None, field)]
    assert not ExchangeSession.objects.exists()


@pytest.mark.parametrize(
    ("block", "entry", "field"),
    [
        ("people", {"name": "", "capacity": "Chair"}, "name"),
        ("people", {"name": "A", "role": "singer"}, "role"),
        ("people", {"name": "A", "listing": "no-such-listing", "organization": "X"}, "listing"),
        ("people", {"name": "A", "listing": "circle"}, "organization"),
        ("people", {"name": "Two Names"}, "name"),
        ("agenda", {"start": "17:00", "titles_en": "After the end"}, "start"),
        ("agenda", {"start": "14:59", "titles_en": "Before the start"}, "start"),
        ("agenda", {"start": "25:00", "titles_en": "Never"}, "start"),
        ("questions", {"texts_fr": "Pourquoi ?"}, "texts"),
        ("questions", {"texts_en": "x" * 1001}, "texts"),
        ("insights", {"section": "1.1", "texts_en": "No title"}, "titles"),
        ("insights", {"section": "<b>", "titles_en": "T", "texts_en": "I"}, "section"),
        ("recommendations", {"code": "R9", "texts_en": "A new one without title"}, "titles"),
        ("resources", {"title": "Bad", "url": "javascript:alert(1)"}, "url"),
        ("resources", {"title": "Bad", "isbn": "12"}, "isbn"),
        ("resources", {"title": "Taken"}, "title"),
    ],
)
def test_a_row_refused_at_its_field(
    curator: Client, block: str, entry: dict[str, Any], field: str
) -> None:
    other = ExchangeSessionFactory(number=9)
    ResourceFactory(title="Taken", session=other, edition=other.edition)
    PersonFactory.create_batch(2, name="Two Names")
    OrganizationFactory(slug="circle")
    standard = {"people": {"role": "speaker"}, "resources": {"kind": "slides"}}.get(block, {})
    response = curator.post(
        ADD, form(edition=other.edition.year, themes_en="Kept") | rows(block, standard | entry)
    )
    assert response.status_code == 200
    assert [error[:3] for error in response.context["errors"]] == [(block, 0, field)]
    assert ExchangeSession.objects.count() == 1
    html = response.content.decode()
    assert f'href="#id_{block}-0-{field}"' in html
    assert ">\nKept</textarea>" in html


def test_the_same_row_twice(curator: Client) -> None:
    same = {"name": "Ada", "role": "speaker"}
    response = curator.post(ADD, form(edition=EditionFactory().year) | rows("people", same, same))
    assert [error[:3] for error in response.context["errors"]] == [("people", 1, "__all__")]
    assert not Person.objects.exists()


def test_the_same_number_twice(curator: Client) -> None:
    session = ExchangeSessionFactory(number=1)
    response = curator.post(ADD, form(edition=session.edition.year))
    assert response.status_code == 200
    assert ExchangeSession.objects.count() == 1


def test_a_session_opens_with_its_own_times(curator: Client) -> None:
    session = ExchangeSessionFactory()
    html = curator.get(change_path(session)).content.decode()
    assert 'value="2025-05-06"' in html
    assert 'value="13:00"' in html


def test_saved_unchanged_nothing_changes(curator: Client) -> None:
    session = full_session()
    before = [list(model.objects.order_by("pk").values()) for model in MODELS]
    response = curator.post(change_path(session), form(session))
    assert response.status_code == 302, response.context["errors"]
    assert [list(model.objects.order_by("pk").values()) for model in MODELS] == before


def test_a_text_that_is_bettered_keeps_its_row(curator: Client) -> None:
    session = full_session()
    insight = Insight.objects.get()
    better = {"insights-0-texts_en": "In better words", "insights-0-texts_fr": "Mieux dit"}
    assert curator.post(change_path(session), form(session, **better)).status_code == 302
    assert Insight.objects.get().texts == {"en": "In better words", "fr": "Mieux dit"}
    assert Insight.objects.get().pk == insight.pk


def test_rows_taken_away(curator: Client) -> None:
    """By the tick; what belongs to the exchange stays with it."""
    session = full_session()
    gone = {f"{block}-0-DELETE": "on" for block in BLOCKS}
    response = curator.post(change_path(session), form(session, **gone))
    assert response.status_code == 302, response.context["errors"]
    assert not any(read_session(session)[block] for block in BLOCKS)
    assert not InsightSection.objects.exists()
    assert RecommendationItem.objects.get().session is None
    assert Resource.objects.get().session is None
    assert Participation.objects.exists()
    assert Person.objects.exists()


def test_a_row_that_is_emptied_is_taken_away(curator: Client) -> None:
    session = full_session()
    assert curator.post(
        change_path(session), form(session, **{"questions-0-texts_en": ""})
    ).status_code == 302  # fmt: skip
    assert not GuidingQuestion.objects.exists()


def test_more_empty_rows_without_a_script(curator: Client) -> None:
    data = form(edition=EditionFactory().year, themes_en="Typed", start="nonsense")
    data |= rows("questions", {"texts_en": "Kept?"}) | {"more": "questions"}
    response = curator.post(ADD, data)
    html = response.content.decode()
    assert response.status_code == 200
    assert not ExchangeSession.objects.exists()
    assert 'name="questions-4-texts_en"' in html
    assert 'name="questions-5-texts_en"' not in html
    assert "Kept?" in html
    assert "Typed" in html
    assert not response.context["errors"]
    data |= {"more": "places", "places": ["SN"]}
    assert curator.post(ADD, data).content.decode().count('<select name="places"') == 2


def test_a_colleague_was_quicker(curator: Client) -> None:
    session = full_session()
    data = form(session, themes_en="Mine")
    ExchangeSession.objects.update(capacity=7)
    response = curator.post(change_path(session), data)
    assert response.status_code == 409
    html = response.content.decode()
    assert "a colleague changed this session" in html
    assert ">\nMine</textarea>" in html
    session.refresh_from_db()
    assert session.capacity == 7
    assert session.themes == {"en": "A theme"}


def test_people_registered_are_told_of_a_new_time(curator: Client) -> None:
    session = make_upcoming(zone="UTC")
    session.registrations.create(
        user=UserFactory(), state="registered", placed_at=session.starts_at
    )
    clock = f"{session.starts_at - timedelta(minutes=5):%H:%M}"
    response = curator.post(change_path(session), form(session, start=clock))
    assert response.status_code == 302, response.context["errors"]
    assert Notification.objects.filter(template="sessions_archive/emails/session_changed").exists()
    session.refresh_from_db()
    assert session.sequence == 1


def test_fewer_places_than_are_taken(curator: Client) -> None:
    session = make_upcoming(zone="UTC", capacity=3)
    for _number in range(2):
        session.registrations.create(
            user=UserFactory(), state="registered", placed_at=session.starts_at
        )
    response = curator.post(change_path(session), form(session, capacity="1"))
    assert [error[2] for error in response.context["errors"]] == ["capacity"]


def test_who_may_only_look(client: Client) -> None:
    session = full_session()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(change_path(session)).status_code == 403
    assert client.post(change_path(session), form(session)).status_code == 403
    assert client.get(ADD).status_code == 403
    assert client.get(f"{ADD[:-4]}0/change/").status_code == 404


def test_every_page_opens(curator: Client) -> None:
    AppearanceFactory()
    GuidingQuestionFactory()
    InsightFactory(section=InsightSectionFactory())
    ParticipationFactory()
    RecommendationItemFactory()
    for model in ("edition", "exchangesession", "insightsection", "person", "recommendation"):
        listing = curator.get(f"/admin/sessions_archive/{model}/?q=")
        assert listing.status_code == 200
        first = listing.context["cl"].result_list[0]
        page = curator.get(f"/admin/sessions_archive/{model}/{first.pk}/change/")
        assert page.status_code == 200


def test_people_are_hidden_and_shown(curator: Client) -> None:
    people = PersonFactory.create_batch(2)
    for action, is_public in (("hide", False), ("show", True)):
        curator.post(
            "/admin/sessions_archive/person/",
            {"action": action, "_selected_action": [person.pk for person in people]},
        )
        assert set(Person.objects.values_list("is_public", flat=True)) == {is_public}
