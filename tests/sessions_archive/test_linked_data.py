"""Sessions and people as machines read them: plain data, and JSON-LD."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from sessions_archive.enums import Basis, PeopleMode
from sessions_archive.models import Edition, ExchangeSession
from tests.factories import OrganizationFactory, StaffFactory
from tests.factories.archive import (
    AppearanceFactory,
    EditionFactory,
    ExchangeSessionFactory,
    GuidingQuestionFactory,
    InsightFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def session(settings: Any) -> ExchangeSession:
    settings.SITE_URL = "https://portal.example"
    row: ExchangeSession = ExchangeSessionFactory.create(
        edition=EditionFactory(year=2025, topics={"en": "Trust", "fr": "Confiance"}),
        slug="one",
        number=1,
        themes={"en": "Health </script><script>alert(1)</script>", "fr": "Santé"},
        starts_at=datetime(2025, 7, 1, 13, tzinfo=UTC),
        ends_at=datetime(2025, 7, 1, 15, tzinfo=UTC),
        language_id="en",
    )
    agreed = PersonFactory(name="Ada Obi", slug="ada-obi", basis=Basis.CONSENT)
    AppearanceFactory(session=row, person=agreed, organization_name="Circle", capacity="Chair")
    recorded = PersonFactory(name="Named Once", slug="named-once", basis=Basis.RECORD)
    AppearanceFactory(session=row, person=recorded)
    return row


def block(client: Client, path: str) -> Any:
    found = BLOCK.findall(client.get(path).content.decode())
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


def test_an_event_with_what_the_vocabulary_asks_for(
    client: Client, session: ExchangeSession
) -> None:
    data = block(client, "/fr/sessions/2025/one/")
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "Event"
    assert data["name"] == "Santé"
    assert data["startDate"] == "2025-07-01T15:00:00+02:00"
    assert data["endDate"] == "2025-07-01T17:00:00+02:00"
    page = "https://portal.example/fr/sessions/2025/one/"
    assert data["location"] == {"@type": "VirtualLocation", "url": page}
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert data["inLanguage"] == "en"
    assert data["organizer"]["@type"] == "Organization"
    assert data["superEvent"]["url"] == "https://portal.example/fr/sessions/2025/"
    ExchangeSession.objects.update(cancelled_at=datetime(2025, 6, 1, tzinfo=UTC))
    cancelled = block(client, "/sessions/2025/one/")
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"


def test_what_people_wrote_cannot_end_the_block(client: Client, session: ExchangeSession) -> None:
    data = block(client, "/sessions/2025/one/")
    assert data["name"] == "Health </script><script>alert(1)</script>"
    assert "<script>alert" not in client.get("/sessions/2025/one/").content.decode()


def test_only_who_agreed_is_named_to_machines(client: Client, session: ExchangeSession) -> None:
    person = {
        "@type": "Person",
        "name": "Ada Obi",
        "url": "https://portal.example/sessions/people/ada-obi/",
        "affiliation": {"@type": "Organization", "name": "Circle"},
    }
    assert block(client, "/sessions/2025/one/")["performer"] == [person]
    assert block(client, "/sessions/people/ada-obi/") == {"@context": "https://schema.org"} | person
    assert block(client, "/sessions/people/named-once/") is None
    Edition.objects.update(people_mode=PeopleMode.HIDDEN)
    client.force_login(StaffFactory())
    client.logout()
    assert "performer" not in block(client, "/sessions/2025/one/")


def test_a_draft_is_no_event(client: Client, session: ExchangeSession) -> None:
    ExchangeSession.objects.update(is_published=False)
    client.force_login(StaffFactory())
    assert block(client, "/sessions/2025/one/") is None


def test_a_session_as_data(client: Client, session: ExchangeSession) -> None:
    GuidingQuestionFactory(session=session, texts={"en": "Who pays?"})
    InsightFactory(
        section__session=session,
        section__code="1.1",
        section__titles={"en": "Money"},
        texts={"en": "Grants", "fr": "Dons"},
    )
    session.sectors.add("health")
    session.places.add("KE")
    listing = OrganizationFactory(slug="circle")
    session.appearances.filter(organization_name="Circle").update(organization=listing)
    response = client.get("/sessions/2025/one.json")
    assert response["Content-Type"] == "application/json"
    data = response.json()
    people = data.pop("people")
    assert data == {
        "id": str(session.uuid),
        "url": "https://portal.example/sessions/2025/one/",
        "edition": 2025,
        "number": 1,
        "slug": "one",
        "themes": session.themes,
        "starts_at": "2025-07-01T13:00:00Z",
        "ends_at": "2025-07-01T15:00:00Z",
        "cancelled_at": None,
        "zone": "Europe/Zurich",
        "language": "en",
        "interpretation": [],
        "sectors": ["health"],
        "places": ["KE"],
        "questions": [{"en": "Who pays?"}],
        "insights": [
            {"section": "1.1", "titles": {"en": "Money"}, "texts": {"en": "Grants", "fr": "Dons"}}
        ],
        "recommendations": [],
    }
    assert people[0] == {
        "person": {
            "slug": "ada-obi",
            "name": "Ada Obi",
            "url": "https://portal.example/sessions/people/ada-obi/",
            "basis": "consent",
        },
        "role": "speaker",
        "capacity": "Chair",
        "organization": "Circle",
        "listing": "circle",
    }
    assert client.get("/fr/sessions/2025/one.json").json() == data | {"people": people}


def test_data_holds_no_more_than_the_page(client: Client, session: ExchangeSession) -> None:
    ExchangeSession.objects.update(join_url="https://meet.example/secret", staff_notes="Secret")
    session.appearances.get(person__slug="ada-obi").person.__class__.objects.filter(
        slug="ada-obi"
    ).update(is_public=False)
    text = client.get("/sessions/2025/one.json").content.decode()
    assert "ada-obi" not in text
    assert "secret" not in text.lower()
    ExchangeSession.objects.update(is_published=False)
    assert client.get("/sessions/2025/one.json").status_code == 404
    assert client.get("/sessions/2025.json").json()["sessions"] == []
    assert client.get("/sessions/1999.json").status_code == 404


def test_an_exchange_as_data(
    client: Client, session: ExchangeSession, django_assert_num_queries: Any
) -> None:
    ExchangeSessionFactory.create_batch(20, edition=session.edition)
    with django_assert_num_queries(2):
        data = client.get("/sessions/2025.json").json()
    assert (data["year"], data["topics"]) == (2025, {"en": "Trust", "fr": "Confiance"})
    assert len(data["sessions"]) == 21
    assert data["sessions"][0].keys() == {
        *("id", "url", "edition", "number", "slug", "themes"),
        *("starts_at", "ends_at", "cancelled_at"),
    }
