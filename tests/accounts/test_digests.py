"""One letter a day or a week: none missed, none doubled, whatever the clock does."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from accounts import digests
from accounts.actions import choose_notifications, stop_emails
from accounts.digests import make_due_digests, period_start
from accounts.enums import Frequency, MailState
from accounts.models import Digest, Notification, NotificationChoice, User
from accounts.models.notification import DIGEST_LETTER
from accounts.notifications import notify
from accounts.tasks import make_digests, sweep_outbox
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

STEM = "partnerships/emails/introduction_accepted"
LISTING = "organizations/emails/published"
MONDAY = datetime(2026, 11, 23, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Clock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the time that digests go by."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(digests, "now", lambda: moment)

    return at


@pytest.fixture
def amal() -> User:
    return UserFactory.create(email="amal@example.org")


def choose(person: User, frequency: str, topic: str = "introductions") -> None:
    choose_notifications(by=person, choices={topic: frequency})


def tell(person: User, at: datetime, stem: str = STEM) -> Notification:
    [row] = notify(
        recipients=[person],
        template=stem,
        context={"own": "A", "other": "B", "name": "A", "path": "/introductions/"},
    )
    Notification.objects.filter(pk=row.pk).update(created_at=at)
    return row


def letters(person: User) -> list[Notification]:
    rows = Notification.objects.filter(recipient=person, template=DIGEST_LETTER)
    return list(rows.order_by("pk"))


@pytest.mark.parametrize(
    ("frequency", "now", "start"),
    [
        ("daily", MONDAY, datetime(2026, 11, 22, 6, tzinfo=UTC)),
        ("daily", MONDAY + HOUR, datetime(2026, 11, 23, 6, tzinfo=UTC)),
        ("weekly", MONDAY, datetime(2026, 11, 16, 6, tzinfo=UTC)),
        ("weekly", MONDAY + HOUR, datetime(2026, 11, 23, 6, tzinfo=UTC)),
        ("weekly", MONDAY + 6 * DAY, datetime(2026, 11, 23, 6, tzinfo=UTC)),
    ],
)
def test_periods_begin_at_six_and_on_mondays(frequency: str, now: Any, start: Any) -> None:
    assert period_start(frequency, now) == start


def test_by_default_everything_goes_at_once(amal: User) -> None:
    row = tell(amal, MONDAY)
    assert (row.mail_state, row.topic, row.held_for) == (MailState.PENDING, "introductions", "")


@pytest.mark.parametrize(
    ("frequency", "state", "held_for"),
    [("daily", "held", "daily"), ("weekly", "held", "weekly"), ("inbox", "inbox", "")],
)
def test_a_choice_holds_for_its_topic_and_its_person_only(
    amal: User, frequency: str, state: str, held_for: str
) -> None:
    choose(amal, frequency)
    row = tell(amal, MONDAY)
    assert (row.mail_state, row.held_for) == (state, held_for)
    assert tell(amal, MONDAY, LISTING).mail_state == MailState.PENDING
    assert tell(UserFactory.create(), MONDAY).mail_state == MailState.PENDING
    always = "partnerships/emails/conversation_reported"
    assert tell(amal, MONDAY, always).mail_state == MailState.PENDING


def test_a_day_is_one_letter_with_all_of_it(clock: Clock, amal: User) -> None:
    choose(amal, "daily")
    choose(amal, "daily", "listing")
    first, second = tell(amal, MONDAY), tell(amal, MONDAY, LISTING)
    clock(MONDAY)
    assert make_due_digests(5)
    assert letters(amal) == []  # it is not six yet
    clock(MONDAY + HOUR)
    for _ in range(3):
        assert make_due_digests(5)
    [letter] = letters(amal)
    assert letter.context == {
        "frequency": "daily", "more": 0, "path": "/accounts/notifications/",
        "lines": [
            {"text": "Your introduction was accepted", "path": "/introductions/"},
            {"text": "Your listing is published", "path": "/introductions/"},
        ],
    }  # fmt: skip
    for row in (first, second):
        row.refresh_from_db()
        assert (row.mail_state, row.held_for) == (MailState.DIGESTED, "")
        assert row.digest == Digest.objects.get()
        assert row.read_at is None
    sweep_outbox()
    [message] = mail.outbox
    assert message.subject == "What is new for you on the GDVE Portal"
    assert "Your introduction was accepted" in mail.outbox[0].body
    assert "http://testserver/introductions/" in mail.outbox[0].body


def test_a_clock_that_stood_still_misses_nothing(clock: Clock, amal: User) -> None:
    choose(amal, "daily")
    for day in range(3):
        tell(amal, MONDAY + day * DAY)
    clock(MONDAY + 4 * DAY)
    make_due_digests(5)
    [letter] = letters(amal)
    assert len(letter.context["lines"]) == 3


def test_what_comes_after_the_digest_waits_for_the_next(clock: Clock, amal: User) -> None:
    choose(amal, "daily")
    tell(amal, MONDAY)
    clock(MONDAY + 2 * HOUR)
    make_due_digests(5)
    tell(amal, MONDAY)  # stored late: it bears a time before six
    tell(amal, MONDAY + 2 * HOUR)
    make_due_digests(5)
    assert len(letters(amal)) == 1
    clock(MONDAY + 2 * HOUR + DAY)
    make_due_digests(5)
    assert [len(letter.context["lines"]) for letter in letters(amal)] == [1, 2]


def test_a_week_waits_for_monday(clock: Clock, amal: User) -> None:
    choose(amal, "weekly")
    tell(amal, MONDAY + DAY)
    clock(MONDAY + 6 * DAY)
    make_due_digests(5)
    assert letters(amal) == []
    clock(MONDAY + 7 * DAY + HOUR)
    make_due_digests(5)
    assert letters(amal)[0].context["frequency"] == "weekly"


def test_nothing_to_tell_is_no_letter(clock: Clock, amal: User) -> None:
    choose(amal, "daily")
    clock(MONDAY + HOUR)
    assert make_due_digests(5)
    assert not Notification.objects.exists()
    assert not Digest.objects.exists()


def test_long_lists_end_in_the_inbox(clock: Clock, amal: User) -> None:
    choose(amal, "daily")
    for _ in range(32):
        tell(amal, MONDAY)
    clock(MONDAY + HOUR)
    make_due_digests(5)
    assert len(letters(amal)[0].context["lines"]) == 30
    assert letters(amal)[0].context["more"] == 2
    sweep_outbox()
    assert "And 2 more." in mail.outbox[0].body


def test_one_that_fails_keeps_nobody_else_waiting(clock: Clock, amal: User) -> None:
    bilan = UserFactory.create()
    for person in (amal, bilan):
        choose(person, "daily")
        tell(person, MONDAY)
    Notification.objects.filter(recipient=amal).update(template="no/such/letter")
    clock(MONDAY + HOUR)
    assert make_due_digests(5)
    assert (len(letters(amal)), len(letters(bilan))) == (0, 1)
    Notification.objects.filter(recipient=amal).update(template=STEM)
    make_due_digests(5)
    assert len(letters(amal)) == 1


def test_who_is_not_active_gets_none(clock: Clock, amal: User) -> None:
    choose(amal, "daily")
    tell(amal, MONDAY)
    amal.is_active = False
    amal.save()
    clock(MONDAY + HOUR)
    assert make_due_digests(5)
    assert letters(amal) == []


@pytest.mark.django_db(transaction=True)
def test_ten_clocks_at_once_make_one_each(clock: Clock) -> None:
    people = [UserFactory.create() for _ in range(5)]
    for person in people:
        choose(person, "daily")
        tell(person, MONDAY)
    clock(MONDAY + HOUR)

    def tick(_: int) -> None:
        try:
            make_digests()
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(tick, range(10)))
    assert [len(letters(person)) for person in people] == [1] * 5


def test_a_period_has_one_digest_and_what_waits_says_for_which(amal: User) -> None:
    row = {"user": amal, "frequency": "daily", "period": "2026-11-23"}
    Digest.objects.create(**row)
    with pytest.raises(IntegrityError, match="digest_once_a_period"), transaction.atomic():
        Digest.objects.create(**row)
    with pytest.raises(IntegrityError, match="digest_frequency_known"), transaction.atomic():
        Digest.objects.create(**row | {"frequency": "inbox"})
    for fields in ({"mail_state": "held"}, {"held_for": "daily"}):
        with (
            pytest.raises(IntegrityError, match="notification_held_for_a_digest"),
            transaction.atomic(),
        ):
            Notification.objects.create(recipient=amal, template=STEM, **fields)


@pytest.mark.parametrize(
    ("frequency", "state", "held_for"),
    [("at_once", "pending", ""), ("weekly", "held", "weekly"), ("inbox", "inbox", "")],
)
def test_what_waits_follows_a_new_choice(
    amal: User, frequency: str, state: str, held_for: str
) -> None:
    choose(amal, "daily")
    row = tell(amal, MONDAY)
    choose(amal, frequency)
    row.refresh_from_db()
    assert (row.mail_state, row.held_for) == (state, held_for)
    stored = list(NotificationChoice.objects.values_list("frequency", flat=True))
    assert stored == ([] if frequency == "at_once" else [frequency])
    sweep_outbox()
    assert len(mail.outbox) == (1 if frequency == "at_once" else 0)


def test_there_is_no_choice_about_what_there_is_not(amal: User) -> None:
    with pytest.raises(KeyError):
        choose(amal, "daily", "gossip")
    with pytest.raises(ValueError, match="hourly"):
        choose(amal, "hourly")
    assert not NotificationChoice.objects.exists()


def test_stopping_a_digest_stops_all_topics_in_it(amal: User) -> None:
    choose(amal, "daily")
    choose(amal, "weekly", "listing")
    assert stop_emails(user_uuid=amal.uuid, what="daily")
    chosen = dict(NotificationChoice.objects.values_list("topic", "frequency"))
    assert chosen == {"introductions": Frequency.INBOX, "listing": Frequency.WEEKLY}
