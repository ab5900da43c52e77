"""Host agreements in the admin: read, and ended with a reason; never written."""

import pytest
from django.test import Client

from accounts.models import Notification
from organizations.models import Membership
from partnerships.host_workflow import State
from tests.factories import StaffFactory
from tests.factories.hosting import make_agreement

pytestmark = pytest.mark.django_db


def test_staff_read_an_agreement_and_end_it_for_a_reason(client: Client) -> None:
    agreement = make_agreement()
    staff = StaffFactory()
    client.force_login(staff)
    listed = client.get("/admin/partnerships/hostagreement/?q=Circle").content.decode()
    assert "Carrier" in listed
    here = f"/admin/partnerships/hostagreement/{agreement.pk}/"
    page = client.get(f"{here}change/").content.decode()
    assert "We do as we said." in page
    assert f"{here}end/" in page
    assert 'name="_save"' not in page
    assert client.get(f"{here}end/").status_code == 200
    client.post(f"{here}end/", {"reason": ""})
    agreement.refresh_from_db()
    assert agreement.state == State.AGREED
    Notification.objects.all().delete()
    assert client.post(f"{here}end/", {"reason": "Danger."}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.state, agreement.end_reason) == (State.REVOKED, "Danger.")
    assert Notification.objects.count() == 2
    assert f"{here}end/" not in client.get(f"{here}change/").content.decode()


def test_staff_do_not_end_what_their_own_group_has_agreed(client: Client) -> None:
    agreement, staff = make_agreement(), StaffFactory()
    Membership.objects.create(organization=agreement.group, user=staff)
    client.force_login(staff)
    here = f"/admin/partnerships/hostagreement/{agreement.pk}/end/"
    assert client.post(here, {"reason": "Danger."}).status_code == 403
    agreement.refresh_from_db()
    assert agreement.state == State.AGREED
