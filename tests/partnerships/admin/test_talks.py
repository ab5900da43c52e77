"""Reported conversations wait in the curators' queue; who may not decide reads none of them."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from gdve_portal.roles import VIEWER, set_up_roles
from partnerships.actions import report_conversation, send_message
from partnerships.models import ConversationReport, Introduction
from tests.factories import StaffFactory, UserFactory, make_conversation

pytestmark = pytest.mark.django_db
QUEUE = "/admin/organizations/organization/queue/"


@pytest.fixture
def talk() -> Introduction:
    ana = UserFactory.create(name="Ana")
    found = make_conversation(by=ana, answers=UserFactory.create())
    send_message(introduction_id=found.pk, by=ana, text="Pay me first", key="k")
    return found


@pytest.fixture
def report(talk: Introduction) -> ConversationReport:
    other = User.objects.get(memberships__organization=talk.asked_organization)
    return report_conversation(introduction_id=talk.pk, by=other, kind="fraud", text="Odd")


def test_it_waits_is_read_and_the_conversation_ended_and_taken_back(
    client: Client, report: ConversationReport
) -> None:
    client.force_login(StaffFactory.create())
    listed = client.get(f"{QUEUE}?source=talk").content.decode()
    assert "Report of a conversation" in listed
    page = client.get(f"{QUEUE}talk/{report.pk}/").content.decode()
    for words in ("Odd", "Pay me first", "Ana", "End the conversation"):
        assert words in page, words
    response = client.post(f"{QUEUE}talk/{report.pk}/decide/stop/")
    assert response.status_code == 302
    report.introduction.refresh_from_db()
    assert report.introduction.stopped_at is not None
    assert client.post(f"{QUEUE}talk/{report.pk}/decide/handled/").status_code == 409
    client.post(f"{QUEUE}talk/{report.pk}/undo/")
    report.introduction.refresh_from_db()
    assert report.introduction.stopped_at is None


def test_who_only_looks_reads_no_conversation(client: Client, report: ConversationReport) -> None:
    viewer = UserFactory.create(is_staff=True)
    set_up_roles()
    viewer.groups.add(Group.objects.get(name=VIEWER.name))
    client.force_login(viewer)
    page = client.get(f"{QUEUE}talk/{report.pk}/")
    assert page.status_code == 200
    assert "Pay me first" not in page.content.decode()
