"""Curators say what they have seen, and take it back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notification
from organizations.enums import EvidenceKind as K
from organizations.models import Evidence, Membership
from tests.factories import StaffFactory, UserFactory, make_known, make_listing, speak_for

pytestmark = pytest.mark.django_db
LIST = "/admin/organizations/evidence/"


def entered(organization: int, **fields: object) -> dict[str, object]:
    return {
        "organization": organization,
        "kind": "document",
        "basis": "event",
        "facts": "A concert in May",
        **fields,
    }


def test_a_document_that_was_seen(client: Client) -> None:
    curator, group = StaffFactory(), make_listing(owner=UserFactory())
    client.force_login(curator)
    assert client.get(f"{LIST}add/").status_code == 200
    assert client.post(f"{LIST}add/", entered(group.pk)).url == LIST
    row = Evidence.objects.get()
    assert (row.kind, row.basis, row.given_by) == (K.DOCUMENT, "event", curator)
    assert row.expires_at - row.given_at == timedelta(days=730)
    assert Notification.objects.count() == 1
    assert "A concert in May" in client.get(f"{LIST}{row.pk}/change/").content.decode()
    client.post(f"{LIST}{row.pk}/change/", entered(group.pk, facts="Changed"))
    row.refresh_from_db()
    assert row.facts == "A concert in May"


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "vouch", "basis": "met"},
        {"basis": "link"},
        {"kind": "attendance", "basis": "", "facts": ""},
        {"expires_at_0": "2126-01-01", "expires_at_1": "00:00"},
        {"expires_at_0": "2020-01-01", "expires_at_1": "00:00"},
        {"other": "itself"},
    ],
)
def test_what_does_not_fit_is_said_at_the_form(client: Client, fields: dict[str, object]) -> None:
    group = make_listing()
    if "other" in fields:
        fields = {"other": group.pk}
    client.force_login(StaffFactory())
    response = client.post(f"{LIST}add/", entered(group.pk, **fields))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert not Evidence.objects.exists()


def test_not_for_ones_own_group(client: Client) -> None:
    curator, group = StaffFactory(), make_listing()
    Membership.objects.create(organization=group, user=curator)
    row = speak_for(group, K.CONTACT)
    client.force_login(curator)
    assert client.post(f"{LIST}add/", entered(group.pk)).status_code == 403
    assert client.post(f"{LIST}{row.pk}/revoke/", {"reason": "Why"}).status_code == 403
    assert "revoke/" not in client.get(f"{LIST}{row.pk}/change/").content.decode()


def test_taking_back(client: Client) -> None:
    group = make_known(make_listing(owner=UserFactory()))
    row = group.evidence.get(kind=K.DOCUMENT)
    url = f"{LIST}{row.pk}/revoke/"
    client.force_login(StaffFactory())
    assert url in client.get(f"{LIST}{row.pk}/change/").content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 200
    assert client.post(url, {"reason": "Not theirs"}).status_code == 302
    row.refresh_from_db()
    assert (row.end, row.end_reason) == ("revoked", "Not theirs")
    page = client.post(url, {"reason": "Again"}, follow=True).content.decode()
    assert "had ended already" in page
    assert client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_confirming_for_a_new_name(client: Client) -> None:
    group, other = make_known(make_listing(name="Old")), make_known(make_listing())
    group.name = "New"
    group.save()
    client.force_login(StaffFactory())
    waiting = client.get(f"{LIST}?name=changed").context["cl"].queryset
    assert set(waiting) == set(group.evidence.all())
    rows = [row.pk for row in (*waiting, *other.evidence.all())]
    page = client.post(
        LIST,
        {"action": "confirm_for_the_present_name", "_selected_action": rows},
        follow=True,
    ).content.decode()
    assert "2 entries were confirmed" in page
    group.refresh_from_db()
    assert group.trust_level == 2
    assert not client.get(f"{LIST}?name=changed").context["cl"].queryset


def test_the_list_asks_little(client: Client, django_assert_max_num_queries: object) -> None:
    for _ in range(5):
        speak_for(make_listing(), K.VOUCH, other=make_listing(), given_at=timezone.now())
    client.force_login(StaffFactory())
    client.get(LIST)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(LIST)
