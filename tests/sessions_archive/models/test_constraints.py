"""What the database refuses, whoever writes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sessions_archive.models import ExchangeSession
from tests.factories import OrganizationFactory
from tests.factories.archive import (
    AppearanceFactory,
    EditionFactory,
    ExchangeSessionFactory,
    GuidingQuestionFactory,
    InsightFactory,
    InsightSectionFactory,
    ParticipationFactory,
    PersonFactory,
    RecommendationFactory,
    RecommendationItemFactory,
)

pytestmark = pytest.mark.django_db

AT_NOON = datetime(2025, 5, 6, 12, tzinfo=UTC)

REFUSED: list[tuple[str, Callable[[], Any]]] = [
    ("edition_year_plausible", lambda: EditionFactory(year=1999)),
    ("edition_topic_in_english", lambda: EditionFactory(topics={"fr": "Sujet"})),
    ("edition_note_in_english", lambda: EditionFactory(notes={"fr": "Note"})),
    ("session_theme_in_english", lambda: ExchangeSessionFactory(themes={})),
    (
        "session_ends_after_start",
        lambda: ExchangeSessionFactory(starts_at=AT_NOON, ends_at=AT_NOON),
    ),
    ("session_zone_shape", lambda: ExchangeSessionFactory(zone="GMT+1; DROP")),
    ("session_zone_shape", lambda: ExchangeSessionFactory(zone="")),
    ("session_number_positive", lambda: ExchangeSessionFactory(number=0)),
    ("person_has_name", lambda: PersonFactory(name=" ")),
    ("person_basis_known", lambda: PersonFactory(basis="rumour")),
    ("appearance_role_known", lambda: AppearanceFactory(role="guest")),
    (
        "appearance_listing_has_printed_name",
        lambda: AppearanceFactory(organization_name="", organization=OrganizationFactory()),
    ),
    ("participation_part_known", lambda: ParticipationFactory(part="guest")),
    ("participation_body_known", lambda: ParticipationFactory(body="secret")),
    ("participation_has_name", lambda: ParticipationFactory(name="")),
    ("question_in_english", lambda: GuidingQuestionFactory(texts={})),
    ("insight_in_english", lambda: InsightFactory(texts={"ar": "رؤية"})),
    ("section_of_session_or_edition", lambda: InsightSectionFactory(session=None)),
    ("section_of_session_or_edition", lambda: InsightSectionFactory(edition=EditionFactory())),
    ("section_code_shape", lambda: InsightSectionFactory(code="1 1")),
    ("recommendation_code_shape", lambda: RecommendationFactory(code="")),
    ("recommendation_item_in_english", lambda: RecommendationItemFactory(texts={})),
]


@pytest.mark.parametrize(("name", "make"), REFUSED)
def test_refused(name: str, make: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError, match=name):
        make()


def test_resource_isbn() -> None:
    edition = EditionFactory()
    edition.resources.create(title="A", isbn="978-92-9268-884-4")
    with pytest.raises(IntegrityError, match="resource_isbn_shape"):
        edition.resources.create(title="B", isbn="92-9268-884-4")


def test_once_only() -> None:
    session = ExchangeSessionFactory()
    person = PersonFactory()
    AppearanceFactory(session=session, person=person)
    for name, make in [
        ("session_number_once", {"edition": session.edition, "number": session.number}),
        ("session_slug_once", {"edition": session.edition, "slug": session.slug}),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ExchangeSessionFactory(**make)
    with pytest.raises(IntegrityError, match="appearance_once_per_role"), transaction.atomic():
        AppearanceFactory(session=session, person=person)
    assert ExchangeSession.objects.count() == 1


def test_a_listing_that_goes_leaves_the_printed_name() -> None:
    listing = OrganizationFactory()
    appearance = AppearanceFactory(organization=listing, organization_name="As printed")
    listing.delete()
    appearance.refresh_from_db()
    assert (appearance.organization_id, appearance.organization_name) == (None, "As printed")
