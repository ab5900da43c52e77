"""One letter a day or a week instead of many.

Which notifications wait stands in their rows, that a period's digest was made in a row of its own;
both change in the transaction that writes the letter. So a clock that stood still, or two that ran,
make none missed and none doubled: what waited longer comes with the next one.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override

from accounts.enums import DIGESTS, Frequency, MailState
from accounts.mail import subject_line
from accounts.models import Digest, Notification, User
from accounts.models.notification import DIGEST_LETTER

logger = logging.getLogger(__name__)

# Before work begins in Africa and Europe, and overnight in America.
HOUR = 6
# More lines than this are not read in a letter; the inbox has them all.
MOST_LINES = 30


def period_start(frequency: str, moment: datetime) -> datetime:
    """Return when the current period began: today's or Monday's sixth hour (UTC) that is past."""
    day = moment.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if day > moment:
        day -= timedelta(days=1)
    return day - timedelta(days=day.weekday()) if frequency == Frequency.WEEKLY else day


def make_due_digests(seconds: float) -> bool:
    """Make digests for at most about `seconds`; return whether all that were due are made.

    One that fails is left due, and does not keep the others waiting.
    """
    deadline = time.monotonic() + seconds
    failed: dict[str, set[int]] = {frequency: set() for frequency in DIGESTS}
    for frequency in DIGESTS:
        while True:
            if time.monotonic() >= deadline:
                return False
            with transaction.atomic():
                reader = _claim(frequency, failed[frequency])
                if reader is None:
                    break
                try:
                    with transaction.atomic():
                        _make(reader, frequency)
                except Exception:
                    logger.exception("digest of user %s failed", reader.pk)
                    failed[frequency].add(reader.pk)
    return True


def _claim(frequency: str, failed: set[int]) -> User | None:
    """Lock a person whose digest of this period is due, and is nobody else's now; or None."""
    start = period_start(frequency, now())
    made = Digest.objects.filter(user=OuterRef("pk"), frequency=frequency, period=_key(start))
    waiting = _waiting(frequency).filter(recipient=OuterRef("pk"), created_at__lt=start)
    return (
        User.objects.filter(Exists(waiting), ~Exists(made), is_active=True)
        .exclude(pk__in=failed)
        .select_for_update(skip_locked=True, no_key=True)
        .order_by("pk")
        .first()
    )


def _make(reader: User, frequency: str) -> None:
    rows = list(
        _waiting(frequency)
        .filter(recipient=reader)
        .select_for_update(of=("self",))
        .order_by("created_at", "pk")
    )
    start = period_start(frequency, now())
    digest = Digest.objects.create(user=reader, frequency=frequency, period=_key(start))
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
        mail_state=MailState.DIGESTED, held_for="", digest=digest
    )
    with override(reader.language):
        lines = [
            {"text": subject_line(row.template, row.context), "path": row.context.get("path", "")}
            for row in rows[:MOST_LINES]
        ]
    Notification.objects.create(
        recipient=reader,
        template=DIGEST_LETTER,
        read_at=now(),
        context={
            "frequency": frequency,
            "lines": lines,
            "more": len(rows) - len(lines),
            "path": reverse("accounts:notification_list"),
        },
    )


def _waiting(frequency: str) -> QuerySet[Notification]:
    waiting: QuerySet[Notification] = Notification.objects.filter(
        mail_state=MailState.HELD, held_for=frequency
    )
    return waiting


def _key(start: datetime) -> str:
    return start.date().isoformat()
