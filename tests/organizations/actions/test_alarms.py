"""The alarm: what it hides, what its end brings back, and who may."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.outbox import sweep
from organizations import actions
from organizations.actions.merging import MergeError
from organizations.enums import Audience, ContactKind, MembershipRole
from organizations.models import Alarm, Contact, Membership, Organization
from organizations.search.engine import Criteria, search
from organizations.viewers import Viewer
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db
MEMBER = Viewer(is_member=True)


@pytest.fixture
def owner() -> User:
    return UserFactory(email="owner@example.org")


@pytest.fixture
def group(owner: User) -> Organization:
    listing = make_listing(owner=owner, name="Circle", is_open_to_matching=True)
    for kind, value, audience in (
        (ContactKind.EMAIL, "circle@example.org", Audience.PUBLIC),
        (ContactKind.WHATSAPP, "+254 700 000 000", Audience.MEMBERS),
    ):
        Contact.objects.create(organization=listing, kind=kind, value=value, audience=audience)
    return listing


def audiences(group: Organization) -> list[str]:
    return list(group.contacts.order_by("kind").values_list("audience", flat=True))


def test_it_hides_the_listing_its_contacts_and_its_matches_at_once(
    group: Organization, owner: User
) -> None:
    actions.raise_alarm(organization_id=group.pk, by=owner)
    group.refresh_from_db()
    assert (group.audience, group.is_open_to_matching) == (Audience.IOM, False)
    assert audiences(group) == [Audience.IOM, Audience.IOM]
    assert not Organization.objects.visible_to(MEMBER).exists()
    assert search(Criteria(text="circle"), MEMBER).numbers == []


def test_its_end_brings_back_what_was(group: Organization, owner: User) -> None:
    actions.raise_alarm(organization_id=group.pk, by=owner)
    Contact.objects.create(organization=group, kind=ContactKind.PHONE, value="+44 20 7946 0000")
    group.contacts.filter(kind=ContactKind.WHATSAPP).delete()
    actions.end_alarm(organization_id=group.pk, by=owner)
    group.refresh_from_db()
    assert (group.audience, group.is_open_to_matching) == (Audience.PUBLIC, True)
    assert group.alarmed_at is None
    # What was added meanwhile stays with IOM.
    assert audiences(group) == [Audience.PUBLIC, Audience.IOM]
    assert search(Criteria(text="circle"), Viewer()).numbers == [group.pk]


def test_raised_or_ended_twice_it_is_one_alarm(group: Organization, owner: User) -> None:
    for _ in range(2):
        actions.raise_alarm(organization_id=group.pk, by=owner)
    alarm = Alarm.objects.get()
    assert alarm.before["audience"] == Audience.PUBLIC
    for _ in range(2):
        actions.end_alarm(organization_id=group.pk, by=owner)
    alarm.refresh_from_db()
    assert (alarm.raised_by, alarm.ended_by) == (owner, owner)
    assert Alarm.objects.count() == 1


def test_an_editor_raises_it_and_only_an_owner_ends_it(group: Organization, owner: User) -> None:
    editor = UserFactory()
    Membership.objects.create(organization=group, user=editor, role=MembershipRole.EDITOR)
    actions.raise_alarm(organization_id=group.pk, by=editor)
    with pytest.raises(PermissionDenied):
        actions.end_alarm(organization_id=group.pk, by=editor)
    group.refresh_from_db()
    assert group.audience == Audience.IOM


def test_nobody_else_touches_it(group: Organization) -> None:
    for somebody in (UserFactory(), StaffFactory()):
        with pytest.raises(PermissionDenied):
            actions.raise_alarm(organization_id=group.pk, by=somebody)
        with pytest.raises(PermissionDenied):
            actions.end_alarm(organization_id=group.pk, by=somebody)
    assert not Alarm.objects.exists()


def test_a_draft_can_be_hidden_too(owner: User) -> None:
    group = make_listing(owner=owner, status="draft")
    actions.raise_alarm(organization_id=group.pk, by=owner)
    group.refresh_from_db()
    assert group.audience == Audience.IOM


def test_nothing_opens_it_meanwhile(group: Organization, owner: User) -> None:
    actions.raise_alarm(organization_id=group.pk, by=owner)
    with pytest.raises(PermissionDenied):
        actions.save_visibility(
            organization=group,
            by=owner,
            audience=Audience.PUBLIC,
            hidden_from=[],
            is_open_to_matching=True,
            matches_heritage_state=False,
            website="",
            contacts={},
            consent=True,
        )
    group.refresh_from_db()
    for column, value in (("audience", Audience.MEMBERS), ("is_open_to_matching", True)):
        with pytest.raises(IntegrityError, match="organization_alarm_hides"), transaction.atomic():
            Organization.objects.filter(pk=group.pk).unrecorded("a test").update(**{column: value})


def test_a_curator_cannot_merge_it_away(group: Organization, owner: User) -> None:
    actions.raise_alarm(organization_id=group.pk, by=owner)
    other = make_listing(name="Circle too")
    for kept, merged in ((group, other), (other, group)):
        with pytest.raises(MergeError, match="raised its alarm"):
            actions.merge_listings(
                kept_id=kept.pk, merged_id=merged.pk, by=StaffFactory(), choices={}
            )


def test_members_and_staff_are_told_without_a_name(group: Organization, owner: User) -> None:
    StaffFactory(email="curator@iom.example")
    actions.raise_alarm(organization_id=group.pk, by=owner)
    actions.end_alarm(organization_id=group.pk, by=owner)
    sweep(10)
    letters = [(letter.to, letter.subject) for letter in mail.outbox]
    assert letters == [
        (["owner@example.org"], "Your listing is hidden now"),
        (["curator@iom.example"], "A group has hidden itself: please look now"),
        (["owner@example.org"], "Your listing is shown again"),
    ]
    assert not [letter for letter in mail.outbox if "Circle" in letter.subject + letter.body]
    assert f"/organizations/register/{group.uuid}/who-sees/" in mail.outbox[0].body
