"""Claims in the work queue, and revoking them."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Notification
from organizations.actions import approve_claim, claim_listing
from organizations.models import Claim
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

QUEUE = "/admin/organizations/organization/queue/"
SAID = {"role": "Founder", "evidence": "Our page names me."}


@pytest.fixture
def curator(client: Client) -> Any:
    user = StaffFactory()
    client.force_login(user)
    return user


def claim(**more: Any) -> Claim:
    return claim_listing(
        organization=make_listing(name="Kivu Circle", **more),
        by=UserFactory(language="fr"),
        **SAID,
    )


def test_decided_in_the_queue(client: Client, curator: Any) -> None:
    row = claim()
    assert "Kivu Circle" in client.get(QUEUE).content.decode()
    item = f"{QUEUE}claim/{row.pk}/"
    page = client.get(item).content.decode()
    assert "Our page names me." in page
    assert f"{item}decide/approve/" in page
    assert f"{item}decide/approve_leave/" not in page
    client.post(f"{item}decide/approve/", {"message": "Bienvenue"})
    row.refresh_from_db()
    assert (row.state, row.message) == ("approved", "Bienvenue")
    assert client.post(f"{item}decide/approve/", {}).status_code == 409


def test_denied_in_the_claimants_language(client: Client, curator: Any) -> None:
    row = claim()
    url = f"{QUEUE}claim/{row.pk}/decide/deny_claim/"
    assert 'lang="fr"' in client.get(url).content.decode()
    client.post(url, {"reason": "no_link", "message": "Non"})
    row.refresh_from_db()
    assert (row.state, row.reason) == ("denied", "no_link")
    letter = Notification.objects.get(template="organizations/emails/claim_denied")
    assert letter.context["message"] == "Non"


def test_a_dispute_offers_what_becomes_of_the_owners(client: Client, curator: Any) -> None:
    row = claim(owner=UserFactory(email="old@example.org"))
    page = client.get(f"{QUEUE}claim/{row.pk}/").content.decode()
    for name in ("approve_stay", "approve_editors", "approve_leave", "deny_claim"):
        assert f"decide/{name}/" in page
    assert "old@example.org" in page
    client.post(f"{QUEUE}claim/{row.pk}/decide/approve_leave/", {"message": ""})
    assert [m.user for m in row.organization.memberships.all()] == [row.claimant]


def test_revoking(client: Client, curator: Any) -> None:
    row = claim()
    url = f"/admin/organizations/claim/{row.pk}/"
    assert client.get(f"{url}revoke/").status_code == 409
    approve_claim(claim_id=row.pk, by=curator)
    assert f"{url}revoke/" in client.get(f"{url}change/").content.decode()
    assert client.get(f"{url}revoke/").status_code == 200
    assert client.post(f"{url}revoke/", {"reason": "other"}).status_code == 200
    client.post(f"{url}revoke/", {"reason": "mistake", "message": "Pardon"})
    row.refresh_from_db()
    assert (row.state, row.organization.memberships.count()) == ("revoked", 0)
    assert client.get("/admin/organizations/claim/").status_code == 200


def test_not_her_own_group_and_no_others(client: Client, curator: Any) -> None:
    row = claim(owner=curator)
    assert client.post(f"{QUEUE}claim/{row.pk}/decide/approve_stay/").status_code == 403
    assert client.get(f"/admin/organizations/claim/{row.pk}/revoke/").status_code == 403
    client.force_login(UserFactory())
    assert client.get(f"/admin/organizations/claim/{row.pk}/revoke/").status_code == 302
    row.refresh_from_db()
    assert row.state == "pending"
