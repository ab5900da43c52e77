"""The real record, held against its file field by field."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client
from django.utils.html import conditional_escape

from organizations.enums import Audience, Kind, LegalStatus, NameType, Source, Status
from organizations.models import Organization
from partnerships.enums import Level, PartnerSector, PartnerType, Verification
from partnerships.models import Partner
from sessions_archive import records
from sessions_archive.models import (
    Appearance,
    Edition,
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

RECORD: dict[str, Any] = json.loads(
    (Path(records.__file__).parent / "data" / "gdve_2024.json").read_text()
)
LANGUAGES = {"en", "fr", "es", "ar", "pt"}
ROLES = {
    "speaker": "speaker",
    "moderator": "moderator",
    "opening and closing remarks": "opening_and_closing",
}
LISTED = [
    entry
    for entry in RECORD["organizations"]
    if entry["name"]
    not in ("International Organization for Migration", "Ministry of Health, Sierra Leone")
]


def load() -> str:
    out = StringIO()
    call_command("load_gdve", stdout=out)
    return out.getvalue()


@pytest.fixture
def loaded(db: None) -> None:
    load()


pytestmark = pytest.mark.usefixtures("loaded")


def english(texts: dict[str, str]) -> str:
    """The English text, once it is sure that the others stand beside it and differ."""
    assert set(texts) == LANGUAGES
    assert len(set(texts.values())) == len(LANGUAGES)
    return texts["en"]


def test_how_many() -> None:
    assert Edition.objects.count() == 4
    assert ExchangeSession.objects.count() == 3
    assert Appearance.objects.count() == 19
    assert GuidingQuestion.objects.count() == 12
    assert InsightSection.objects.count() == 10
    assert Insight.objects.count() == 19
    assert Recommendation.objects.count() == 6
    assert RecommendationItem.objects.count() == 21
    # The fifteen organizations of the record, and iDiaspora among the series' organizers.
    assert Participation.objects.count() == 16
    assert Organization.objects.count() == 13
    assert Partner.objects.count() == 1
    assert Resource.objects.count() == 1


def test_source() -> None:
    source, resource = RECORD["source"], Resource.objects.get()
    assert resource.edition.year == source["year"] == resource.year
    assert resource.title == source["title"]
    assert resource.authors == source["authors"]
    assert resource.publisher == source["publisher"]
    assert resource.isbn == source["isbn"] == "978-92-9268-884-4"
    assert resource.format == source["format"]
    assert resource.publication_number == source["publication_number"]
    assert resource.genre == source["kind"]
    assert resource.licence == source["licence"]
    assert english(resource.notes) == source["note"]
    assert resource.citation.text == (
        "iDIASPORA, GRFDT, GDC, MYCP (2024). Public Sector Synergies, Private Sector Alliances "
        "and Diaspora to Diaspora Collaboration. International Organization for Migration (IOM), "
        "Geneva. ISBN 978-92-9268-884-4."
    )


def test_organizers_of_the_series() -> None:
    organizers = Participation.objects.filter(part="organizer")
    assert [row.name for row in organizers] == RECORD["series"]["organizers"]


@pytest.mark.parametrize("entry", RECORD["editions"], ids=lambda entry: str(entry["year"]))
def test_editions(entry: dict[str, Any]) -> None:
    edition = Edition.objects.get(year=entry["year"])
    assert edition.order == entry["order"]
    assert english(edition.topics) == entry["topic"]
    assert edition.outputs["en"] == entry["output"]
    assert set(edition.outputs) == LANGUAGES
    if "note" in entry:
        assert english(edition.notes) == entry["note"]
    else:
        assert edition.notes == {}


@pytest.mark.parametrize("entry", RECORD["organizations"], ids=lambda entry: entry["name"])
def test_participations(entry: dict[str, Any]) -> None:
    row = Participation.objects.get(name=entry["name"])
    assert row.edition.year == 2024
    assert row.acronym == entry.get("acronym", "")
    assert (
        row.get_part_display()
        == {
            "organizer": "Organizer",
            "participant": "Participant",
            "speaker's organization": "Organization of a speaker",
        }[entry["part"]]
    )
    assert row.body == entry.get("type", "")
    assert row.network == entry.get("network", "")
    assert row.basis == entry.get("basis", "")
    assert row.note == entry.get("note", "")
    assert sorted(person.name for person in row.people.all()) == sorted(entry["people"])


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["name"])
def test_listings_say_what_the_record_says_and_no_more(entry: dict[str, Any]) -> None:
    listing = Participation.objects.get(name=entry["name"]).organization
    assert listing is not None
    assert listing.name == entry["name"]
    network = Kind.NETWORK if entry.get("type") == "network" else Kind.UNKNOWN
    assert listing.kind == entry.get("kind", network)
    assert listing.legal_status == entry.get("legal_status", LegalStatus.UNKNOWN)
    assert listing.is_women_led is entry.get("women")
    assert listing.is_youth_led is entry.get("youth")
    assert listing.is_refugee_led is None
    region = entry.get("heritage_region_m49")
    expected = {("heritage", code) for code in [*entry.get("heritage", []), region] if code}
    expected |= {("residence", code) for code in entry.get("residence", [])}
    if "works_in_region_m49" in entry:
        expected.add(("works_in", entry["works_in_region_m49"]))
    assert set(listing.place_links.values_list("relation", "place_id")) == expected
    assert list(listing.names.values_list("type", "name")) == [
        (NameType.ACRONYM, acronym) for acronym in [entry.get("acronym")] if acronym
    ]
    assert (listing.status, listing.audience, listing.source) == (
        Status.PUBLISHED,
        Audience.PUBLIC,
        Source.RECORD,
    )
    assert listing.published_at is not None
    assert "978-92-9268-884-4" in listing.source_citation
    assert listing.is_open_to_matching is False
    assert listing.matches_heritage_state is False
    assert (listing.website, listing.founded_year, listing.size_band, listing.budget_band) == (
        "",
        None,
        "",
        "",
    )
    for relation in ("sector_links", "generation_links", "support_links", "contacts", "roles"):
        assert not getattr(listing, relation).exists()


def test_what_was_asked_for_by_name() -> None:
    assert set(Organization.objects.exclude(kind="").values_list("name", flat=True)) == {
        "Global Welsh",
        "Global Diaspora Confederation",
        "Migration Youth and Children Platform",
    }
    registered = Organization.objects.get(legal_status="registered")
    assert registered.name == "The Food Bridge vzw"
    assert Organization.objects.get(is_women_led=True).slug == (
        "entrepreneurship-association-of-afghan-women"
    )
    assert Organization.objects.get(is_youth_led=True).slug == (
        "migration-youth-and-children-platform"
    )
    assert Organization.objects.get(name="Coalición por Venezuela").slug == (
        "coalicion-por-venezuela"
    )
    for name in ("International Organization for Migration", "iDiaspora"):
        assert Participation.objects.get(name=name).organization is None


def test_the_ministry_is_a_partner() -> None:
    [entry] = [entry for entry in RECORD["organizations"] if entry.get("type") == "public"]
    partner = Partner.objects.get()
    assert partner.name == entry["name"]
    assert partner.slug == "ministry-of-health-sierra-leone"
    assert partner.state_countries == [entry["country"]]
    assert (partner.sector, partner.type, partner.level) == (
        PartnerSector.PUBLIC,
        PartnerType.MINISTRY,
        Level.NATIONAL,
    )
    assert (partner.verification, partner.source) == (Verification.PENDING, Source.RECORD)
    assert partner.is_open_to_matching is False
    assert "978-92-9268-884-4" in partner.source_citation


@pytest.mark.parametrize("entry", RECORD["sessions"], ids=lambda entry: entry["theme"])
def test_sessions(entry: dict[str, Any]) -> None:
    session = ExchangeSession.objects.get(number=entry["number"])
    assert session.edition.year == entry["edition"]
    assert english(session.themes) == entry["theme"]
    day = date.fromisoformat(entry["date"])
    # CET is UTC+1: what the banner prints, taken at its word.
    for printed, stored in ((entry["start"], session.starts_at), (entry["end"], session.ends_at)):
        clock = datetime.combine(day, time.fromisoformat(printed), UTC)
        assert stored == clock - timedelta(hours=1)
    assert f"{session.local_start:%Y-%m-%d %H:%M}" == f"{entry['date']} {entry['start']}"
    assert f"{session.local_end:%H:%M}" == entry["end"]
    assert session.zone_printed == entry["zone_printed"]
    assert "summer time" in english(session.zone_notes)
    assert session.language_id == entry["language"]
    assert [english(question.texts) for question in session.questions.all()] == entry["questions"]
    if "spelling_note" in entry:
        assert english(session.notes) == entry["spelling_note"]
    else:
        assert session.notes == {}
    assert session.is_published
    assert session.is_past
    assert [
        {
            "person": appearance.person.name,
            "role": appearance.role,
            "capacity": appearance.capacity,
            "organization": appearance.organization_name,
        }
        for appearance in session.appearances.select_related("person")
    ] == [appearance | {"role": ROLES[appearance["role"]]} for appearance in entry["appearances"]]
    for appearance in session.appearances.all():
        row = Participation.objects.get(name=appearance.organization_name)
        assert appearance.organization_id == row.organization_id


def test_the_three_dates() -> None:
    assert list(ExchangeSession.objects.values_list("slug", "starts_at", "ends_at")) == [
        (slug, datetime(2024, *day, 14, tzinfo=UTC), datetime(2024, *day, 16, tzinfo=UTC))
        for slug, day in [
            ("public-sector-synergies", (4, 24)),
            ("private-sector-alliances", (5, 22)),
            ("diaspora-to-diaspora-collaboration", (6, 19)),
        ]
    ]


def test_people_may_be_named_because_the_record_names_them() -> None:
    names = {name for entry in RECORD["organizations"] for name in entry["people"]}
    names |= {a["person"] for entry in RECORD["sessions"] for a in entry["appearances"]}
    assert set(Person.objects.values_list("name", "is_public", "basis")) == {
        (name, True, "record") for name in names
    }


def test_insights() -> None:
    sections = InsightSection.objects.order_by("position")
    assert [
        {
            "code": section.code,
            "session": section.session.number if section.session else None,
            "title": english(section.titles),
        }
        for section in sections
    ] == RECORD["insight_sections"]
    assert [
        {"section": section.code, "text": english(insight.texts)}
        for section in sections
        for insight in section.insights.all()
    ] == RECORD["insights"]


def test_recommendations() -> None:
    assert [
        {
            "code": recommendation.code,
            "title": english(recommendation.titles),
            "items": [english(item.texts) for item in recommendation.items.all()],
        }
        for recommendation in Recommendation.objects.filter(edition__year=2024)
    ] == RECORD["recommendations"]


def test_a_second_load_changes_nothing_that_was_edited() -> None:
    Organization.objects.filter(slug="danaker").unrecorded(because="arranged").update(
        name="Danaker Foundation", slug="danaker-foundation", audience="members"
    )
    Organization.objects.get(slug="global-welsh").delete()
    Partner.objects.update(description="We work on health.", slug="health-sl")
    Person.objects.filter(name="Ambi").update(is_public=False)
    Insight.objects.filter(section__code="1.1").update(texts={"en": "Reworded"})
    ExchangeSession.objects.filter(number=2).update(is_published=False)
    Appearance.objects.filter(person__name="Walter May").delete()
    before = snapshot()
    assert "loaded already" in load()
    assert snapshot() == before


def test_a_new_version_of_the_record_reaches_texts_but_no_decision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gdve_portal.management.commands.load_gdve.digest", lambda: "newer")
    Organization.objects.filter(slug="danaker").unrecorded(because="arranged").update(
        name="Danaker e.V.", slug="danaker-ev"
    )
    Person.objects.filter(name="Ambi").update(is_public=False)
    ExchangeSession.objects.filter(number=2).update(is_published=False)
    Appearance.objects.filter(person__name="Peter Kwok").update(organization=None)
    session = ExchangeSession.objects.get(number=1)
    session.questions.create(texts={"en": "A curator's own"}, position=2)
    Insight.objects.filter(section__code="1.1").update(texts={"en": "Reworded"})
    load()
    test_insights()
    assert Organization.objects.get(slug="danaker-ev").name == "Danaker e.V."
    assert Organization.objects.count() == 13
    assert not Person.objects.get(name="Ambi").is_public
    assert not ExchangeSession.objects.get(number=2).is_published
    assert Appearance.objects.get(person__name="Peter Kwok").organization is None
    assert Appearance.objects.count() == 19
    assert session.questions.count() == 5
    load()
    assert session.questions.count() == 5


def test_a_group_that_took_the_name_first_keeps_it() -> None:
    taken = Organization.objects.get(slug="danaker")
    taken.delete()
    theirs = Organization.objects.create(name="Danaker", slug="danaker", kind="grassroots")
    Edition.objects.update(record_digest="")
    load()
    recorded = Organization.objects.get(name="Danaker", source=Source.RECORD)
    assert recorded.slug.startswith("danaker-")
    theirs.refresh_from_db()
    assert (theirs.slug, theirs.source) == ("danaker", Source.SELF)


def test_nothing_is_written_when_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    Edition.objects.update(record_digest="")
    monkeypatch.setattr(
        "gdve_portal.management.commands.load_gdve.load_archive", lambda *a, **k: 1 / 0
    )
    Organization.objects.get(slug="danaker").delete()
    with pytest.raises(ZeroDivisionError):
        load()
    assert not Organization.objects.filter(slug="danaker").exists()


def snapshot() -> dict[str, list[Any]]:
    models = (
        Organization,
        Partner,
        Edition,
        ExchangeSession,
        Person,
        Appearance,
        Participation,
        GuidingQuestion,
        InsightSection,
        Insight,
        Recommendation,
        RecommendationItem,
        Resource,
    )
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in models
    }


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_text_is_on_its_page(client: Client, language: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"

    def check(path: str, texts: Iterable[str]) -> None:
        page = client.get(path if language == "en" else f"/{language}{path}").content.decode()
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert [text for text in texts if conditional_escape(text) not in page] == []

    def read(rows: QuerySet[Any], field: str) -> list[str]:
        """The texts of one column in this language, beginning as a sentence does."""
        texts = [row[field][language] for row in rows.values(field)]
        return [text[:1].upper() + text[1:] for text in texts]

    check("/sessions/", read(Edition.objects.all(), "topics"))
    for year in (2020, 2021, 2023):
        edition = Edition.objects.filter(year=year)
        check(f"/sessions/{year}/", read(edition, "topics") + read(edition, "outputs"))
    check(
        "/sessions/2024/",
        [
            *("978-92-9268-884-4", "PUB2024/040/R", "CC BY-NC-ND 3.0 IGO", "PDF"),
            *read(Edition.objects.filter(year=2024), "notes"),
            *read(Resource.objects.all(), "notes"),
            *read(ExchangeSession.objects.all(), "themes"),
            *read(Recommendation.objects.all(), "titles"),
            *read(RecommendationItem.objects.all(), "texts"),
            *read(Insight.objects.filter(section__session=None), "texts"),
            *Participation.objects.values_list("name", flat=True),
            *Person.objects.filter(participations__isnull=False).values_list("name", flat=True),
        ],
    )
    for session in ExchangeSession.objects.all():
        this = ExchangeSession.objects.filter(pk=session.pk)
        people = session.appearances.all()
        check(
            f"/sessions/2024/{session.slug}/",
            [
                *read(this, "themes"),
                *read(this, "zone_notes"),
                *read(session.questions.all(), "texts"),
                *read(session.sections.all(), "titles"),
                *read(Insight.objects.filter(section__session=session), "texts"),
                *people.values_list("person__name", flat=True),
                *people.values_list("capacity", flat=True),
                *people.values_list("organization_name", flat=True),
            ],
        )


def test_the_first_session_in_english(client: Client) -> None:
    page = client.get("/sessions/2024/public-sector-synergies/").content.decode()
    assert "15:00 to 17:00 CET" in page
    assert "14:00 to 16:00 UTC" in page
    assert "Geneva was on summer time" in page
    assert "Section 1.1" in page
    assert "Opening and closing remarks" in page
    assert 'href="/organizations/the-food-bridge-vzw/"' in page
    assert "The banner prints &#x27;Senesie&#x27;" in page
