"""Two listings become one, and two again."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts.models import Notification
from organizations.actions import (
    find_all_duplicates,
    keep,
    merge_listings,
    report_listing,
    take_step,
    undo_merge,
)
from organizations.actions.merging import MergeError
from organizations.enums import Audience, NameType, ReportKind, Status, TrustLevel
from organizations.enums import EvidenceKind as K
from organizations.merge_fields import BOTH, OTHER
from organizations.merge_rules import pointing_here, reason_to_stay
from organizations.models import DuplicateCandidate, MergeRecord, Organization
from organizations.search.engine import Criteria, search
from organizations.viewers import ANONYMOUS, Viewer
from tests.factories import StaffFactory, UserFactory, make_known, make_listing, speak_for
from tests.factories.archive import AppearanceFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

# What tells of the merge itself, or is derived anew from the listings.
NOT_COMPARED = {
    *("organizations.StatusChange", "organizations.MergeRecord", "accounts.Notification"),
    *("organizations.SearchDocument", "organizations.DuplicateKeys", "organizations.SearchWord"),
}
CHANGING = {"updated_at", "changed_in", "trust_changed_at"}


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of our apps."""
    ours = ("accounts", "organizations", "sessions_archive", "partnerships")
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in ours and model._meta.label not in NOT_COMPARED:
            if model.__name__.startswith("Historical"):
                continue
            rows = model._base_manager.order_by("pk").values()
            found[model._meta.label] = [
                {name: value for name, value in row.items() if name not in CHANGING} for row in rows
            ]
    return found


@pytest.fixture
def curator() -> Any:
    return StaffFactory()


@pytest.fixture
def two() -> tuple[Organization, Organization]:
    kept = make_listing(
        name="Kivu Circle",
        slug="kept",
        owner=UserFactory(email="kept@example.org"),
        description="We teach.",
        heritage=["CD"],
        residence=["BE"],
        offers=["mentoring"],
        languages=["fr"],
        founded_year=1999,
    )
    merged = make_listing(
        name="Circle of Kivu",
        slug="merged",
        owner=UserFactory(email="merged@example.org"),
        description="We sing.",
        heritage=["CD"],
        residence=["BE", "FR"],
        needs=["funding"],
        languages=["fr", "en"],
        sectors=["health"],
        website="https://kivu.example/",
        founded_year=2001,
    )
    kept.contacts.create(kind="email", value="info@kivu.example", audience=Audience.IOM)
    merged.contacts.create(kind="email", value="info@kivu.example", audience=Audience.PUBLIC)
    merged.contacts.create(kind="phone", value="+32 1", audience=Audience.IOM)
    merged.names.create(name="CdK", type=NameType.ACRONYM)
    merged.names.create(name="Kivu Friends", type=NameType.ALIAS)
    merged.identifiers.create(scheme="BE-BCE", number="123")
    find_all_duplicates()
    return kept, merged


def merge(two: Any, by: Any, **choices: str) -> MergeRecord:
    return merge_listings(kept_id=two[0].pk, merged_id=two[1].pk, by=by, choices=choices)


def test_every_column_that_names_a_listing_follows_or_says_why_not() -> None:
    staying = {str(field) for field in pointing_here() if reason_to_stay(field)}
    assert staying == {
        "organizations.Alarm.organization",
        "organizations.StatusChange.organization",
        "organizations.PendingChange.organization",
        "organizations.ConfirmationLetter.organization",
        "organizations.SearchDocument.organization",
        "organizations.DuplicateKeys.organization",
        "organizations.DuplicateCandidate.first",
        "organizations.DuplicateCandidate.second",
        "organizations.MergeRecord.kept",
        "organizations.MergeRecord.merged",
        "partnerships.ScoredListing.organization",
        "partnerships.MatchList.source_organization",
    }
    following = {str(field) for field in pointing_here()} - staying
    assert not [name for name in following if ".Historical" in name]
    assert following >= {
        "organizations.Membership.organization",
        "organizations.Evidence.organization",
        "organizations.Evidence.other",
        "organizations.ListingReport.organization",
        "organizations.ShortlistEntry.organization",
        "organizations.Organization_networks.from_organization",
        "organizations.Organization_networks.to_organization",
        "organizations.Organization.parent",
        "sessions_archive.Appearance.organization",
        "sessions_archive.Participation.organization",
        "partnerships.MatchFeedback.source_organization",
        "partnerships.MatchFeedback.target_organization",
    }


