"""The record of an exchange speaks for listings, and only for those it is linked to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from organizations.models import Evidence
from sessions_archive.attendance import record_attendance
from sessions_archive.models import Edition
from tests.factories import make_listing, speak_for
from tests.factories.archive import (
    EditionFactory,
    ExchangeSessionFactory,
    ParticipationFactory,
)

pytestmark = pytest.mark.django_db


def held(days_ago: float, year: int) -> Edition:
    edition = EditionFactory(year=year, order=year - 2000, topics={"en": "Topic"})
    end = timezone.now() - timedelta(days=days_ago)
    ExchangeSessionFactory(edition=edition, starts_at=end - timedelta(hours=1), ends_at=end)
    return edition


def test_only_a_linked_listing_gains_by_the_record() -> None:
    edition = held(100, 2026)
    listing, namesake = make_listing(name="Circle"), make_listing(name="Circle")
    ParticipationFactory(edition=edition, name="Circle", organization=listing)
    ParticipationFactory(edition=edition, name="Other")
    assert record_attendance() == 1
    row = Evidence.objects.get()
    assert (row.organization, row.kind, row.facts) == (listing, "attendance", "2026")
    assert row.expires_at - row.given_at == timedelta(days=3 * 365)
    assert record_attendance() == 1
    assert Evidence.objects.count() == 1
    assert not namesake.evidence.exists()


def test_what_is_long_past_or_still_to_come_says_nothing() -> None:
    for days_ago, year in ((4 * 365, 2020), (-10, 2027)):
        ParticipationFactory(edition=held(days_ago, year), organization=make_listing())
    ParticipationFactory(
        edition=EditionFactory(year=2025, order=9, topics={"en": "T"}),
        organization=make_listing(),
    )
    assert record_attendance() == 0
    assert not Evidence.objects.exists()


def test_it_takes_a_confirmed_contact_beside() -> None:
    listing = make_listing()
    ParticipationFactory(edition=held(100, 2026), organization=listing)
    record_attendance()
    listing.refresh_from_db()
    assert listing.trust_level == 0
    speak_for(listing, "contact")
    listing.refresh_from_db()
    assert listing.trust_level == 2
