"""What curators and records say of a group, and taking it back."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Notification
from organizations import actions
from organizations.actions.evidence import AlreadyEndedError, NotByHandError
from organizations.enums import EvidenceKind as K
from organizations.models import Evidence, Membership
from tests.factories import StaffFactory, UserFactory, make_known, make_listing, speak_for

pytestmark = pytest.mark.django_db


def test_a_curator_says_what_was_seen_and_the_group_hears_of_it() -> None:
    owner, curator = UserFactory(), StaffFactory()
    group = make_listing(name="Circle", owner=owner)
    row = actions.give_evidence(
        organization=group, kind=K.CONTACT, basis="call", by=curator, note="Spoke with Ana"
    )
    assert (row.for_name, row.given_by, row.counts) == ("Circle", curator, False)
    assert row.expires_at - row.given_at == timedelta(days=365)
    group.refresh_from_db()
    assert group.trust_level == 1
    letter = Notification.objects.get(recipient=owner)
    assert letter.template == "organizations/emails/evidence_given"
    assert letter.context == {
        "name": "Circle",
        "kind": "contact",
        "path": f"/organizations/trust/{group.uuid}/",
    }


def test_no_curator_decides_about_her_own_group_and_nobody_else_decides() -> None:
    group, curator = make_listing(), StaffFactory()
    Membership.objects.create(organization=group, user=curator)
    for by in (curator, UserFactory()):
        with pytest.raises(PermissionDenied):
            actions.give_evidence(organization=group, kind=K.CONTACT, basis="call", by=by)
        row = speak_for(group, K.DOCUMENT)
        with pytest.raises(PermissionDenied):
            actions.revoke_evidence(evidence=row, by=by, reason="Why")
        with pytest.raises(PermissionDenied):
            actions.reconfirm_evidence(evidence=row, by=by)


def test_a_vouch_is_not_given_by_hand() -> None:
    with pytest.raises(NotByHandError):
        actions.give_evidence(
            organization=make_listing(),
            kind=K.VOUCH,
            basis="met",
            other=make_listing(),
            by=StaffFactory(),
        )
    assert not Evidence.objects.exists()


def test_taking_back_needs_a_reason_and_happens_once() -> None:
    owner, curator = UserFactory(), StaffFactory()
    group = make_known(make_listing(owner=owner))
    row = group.evidence.get(kind=K.DOCUMENT)
    actions.revoke_evidence(evidence=row, by=curator, reason="It was another group's.")
    group.refresh_from_db()
    assert group.trust_level == 1
    letter = Notification.objects.get(recipient=owner)
    assert letter.context["reason"] == "It was another group's."
    assert LogEntry.objects.filter(user=curator, change_message="revoke_evidence").count() == 1
    with pytest.raises(AlreadyEndedError):
        actions.revoke_evidence(evidence=row, by=curator, reason="Again")
    with pytest.raises(AlreadyEndedError):
        actions.reconfirm_evidence(evidence=row, by=curator)


def test_evidence_is_confirmed_for_a_new_name() -> None:
    group, curator = make_known(make_listing(name="Old")), StaffFactory()
    group.name = "New"
    group.save()
    for row in group.evidence.all():
        again = actions.reconfirm_evidence(evidence=row, by=curator)
        assert (again.for_name, again.expires_at) == ("New", row.expires_at)
        assert actions.reconfirm_evidence(evidence=again, by=curator) == again
    group.refresh_from_db()
    assert group.trust_level == 2
    ended = Evidence.objects.exclude(ended_at=None)
    assert {row.for_name for row in ended} == {"Old"}
    assert {row.end for row in ended} == {"renewed"}


def test_a_record_speaks_once_and_not_after_its_time() -> None:
    group, now = make_listing(), timezone.now()

    def record(days: int) -> Evidence | None:
        return actions.record_evidence(
            organization_id=group.pk,
            kind=K.ATTENDANCE,
            record="edition:2024",
            since=now - timedelta(days=days),
            facts="2024",
        )

    assert record(4 * 365) is None
    row = record(300)
    assert row is not None
    assert record(10) == row
    actions.revoke_evidence(evidence=row, by=StaffFactory(), reason="Another group")
    assert record(10) == row
    assert Evidence.objects.count() == 1