def test_what_follows(two: Any, curator: Any) -> None:
    kept, merged = two
    reader, other_reader = UserFactory(), UserFactory()
    for person, listing in ((reader, kept), (reader, merged), (other_reader, merged)):
        keep(organization=listing, by=person, viewer=Viewer(user_id=person.pk))
    report_listing(
        organization=merged,
        kind=ReportKind.SPAM,
        text="",
        duplicate_of="",
        reply_to="",
        by=reader,
        address="::1",
    )
    appearance = AppearanceFactory(organization=merged)
    participation = ParticipationFactory(organization=merged)
    chapter = make_listing(parent=merged)
    chapter.networks.add(merged)
    merged.networks.add(kept)
    merge(two, curator)
    merged.refresh_from_db()
    assert merged.status == Status.MERGED
    for row in (appearance, participation):
        row.refresh_from_db()
        assert row.organization == kept
    chapter.refresh_from_db()
    assert chapter.parent == kept
    assert list(chapter.networks.all()) == [kept]
    assert not kept.networks.exists()
    assert kept.reports.count() == 1
    assert sorted(kept.shortlist_entries.values_list("user", flat=True)) == sorted(
        [reader.pk, other_reader.pk]
    )
    assert [str(row) for row in kept.identifiers.all()] == ["BE-BCE-123"]
    assert {(row.name, row.type) for row in kept.names.all()} == {
        ("CdK", "acronym"),
        ("Kivu Friends", "former"),
        ("Circle of Kivu", "former"),
    }
    assert DuplicateCandidate.objects.get().state == "merged"


def test_old_names_are_found_and_the_old_listing_is_not(two: Any, curator: Any) -> None:
    merge(two, curator)
    for words in ("Circle of Kivu", "CdK", "Friends"):
        assert list(search(Criteria(words, {}), ANONYMOUS, limit=5).numbers) == [two[0].pk]


def test_nothing_is_chosen_unless_it_is_asked_for(two: Any, curator: Any) -> None:
    kept, _ = two
    merge(two, curator)
    kept.refresh_from_db()
    assert (kept.name, kept.website, kept.founded_year) == ("Kivu Circle", "", 1999)
    assert [row.text for row in kept.descriptions.all()] == ["We teach."]
    assert sorted(kept.languages.values_list("pk", flat=True)) == ["fr"]
    assert [user.email for user in _members(kept)] == ["kept@example.org"]
    assert kept.contacts.count() == 1


def test_field_by_field(two: Any, curator: Any) -> None:
    kept, merged = two
    merge(
        two,
        curator,
        name=OTHER,
        website=OTHER,
        founded_year=OTHER,
        descriptions=OTHER,
        languages=BOTH,
        places=BOTH,
        sectors=BOTH,
        support=OTHER,
        contacts=BOTH,
        memberships=BOTH,
    )
    kept.refresh_from_db()
    assert (kept.name, kept.slug) == ("Circle of Kivu", "kept")
    assert (kept.website, kept.founded_year) == ("https://kivu.example/", 2001)
    assert [row.text for row in kept.descriptions.all()] == ["We sing."]
    assert [row.text for row in merged.descriptions.all()] == ["We teach."]
    assert sorted(kept.languages.values_list("pk", flat=True)) == ["en", "fr"]
    assert sorted(map(str, kept.place_links.values_list("relation", "place_id"))) == [
        "('heritage', 'CD')",
        "('residence', 'BE')",
        "('residence', 'FR')",
    ]
    assert sorted(kept.sector_links.values_list("sector_id", "is_primary")) == [
        ("education", True),
        ("health", False),
    ]
    assert list(kept.support_links.values_list("direction", "support_type_id")) == [
        ("needs", "funding")
    ]
    # What the kept listing shows to IOM only is not opened by the other's like.
    assert sorted(kept.contacts.values_list("value", "audience")) == [
        ("+32 1", "iom"),
        ("info@kivu.example", "iom"),
    ]
    assert [user.email for user in _members(kept)] == ["kept@example.org", "merged@example.org"]
    assert kept.names.filter(name="Kivu Circle", type=NameType.FORMER).exists()


def _members(listing: Organization) -> list[Any]:
    return [row.user for row in listing.memberships.order_by("user__email")]


@pytest.mark.parametrize("choice", ["", OTHER])
def test_what_speaks_for_either_speaks_for_the_name_that_is_kept(
    two: Any, curator: Any, choice: str
) -> None:
    kept, merged = two
    speak_for(kept, K.CONTACT)
    giver = make_known(make_listing(name="Giver"))
    vouch = speak_for(merged, K.VOUCH, other=giver)
    speak_for(merged, K.DOCUMENT)
    lapsed = speak_for(merged, K.ATTENDANCE, for_name="Long Ago")
    given = speak_for(make_listing(name="Third"), K.VOUCH, other=merged)
    before = everything()
    record = merge(two, curator, name=choice)
    kept.refresh_from_db()
    assert kept.trust_level == TrustLevel.KNOWN
    assert {row.for_name for row in kept.evidence.standing()} == {kept.name}
    assert sorted(row.kind for row in kept.evidence.standing()) == ["contact", "document", "vouch"]
    for row in (vouch, lapsed, given):
        row.refresh_from_db()
    assert (vouch.organization, lapsed.organization, given.other) == (kept, kept, kept)
    assert lapsed.for_name == "Long Ago"
    undo_merge(record_id=record.pk, by=curator)
    assert everything() == before


