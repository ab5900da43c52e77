"""An event and its notifications are stored together, whether the broker is there or not."""

import pytest
from django.core import mail
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import Notification
from accounts.notifications import notify
from accounts.tasks import deliver_notification
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

STEM = "organizations/emails/published"
FACTS = {"name": "Ours", "path": "/organizations/ours/"}


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    pks: list[int] = []
    monkeypatch.setattr(deliver_notification, "delay", pks.append)
    return pks


def test_one_row_a_person(nudged: list[int], django_capture_on_commit_callbacks) -> None:
    amal, bilan = UserFactory(), UserFactory()
    gone = UserFactory(is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        rows = notify(recipients=[amal, bilan, amal, gone], template=STEM, context=FACTS)
        assert nudged == []
    assert [row.recipient for row in rows] == [amal, bilan]
    assert nudged == [row.pk for row in rows]
    stored = Notification.objects.get(recipient=amal)
    assert (stored.template, stored.context) == (STEM, FACTS)
    assert mail.outbox == []


def test_no_event_no_notification(nudged: list[int], django_capture_on_commit_callbacks) -> None:
    user = UserFactory()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        notify(recipients=[user], template=STEM, context=FACTS)
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert nudged == []


def test_a_broker_that_is_away_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    tried: list[int] = []

    def refuse(pk: int) -> None:
        tried.append(pk)
        raise OperationalError

    monkeypatch.setattr(deliver_notification, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        rows = notify(recipients=[UserFactory(), UserFactory()], template=STEM, context=FACTS)
    assert tried == [rows[0].pk]
    assert Notification.objects.count() == 2
