"""What the database itself refuses, and what the inbox asks."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Notification
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("notification_mail_state_known", {"mail_state": "lost"}),
        ("notification_sent_at_when_sent", {"mail_state": "sent"}),
        ("notification_sent_at_when_sent", {"sent_at": timezone.now()}),
    ],
)
def test_refused(constraint: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Notification.objects.create(recipient=UserFactory(), template="x", **fields)


def test_mark_read_counts_what_was_unread() -> None:
    user = UserFactory()
    Notification.objects.create(recipient=user, template="x")
    read_at = timezone.now()
    Notification.objects.create(recipient=user, template="x", read_at=read_at)
    assert user.notifications.mark_read() == 1
    assert user.notifications.unread().count() == 0
    assert user.notifications.filter(read_at=read_at).count() == 1
