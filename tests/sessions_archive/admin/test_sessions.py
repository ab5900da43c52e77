"""Entering sessions."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from sessions_archive.models import ExchangeSession, Person
from tests.factories import StaffFactory
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
)

pytestmark = pytest.mark.django_db

ADD = "/admin/sessions_archive/exchangesession/add/"


@pytest.fixture
def curator(client: Client) -> Client:
    client.force_login(StaffFactory())
    return client


def form(**changes: Any) -> dict[str, Any]:
    management = {
        f"{prefix}-{name}_FORMS": "0"
        for prefix in ("appearances", "questions", "sections")
        for name in ("TOTAL", "INITIAL")
    }
    return management | {
        "number": "1",
        "themes_en": "A new theme",
        "themes_ar": "موضوع جديد",
        "day": "2026-05-06",
        "start": "15:00",
        "end": "17:00",
        "zone": "Europe/Zurich",
        "language": "en",
        "new_questions": "What works?\n\n  What does not?  \n",
        **changes,
    }


def test_a_session_on_one_page(curator: Client) -> None:
    data = form(edition=EditionFactory(year=2026).pk)
    data |= {
        "appearances-TOTAL_FORMS": "1",
        "appearances-0-person": PersonFactory().pk,
        "appearances-0-role": "moderator",
        "appearances-0-position": "1",
        "appearances-0-capacity": "Chair",
        "appearances-0-organization_name": "A network",
        "sections-TOTAL_FORMS": "1",
        "sections-0-code": "1.1",
        "sections-0-titles_en": "A section",
        "sections-0-position": "1",
    }
    response = curator.post(ADD, data)
    assert response.status_code == 302, response.context["errors"]
    session = ExchangeSession.objects.get()
    assert session.slug == "a-new-theme"
    assert session.themes == {"en": "A new theme", "ar": "موضوع جديد"}
    assert session.starts_at == datetime(2026, 5, 6, 13, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 5, 6, 15, tzinfo=UTC)
    assert [(q.position, q.texts) for q in session.questions.all()] == [
        (1, {"en": "What works?"}),
        (2, {"en": "What does not?"}),
    ]
    assert session.appearances.get().capacity == "Chair"
    assert session.sections.get().titles == {"en": "A section"}
    assert curator.get(session.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
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
    ],
)
def test_refused_with_a_message(curator: Client, changes: dict[str, str], field: str) -> None:
    response = curator.post(ADD, form(edition=EditionFactory().pk, **changes))
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == [field]
    assert not ExchangeSession.objects.exists()


def test_the_same_number_twice(curator: Client) -> None:
    session = ExchangeSessionFactory(number=1)
    response = curator.post(ADD, form(edition=session.edition_id))
    assert response.status_code == 200
    assert ExchangeSession.objects.count() == 1


def test_a_session_opens_with_its_own_times(curator: Client) -> None:
    session = ExchangeSessionFactory()
    html = curator.get(f"{ADD[:-4]}{session.pk}/change/").content.decode()
    assert 'value="2025-05-06"' in html
    assert 'value="13:00"' in html


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
