"""Telling IOM about a listing, with and without an account."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.outbox import sweep
from organizations.enums import ReportKind
from organizations.models import ListingReport
from tests.factories import OrganizationFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db

URL = "/organizations/circle/report/"


@pytest.fixture(autouse=True)
def circle() -> Any:
    return OrganizationFactory(slug="circle", name="Circle")


def test_anybody_reports(client: Client) -> None:
    response = client.post(
        URL,
        {"kind": "duplicate", "duplicate_of": "Circle of Friends", "reply_to": "ana@example.org"},
        follow=True,
    )
    assert response.redirect_chain == [("/organizations/circle/", 302)]
    assert "IOM will look at it" in response.content.decode()
    made = ListingReport.objects.get()
    assert (made.kind, made.duplicate_of, made.reply_to, made.reporter) == (
        "duplicate",
        "Circle of Friends",
        "ana@example.org",
        None,
    )


def test_an_account_is_noted(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    client.post(URL, {"kind": "spam"})
    assert ListingReport.objects.get().reporter == user


def test_danger_reaches_staff_without_details(client: Client) -> None:
    StaffFactory(email="duty@example.org")
    client.post(URL, {"kind": "danger", "text": "They watch the owner"})
    sweep(5)
    (letter,) = mail.outbox
    pk = ListingReport.objects.get().pk
    assert letter.to == ["duty@example.org"]
    assert f"http://testserver/admin/organizations/listingreport/{pk}/change/" in letter.body
    assert "They watch" not in str(letter.message())
    assert "Circle" not in letter.body


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "kind"),
        ({"kind": "rumour"}, "kind"),
        ({"kind": "danger"}, "text"),
        ({"kind": "wrong_facts", "text": " \u202e"}, "text"),
        ({"kind": "duplicate"}, "duplicate_of"),
        ({"kind": "spam", "text": "x" * 2_001}, "text"),
        ({"kind": "danger", "text": "x" * 2_001}, "text"),
        ({"kind": "spam", "duplicate_of": "x" * 301}, "duplicate_of"),
        ({"kind": "spam", "reply_to": "no address"}, "reply_to"),
    ],
)
def test_refused_at_the_field(client: Client, data: dict[str, str], field: str) -> None:
    response = client.post(URL, data)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not ListingReport.objects.exists()


def test_what_cannot_be_stored_is_a_bad_request(client: Client) -> None:
    assert client.post(URL, {"kind": "spam", "text": "a\x00b"}).status_code == 400


def test_the_eleventh_report_of_a_day_is_refused_kindly(client: Client) -> None:
    for number in range(10):
        assert client.post(URL, {"kind": "spam", "text": str(number)}).status_code == 302
    response = client.post(URL, {"kind": "spam", "text": "once more"})
    assert response.status_code == 429
    assert "once more" in response.content.decode()


def test_a_forged_forwarding_header_is_the_same_origin(client: Client) -> None:
    for number in range(2):
        client.post(
            URL,
            {"kind": "spam", "text": str(number)},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )
    assert len(set(ListingReport.objects.values_list("origin", flat=True))) == 1


def test_staff_read_reports_and_mark_them(client: Client) -> None:
    client.post(URL, {"kind": "danger", "text": "<script>alert(1)</script>"})
    made = ListingReport.objects.get()
    client.force_login(StaffFactory())
    listed = "/admin/organizations/listingreport/"
    assert str(ReportKind.DANGER.label) in client.get(listed).content.decode()
    page = client.get(f"{listed}{made.pk}/change/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    client.post(listed, {"action": "mark_as_handled", "_selected_action": [made.pk]})
    made.refresh_from_db()
    assert made.handled_at is not None
    assert made.handled_by is not None
