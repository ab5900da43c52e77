"""What people know a published group by changes only after a look; all else at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Notification, User
from organizations.actions import (
    approve_change,
    decline_change,
    save_basics,
    save_people,
    save_visibility,
    save_work,
    undo_change,
    withdraw_change,
)
from organizations.actions.changes import AlreadySettledError, change_mark, waiting_change
from organizations.actions.life import CannotUndoError, ChangedMeanwhileError
from organizations.enums import ChangeState, Reason, Status
from organizations.models import Organization, PendingChange
from organizations.signals import listing_changed, name_changed
from organizations.workflow import MissingReasonError
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

Commit = Callable[..., Any]


@pytest.fixture
def owner() -> Any:
    return UserFactory()


@pytest.fixture
def listing(owner: Any) -> Organization:
    return make_listing(
        owner=owner, name="Kivu Circle", heritage=["CD"], residence=["BE"], description="We teach.",
        published_at=timezone.now() - timedelta(days=9),
    )  # fmt: skip


def basics(listing: Organization, by: User, **changes: Any) -> Organization:
    given = {
        "name": "Kivu Circle", "name_language": "", "kind": "grassroots", "legal_status": "",
        "other_names": [],
    }  # fmt: skip
    return save_basics(organization=listing, by=by, **{**given, **changes})


def people(listing: Organization, by: User, **changes: Any) -> Organization:
    given = {
        "heritage": ["CD"], "residence": ["BE"], "works_in": [], "made_of": [], "serves": [],
        "languages": [], "is_youth_led": None, "is_women_led": None, "is_refugee_led": None,
    }  # fmt: skip
    return save_people(organization=listing, by=by, **{**given, **changes})


def work(listing: Organization, by: User, **changes: Any) -> Organization:
    given = {
        "primary_sectors": ["education"], "secondary_sectors": [], "roles": [], "offers": [],
        "needs": [], "description": "We teach.", "description_language": "en",
    }  # fmt: skip
    return save_work(organization=listing, by=by, **{**given, **changes})


def visibility(listing: Organization, by: User, **changes: Any) -> Organization:
    given = {
        "audience": "public", "hidden_from": [], "is_open_to_matching": True,
        "matches_heritage_state": False, "website": "", "consent": True,
        "contacts": {"email": ("", "iom")},
    }  # fmt: skip
    return save_visibility(organization=listing, by=by, **{**given, **changes})


def test_sensitive_edits_wait_and_the_rest_is_live(owner: Any, listing: Organization) -> None:
    basics(listing, owner, name="Red Cross", legal_status="registered", other_names=["RC"])
    people(listing, owner, heritage=["RW", "CD"], residence=["FR"])
    listing.refresh_from_db()
    assert (listing.name, listing.legal_status, listing.kind) == ("Kivu Circle", "", "grassroots")
    assert sorted(listing.place_links.values_list("relation", "place_id")) == [
        ("heritage", "CD"),
        ("residence", "FR"),
    ]
    change = PendingChange.objects.get()
    assert change.wanted == {
        "name": "Red Cross",
        "legal_status": "registered",
        "other_names": ["RC"],
        "heritage": ["CD", "RW"],
    }
    assert change.before == {
        "name": "Kivu Circle", "legal_status": "", "other_names": [], "heritage": ["CD"],
    }  # fmt: skip
    assert (change.state, change.asked_by) == (ChangeState.WAITING, owner)


def test_nobody_waits_to_be_safe(owner: Any, listing: Organization) -> None:
    visibility(listing, owner, audience="partners", hidden_from=["CD"])
    listing.refresh_from_db()
    assert (listing.audience, listing.hidden_from) == ("partners", ["CD"])
    assert not PendingChange.objects.exists()


def test_a_draft_is_edited_at_once(owner: Any) -> None:
    draft = make_listing(owner=owner, status=Status.DRAFT, published_at=None, name="Old")
    slug = draft.slug
    basics(draft, owner, name="New", other_names=["B", "A"])
    draft.refresh_from_db()
    assert draft.name == "New"
    assert draft.slug != slug
    assert [(row.name, row.type) for row in draft.names.all()] == [("A", "alias"), ("B", "alias")]
    assert not PendingChange.objects.exists()


@pytest.mark.parametrize("save", [basics, people, work, visibility])
def test_a_save_without_a_change_writes_and_says_nothing(
    owner: Any,
    listing: Organization,
    save: Any,
    django_assert_num_queries: Any,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    before = Organization.objects.filter(pk=listing.pk).values().get()
    heard: list[int] = []

    def note(sender: object, organization_id: int, **kwargs: object) -> None:
        heard.append(organization_id)

    listing_changed.connect(note)
    try:
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            save(listing, owner)
    finally:
        listing_changed.disconnect(note)
    assert Organization.objects.filter(pk=listing.pk).values().get() == before
    assert (callbacks, heard) == ([], [])
    assert not PendingChange.objects.exists()
    assert not Notification.objects.exists()


def test_a_later_edit_joins_what_waits(owner: Any, listing: Organization) -> None:
    basics(listing, owner, name="Red Cross", kind="network")
    first = PendingChange.objects.get()
    basics(listing, owner, name="Red Cross", kind="network")
    assert PendingChange.objects.get().edited_at == first.edited_at
    people(listing, owner, heritage=["RW"])
    basics(listing, owner, name="Red Moon")
    change = PendingChange.objects.get()
    assert change.wanted == {"name": "Red Moon", "heritage": ["RW"]}
    assert change.asked_at == first.asked_at
    assert change.edited_at > first.edited_at
    basics(listing, owner)
    people(listing, owner)
    assert PendingChange.objects.get().state == ChangeState.WITHDRAWN


def test_approve(
    owner: Any, listing: Organization, django_capture_on_commit_callbacks: Commit
) -> None:
    heard: list[tuple[str, str]] = []

    def note(sender: object, organization: Organization, old: str, **kwargs: object) -> None:
        heard.append((old, organization.name))

    slug, curator = listing.slug, StaffFactory()
    basics(listing, owner, name="Kivu Network", kind="network", other_names=["KN"])
    people(listing, owner, heritage=["RW"])
    change = PendingChange.objects.get()
    name_changed.connect(note)
    try:
        approve_change(change_id=change.pk, by=curator, message="Fine.", seen=change_mark(change))
    finally:
        name_changed.disconnect(note)
    listing.refresh_from_db()
    assert (listing.name, listing.kind, listing.slug) == ("Kivu Network", "network", slug)
    assert sorted(listing.names.values_list("name", "type")) == [
        ("KN", "alias"),
        ("Kivu Circle", "former"),
    ]
    assert list(listing.place_links.values_list("relation", "place_id")) == [
        ("heritage", "RW"),
        ("residence", "BE"),
    ]
    assert heard == [("Kivu Circle", "Kivu Network")]
    assert "kivu network" in listing.search_document.sort_name
    change.refresh_from_db()
    assert (change.state, change.decided_by) == (ChangeState.APPROVED, curator)
    told = Notification.objects.get()
    assert (told.recipient, told.template) == (owner, "organizations/emails/change_approved")
    with pytest.raises(AlreadySettledError):
        decline_change(change_id=change.pk, by=curator, reason=Reason.OTHER)


def test_decline(owner: Any, listing: Organization) -> None:
    basics(listing, owner, name="Red Cross")
    change, curator = PendingChange.objects.get(), StaffFactory()
    with pytest.raises(MissingReasonError):
        decline_change(change_id=change.pk, by=curator, reason="")
    decline_change(change_id=change.pk, by=curator, reason=Reason.IDENTITY, message="Not yours.")
    listing.refresh_from_db()
    assert listing.name == "Kivu Circle"
    told = Notification.objects.get()
    assert told.template == "organizations/emails/change_declined"
    assert (told.context["reason"], told.context["message"]) == ("identity", "Not yours.")
    assert waiting_change(listing) is None
    basics(listing, owner, name="Red Moon")
    assert waiting_change(listing) != change


def test_the_name_cannot_be_swapped_under_the_curators_eyes(
    owner: Any, listing: Organization
) -> None:
    basics(listing, owner, name="Harmless")
    mark = change_mark(PendingChange.objects.get())
    basics(listing, owner, name="Red Cross")
    change = PendingChange.objects.get()
    with pytest.raises(ChangedMeanwhileError):
        approve_change(change_id=change.pk, by=StaffFactory(), seen=mark)
    listing.refresh_from_db()
    assert listing.name == "Kivu Circle"


def test_undo(owner: Any, listing: Organization) -> None:
    curator = StaffFactory()
    basics(listing, owner, name="Kivu Network", other_names=["KN"])
    change = approve_change(change_id=PendingChange.objects.get().pk, by=curator)
    undo_change(change_id=change.pk, by=curator)
    listing.refresh_from_db()
    assert listing.name == "Kivu Circle"
    assert not listing.names.exists()
    assert waiting_change(listing) == change
    decline_change(change_id=change.pk, by=curator, reason=Reason.IDENTITY)
    undo_change(change_id=change.pk, by=curator)
    change.refresh_from_db()
    assert (change.state, change.reason, change.decided_at) == (ChangeState.WAITING, "", None)
    assert [n.template.rpartition("_")[2] for n in Notification.objects.order_by("pk")] == [
        "approved",
        "waiting",
        "declined",
        "waiting",
    ]


def test_what_cannot_be_undone(owner: Any, listing: Organization) -> None:
    curator = StaffFactory()
    basics(listing, owner, name="Kivu Network")
    change = approve_change(change_id=PendingChange.objects.get().pk, by=curator)
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        name="Corrected"
    )
    with pytest.raises(CannotUndoError):
        undo_change(change_id=change.pk, by=curator)
    basics(listing, owner, name="Another")
    with pytest.raises(CannotUndoError):
        undo_change(change_id=change.pk, by=curator)
    PendingChange.objects.exclude(pk=change.pk).delete()
    PendingChange.objects.update(decided_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(CannotUndoError):
        undo_change(change_id=change.pk, by=curator)


def test_withdraw(owner: Any, listing: Organization) -> None:
    basics(listing, owner, name="Red Cross")
    with pytest.raises(PermissionDenied):
        withdraw_change(organization=listing, by=UserFactory())
    withdraw_change(organization=listing, by=owner)
    withdraw_change(organization=listing, by=owner)
    change = PendingChange.objects.get()
    assert (change.state, change.decided_by) == (ChangeState.WITHDRAWN, owner)
    with pytest.raises(AlreadySettledError):
        approve_change(change_id=change.pk, by=StaffFactory())


def test_who_may_not_decide(owner: Any, listing: Organization) -> None:
    basics(listing, owner, name="Red Cross")
    change = PendingChange.objects.get()
    own = StaffFactory()
    listing.memberships.create(user=own, role="editor")
    for person in (owner, own, UserFactory(is_staff=True)):
        with pytest.raises(PermissionDenied):
            approve_change(change_id=change.pk, by=person)
        with pytest.raises(PermissionDenied):
            decline_change(change_id=change.pk, by=person, reason=Reason.OTHER)
    approve_change(change_id=change.pk, by=StaffFactory())
    for person in (owner, own):
        with pytest.raises(PermissionDenied):
            undo_change(change_id=change.pk, by=person)
