"""One letter for one event, whoever dies on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts import outbox
from accounts.enums import MailState
from accounts.models import Notification
from accounts.tasks import deliver_notification, sweep_outbox
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

STEM = "organizations/emails/published"


def waiting(**fields: object) -> Notification:
    fields = {
        "template": STEM,
        "context": {"name": "Ours", "path": "/organizations/ours/"},
    } | fields
    return Notification.objects.create(**{"recipient": UserFactory(), **fields})


@pytest.fixture
def broken_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise SMTPServerDisconnected("amal@example.org is unknown here")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fail)


def test_pauses_grow_to_six_hours() -> None:
    minutes = [outbox.pause_after(attempts) // timedelta(minutes=1) for attempts in range(1, 9)]
    assert minutes == [1, 4, 16, 64, 256, 360, 360, 360]


def test_a_letter_is_sent_once_in_the_readers_language() -> None:
    notification = waiting(recipient=UserFactory(email="amal@example.org", language="ar"))
    deliver_notification(notification.pk)
    deliver_notification(notification.pk)
    sweep_outbox()
    assert [message.to for message in mail.outbox] == [["amal@example.org"]]
    assert "http://testserver/ar/organizations/ours/" in mail.outbox[0].body
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{notification.uuid}@testserver>"
    notification.refresh_from_db()
    assert (notification.mail_state, notification.attempts) == (MailState.SENT, 1)
    assert notification.sent_at is not None
    assert notification.read_at is None


@pytest.mark.usefixtures("broken_server")
def test_a_failure_puts_off_and_keeps_no_address() -> None:
    notification = waiting()
    deliver_notification(notification.pk)
    notification.refresh_from_db()
    assert (notification.mail_state, notification.attempts) == (MailState.PENDING, 1)
    assert notification.last_error == "SMTPServerDisconnected"
    pause = notification.next_attempt_at - timezone.now()
    assert timedelta(seconds=55) < pause <= timedelta(minutes=1)
    sweep_outbox()
    notification.refresh_from_db()
    assert notification.attempts == 1


@pytest.mark.usefixtures("broken_server")
def test_given_up_at_the_eighth_failure(caplog: pytest.LogCaptureFixture) -> None:
    notification = waiting(attempts=6)
    deliver_notification(notification.pk)
    Notification.objects.update(next_attempt_at=timezone.now())
    deliver_notification(notification.pk)
    notification.refresh_from_db()
    assert (notification.mail_state, notification.attempts) == (MailState.DEAD, 8)
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    assert "example.org" not in caplog.text


def test_a_broken_template_harms_no_other_letter() -> None:
    broken = waiting(template="no/such/letter")
    whole = waiting()
    assert outbox.sweep(seconds=10) == 2
    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.mail_state, broken.last_error) == (MailState.PENDING, "TemplateDoesNotExist")
    assert whole.mail_state == MailState.SENT


def test_nobody_writes_to_a_closed_account() -> None:
    notification = waiting(recipient=UserFactory(is_active=False))
    deliver_notification(notification.pk)
    notification.refresh_from_db()
    assert (notification.mail_state, notification.last_error) == (MailState.DEAD, "inactive")
    assert mail.outbox == []


def test_a_dead_workers_letter_is_taken_over_when_its_lease_ends() -> None:
    notification = waiting()
    assert outbox.claim(Notification.objects.all()) == notification
    assert outbox.claim(Notification.objects.all()) is None
    Notification.objects.update(next_attempt_at=timezone.now())
    sweep_outbox()
    notification.refresh_from_db()
    assert (notification.mail_state, notification.attempts) == (MailState.SENT, 2)


def test_who_lost_the_lease_settles_nothing() -> None:
    waiting()
    slow = outbox.claim(Notification.objects.all())
    Notification.objects.update(next_attempt_at=timezone.now())
    quick = outbox.claim(Notification.objects.all())
    assert slow is not None
    assert quick is not None
    outbox.deliver(quick)
    sent_at = Notification.objects.get().sent_at
    outbox.deliver(slow)
    assert Notification.objects.get().sent_at == sent_at


def test_the_sweep_stops_in_time() -> None:
    waiting()
    assert outbox.sweep(seconds=0) == 0
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_ten_deliveries_at_once_send_one_letter() -> None:
    notification = waiting()

    def deliver(_: int) -> None:
        try:
            deliver_notification(notification.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        list(pool.map(deliver, range(10)))
    assert len(mail.outbox) == 1
    notification.refresh_from_db()
    assert (notification.mail_state, notification.attempts) == (MailState.SENT, 1)