def test_of_two_audiences_the_more_careful_one(two: Any, curator: Any) -> None:
    kept, merged = two
    Organization.objects.unrecorded("a test").filter(pk=kept.pk).update(
        audience="members", hidden_from=["RW"]
    )
    Organization.objects.unrecorded("a test").filter(pk=merged.pk).update(
        audience="partners", hidden_from=["CD"]
    )
    merge(two, curator, audience=BOTH)
    kept.refresh_from_db()
    assert (kept.audience, kept.hidden_from) == ("partners", ["CD", "RW"])


@pytest.mark.parametrize("choice", ["", OTHER, BOTH])
def test_undone_everything_is_as_it_was(two: Any, curator: Any, choice: str) -> None:
    kept, merged = two
    AppearanceFactory(organization=merged)
    make_listing(parent=merged).networks.add(merged)
    merged.networks.add(kept)
    kept.networks.add(make_listing(slug="network"))
    before = everything()
    from organizations.merge_fields import FIELDS

    record = merge(two, curator, **{field.name: choice for field in FIELDS})
    assert everything() != before
    undo_merge(record_id=record.pk, by=curator)
    assert everything() == before
    assert [change.transition for change in merged.status_changes.all()] == ["separate", "merge"]
    assert list(search(Criteria("Circle", {}), ANONYMOUS, limit=5).numbers) != []


def test_what_was_changed_since_the_merge_stays(two: Any, curator: Any) -> None:
    kept, _ = two
    record = merge(two, curator, founded_year=OTHER, website=OTHER)
    Organization.objects.unrecorded("a test").filter(pk=kept.pk).update(founded_year=2010)
    undo_merge(record_id=record.pk, by=curator)
    kept.refresh_from_db()
    assert (kept.founded_year, kept.website) == (2010, "")


def refused(act: Callable[[], Any], words: str) -> None:
    before = everything()
    with pytest.raises(MergeError, match=words):
        act()
    assert everything() == before


def test_what_cannot_be_merged(two: Any, curator: Any) -> None:
    kept, merged = two
    archived = make_listing(status=Status.ARCHIVED)
    waiting = make_listing(status=Status.SUBMITTED, published_at=None)
    refused(lambda: merge((kept, kept), curator), "with itself")
    refused(lambda: merge((archived, merged), curator), "Archived")
    refused(lambda: merge((kept, archived), curator), "Archived")
    refused(lambda: merge((waiting, merged), curator), "Keep the published")
    refused(
        lambda: merge_listings(kept_id=kept.pk, merged_id=999_999, by=curator, choices={}),
        "not there",
    )
    merge(two, curator)
    refused(lambda: merge(two, curator), "in the meantime")
    refused(lambda: merge((merged, kept), curator), "in the meantime")


def test_who_may(two: Any, curator: Any) -> None:
    _kept, merged = two
    for person in (UserFactory(), merged.memberships.get().user):
        with pytest.raises(PermissionDenied):
            merge(two, person)
    merged.memberships.create(user=curator)
    with pytest.raises(PermissionDenied):
        merge(two, curator)
    assert not MergeRecord.objects.exists()


def test_undone_once_within_thirty_days_and_in_order(two: Any, curator: Any) -> None:
    kept, _merged = two
    third = make_listing(name="Third")
    first = merge(two, curator)
    second = merge((third, kept), curator)
    refused(lambda: undo_merge(record_id=first.pk, by=curator), "later merge")
    undo_merge(record_id=second.pk, by=curator)
    MergeRecord.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=31))
    refused(lambda: undo_merge(record_id=first.pk, by=curator), "30 days")
    MergeRecord.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(days=29))
    undo_merge(record_id=first.pk, by=curator)
    refused(lambda: undo_merge(record_id=first.pk, by=curator), "already")
    assert merge(two, curator).pk


def test_a_merged_listing_takes_no_steps_and_is_not_its_members(two: Any, curator: Any) -> None:
    from organizations.workflow import IllegalTransitionError

    _, merged = two
    owner = merged.memberships.get().user
    merge(two, curator)
    for step in ("restore", "publish"):
        with pytest.raises(IllegalTransitionError):
            take_step(organization_id=merged.pk, step=step, by=curator)
    assert not Organization.objects.for_member(owner.pk).exists()


def test_both_groups_are_told(two: Any, curator: Any) -> None:
    record = merge(two, curator, memberships=BOTH)
    told = Notification.objects.filter(template="organizations/emails/merged")
    assert sorted(told.values_list("recipient__email", flat=True)) == [
        "kept@example.org",
        "merged@example.org",
    ]
    undo_merge(record_id=record.pk, by=curator)
    told = Notification.objects.filter(template="organizations/emails/separated")
    assert told.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_curators_at_once_one_succeeds() -> None:
    one, other = make_listing(name="One"), make_listing(name="Other")
    answers: list[str] = []

    def act(kept: Organization, merged: Organization, by: Any) -> None:
        try:
            merge((kept, merged), by)
            answers.append("done")
        except MergeError:
            answers.append("told")
        finally:
            connection.close()

    curators = [StaffFactory(), StaffFactory()]
    threads = [
        threading.Thread(target=act, args=(one, other, curators[0])),
        threading.Thread(target=act, args=(other, one, curators[1])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["done", "told"]
    assert MergeRecord.objects.count() == 1
