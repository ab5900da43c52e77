"""What IOM decides about a partner."""

import pytest
from django.core.exceptions import PermissionDenied

from partnerships.actions import decline_partner, verify_partner
from partnerships.actions import partners as partner_actions
from partnerships.enums import Verification
from partnerships.models import Partner, Representative
from tests.factories import PartnerFactory, StaffFactory, UserFactory, make_listing


@pytest.fixture
def pending(db: None) -> Partner:
    return PartnerFactory(verification=Verification.PENDING, verified_at=None)


def test_a_curator_verifies_once(pending: Partner) -> None:
    curator = StaffFactory()
    first = verify_partner(partner_id=pending.pk, by=curator)
    assert first.verification == Verification.VERIFIED
    assert first.verified_at is not None
    again = verify_partner(partner_id=pending.pk, by=curator)
    assert again.verified_at == first.verified_at


def test_a_curator_declines(pending: Partner) -> None:
    verify_partner(partner_id=pending.pk, by=StaffFactory())
    declined = decline_partner(partner_id=pending.pk, by=StaffFactory())
    assert (declined.verification, declined.verified_at) == (Verification.DECLINED, None)


@pytest.mark.parametrize("action", [verify_partner, decline_partner])
def test_neither_a_member_nor_its_own_representative_decides(
    action: object, pending: Partner
) -> None:
    own_curator = StaffFactory()
    Representative.objects.create(partner=pending, user=own_curator)
    for person in (UserFactory(), own_curator):
        with pytest.raises(PermissionDenied):
            action(partner_id=pending.pk, by=person)  # type: ignore[operator]
    pending.refresh_from_db()
    assert pending.verification == Verification.PENDING


def test_the_partner_and_the_groups_of_its_people_are_scored_again(
    pending: Partner,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
) -> None:
    person = UserFactory()
    Representative.objects.create(partner=pending, user=person)
    group = make_listing(owner=person)
    asked: list[dict[str, list[int]]] = []
    monkeypatch.setattr(partner_actions, "nudge_rescoring", lambda **ids: asked.append(ids))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        verify_partner(partner_id=pending.pk, by=StaffFactory())
    assert asked == [{"organization_ids": [group.pk], "partner_ids": [pending.pk]}]
