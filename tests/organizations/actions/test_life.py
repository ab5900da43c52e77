"""Steps in the life of a listing: one effect each, told to the group, refused kindly."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Notification
from organizations.actions import take_step
from organizations.actions.life import IncompleteError
from organizations.enums import MembershipRole, Reason, Status
from organizations.models import Membership, Organization, StatusChange
from organizations.signals import listing_changed
from organizations.workflow import IllegalTransitionError, MissingReasonError
from tests.factories import OrganizationFactory, StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Any:
    return UserFactory()


@pytest.fixture
def draft(owner: Any) -> Organization:
    return make_listing(owner=owner, status=Status.DRAFT, published_at=None)


@pytest.fixture
def changes() -> Any:
    """The ids of the listings that were announced as changed."""
    seen: list[int] = []

    def note(sender: object, organization_id: int, **kwargs: object) -> None:
        seen.append(organization_id)

    listing_changed.connect(note)
    yield seen
    listing_changed.disconnect(note)


def test_submit_then_publish(
    owner: Any,
    draft: Organization,
    changes: list[int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    curator = StaffFactory()
    with django_capture_on_commit_callbacks(execute=True):
        take_step(organization_id=draft.pk, step="submit", by=owner)
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED
    assert draft.submitted_at is not None
    assert changes == []

    with django_capture_on_commit_callbacks(execute=True):
        take_step(organization_id=draft.pk, step="publish", by=curator)
    draft.refresh_from_db()
    assert draft.status == Status.PUBLISHED
    assert draft.published_at is not None
    assert changes == [draft.pk]
    assert list(
        StatusChange.objects.order_by("pk").values_list(
            "transition", "from_status", "to_status", "by"
        )
    ) == [
        ("submit", "draft", "submitted", owner.pk),
        ("publish", "submitted", "published", curator.pk),
    ]
    assert list(Notification.objects.order_by("pk").values_list("recipient", "template")) == [
        (owner.pk, "organizations/emails/submitted"),
        (owner.pk, "organizations/emails/published"),
    ]


def test_the_reason_is_kept_and_sent(owner: Any) -> None:
    listing = make_listing(owner=owner, status=Status.SUBMITTED, published_at=None)
    take_step(
        organization_id=listing.pk,
        step="request_changes",
        by=StaffFactory(),
        reason=Reason.DESCRIPTION,
        message="Two sentences are enough.",
    )
    change = StatusChange.objects.get()
    assert (change.reason, change.message) == ("description", "Two sentences are enough.")
    context = Notification.objects.get().context
    assert context["reason"] == "description"
    assert context["message"] == "Two sentences are enough."
    assert context["path"] == f"/organizations/register/{listing.uuid}/"


def test_a_reason_is_owed(owner: Any) -> None:
    listing = make_listing(owner=owner, status=Status.SUBMITTED, published_at=None)
    with pytest.raises(MissingReasonError):
        take_step(organization_id=listing.pk, step="decline", by=StaffFactory())
    listing.refresh_from_db()
    assert listing.status == Status.SUBMITTED


@pytest.mark.parametrize("empty", ["place_links", "sector_links"])
def test_an_incomplete_draft_is_not_submitted(owner: Any, draft: Organization, empty: str) -> None:
    getattr(draft, empty).all().delete()
    with pytest.raises(IncompleteError) as caught:
        take_step(organization_id=draft.pk, step="submit", by=owner)
    assert (
        caught.value.missing
        == {
            "place_links": ["heritage", "residence"],
            "sector_links": ["sectors"],
        }[empty]
    )
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert not StatusChange.objects.exists()
    assert not Notification.objects.exists()


def test_a_second_decision_is_refused(owner: Any) -> None:
    listing = make_listing(owner=owner, status=Status.SUBMITTED, published_at=None)
    take_step(organization_id=listing.pk, step="publish", by=StaffFactory())
    with pytest.raises(IllegalTransitionError) as caught:
        take_step(
            organization_id=listing.pk, step="decline", by=StaffFactory(), reason=Reason.OTHER
        )
    assert caught.value.status == Status.PUBLISHED
    assert StatusChange.objects.count() == 1


def test_who_may_not(owner: Any, draft: Organization) -> None:
    editor, curator = UserFactory(), StaffFactory()
    Membership.objects.create(organization=draft, user=editor, role=MembershipRole.EDITOR)
    for person in (editor, curator, UserFactory()):
        with pytest.raises(PermissionDenied):
            take_step(organization_id=draft.pk, step="submit", by=person)
    waiting = make_listing(owner=owner, status=Status.SUBMITTED, published_at=None)
    for person in (owner, UserFactory(), UserFactory(is_staff=True)):
        with pytest.raises(PermissionDenied):
            take_step(organization_id=waiting.pk, step="publish", by=person)


def test_no_curator_publishes_her_own_group() -> None:
    curator = StaffFactory()
    own = make_listing(owner=curator, status=Status.SUBMITTED, published_at=None)
    with pytest.raises(PermissionDenied):
        take_step(organization_id=own.pk, step="publish", by=curator)


def test_publication_keeps_its_first_date() -> None:
    listing = OrganizationFactory()
    first = listing.published_at
    curator = StaffFactory()
    take_step(organization_id=listing.pk, step="suspend", by=curator, reason=Reason.SAFETY)
    take_step(organization_id=listing.pk, step="reinstate", by=curator)
    listing.refresh_from_db()
    assert listing.published_at == first
