"""Partners in the back office."""

import pytest
from django.test import Client

from partnerships.enums import Verification
from partnerships.models import Partner, Representative
from tests.factories import PartnerFactory, StaffFactory, make_partner

LIST = "/admin/partnerships/partner/"


@pytest.fixture
def curator(client: Client, db: None) -> Client:
    client.force_login(StaffFactory())
    return client


def act(client: Client, action: str, *partners: Partner) -> str:
    response = client.post(
        LIST, {"action": action, "_selected_action": [p.pk for p in partners]}, follow=True
    )
    assert response.status_code == 200
    return response.content.decode()


def test_verify_and_decline_selected(curator: Client) -> None:
    one, two = (PartnerFactory(verification=Verification.PENDING, verified_at=None),
                PartnerFactory(verification=Verification.PENDING, verified_at=None))  # fmt: skip
    assert "2 partners are verified." in act(curator, "verify_selected", one, two)
    assert "1 partner is declined." in act(curator, "decline_selected", two)
    assert list(Partner.objects.order_by("pk").values_list("verification", flat=True)) == [
        Verification.VERIFIED,
        Verification.DECLINED,
    ]


def test_nobody_verifies_whom_she_speaks_for(client: Client, db: None) -> None:
    curator = StaffFactory()
    client.force_login(curator)
    own = make_partner(
        representative=curator, name="Own", verification=Verification.PENDING, verified_at=None
    )
    assert "because you speak for them: Own" in act(client, "verify_selected", own)
    own.refresh_from_db()
    assert own.verification == Verification.PENDING


def test_verification_is_no_field_to_type_in(curator: Client) -> None:
    partner = make_partner(verification=Verification.PENDING, verified_at=None)
    text = curator.get(f"{LIST}{partner.pk}/change/").content.decode()
    assert 'name="verification"' not in text
    assert 'name="name"' in text
    assert Representative.objects.count() == 0


def test_staff_without_the_permission_see_nothing(client: Client, db: None) -> None:
    client.force_login(StaffFactory(is_superuser=False))
    assert client.get(LIST).status_code == 403
