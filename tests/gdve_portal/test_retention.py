"""What was kept long enough goes, what was not stays, and the page says the same."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accounts.models import (
    Digest,
    Erasure,
    Notification,
    PersonalCopy,
    Transfer,
    User,
)
from accounts.rights import retention, tasks
from accounts.rights.retention import Rule, apply, apply_all, rules
from organizations.models import (
    Claim,
    ContactLink,
    ContactMessage,
    ListingImport,
    ListingReport,
    Organization,
    ShortlistEntry,
    WorkLock,
)
from partnerships.models import RepresentationRequest
from sessions_archive.models import ExchangeSession, Person, RemovalRequest, SessionRegistration
from tests.factories import (
    OrganizationFactory,
    UserFactory,
    make_listing,
    make_partner,
)
from tests.factories.archive import ExchangeSessionFactory
from tests.factories.people import verified

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
BY_CODE = {rule.code: rule for rule in rules}
Make = Callable[[datetime], Any]


def account(at: datetime) -> User:
    return UserFactory(date_joined=at)


def draft(at: datetime) -> Organization:
    listing = OrganizationFactory(status="draft", source="self")
    rows = Organization.objects.unrecorded(because="a test")
    rows.filter(pk=listing.pk).update(updated_at=at)
    return listing


def notification(at: datetime) -> Notification:
    return Notification.objects.create(
        recipient=UserFactory(), template="x", created_at=at, mail_state="sent", sent_at=at
    )


def digest_letter(at: datetime) -> Notification:
    return Notification.objects.create(
        recipient=UserFactory(), template="accounts/emails/digest", mail_state="sent", sent_at=at
    )


def digest(at: datetime) -> Digest:
    return Digest.objects.create(
        user=UserFactory(), frequency="daily", period="2026-01-01", made_at=at
    )


def contact_message(at: datetime) -> ContactMessage:
    return ContactMessage.objects.create(
        organization=make_listing(), sender=UserFactory(), signature="A", text="x", created_at=at
    )


def report(at: datetime) -> ListingReport:
    return ListingReport.objects.create(
        organization=make_listing(), kind="spam", reply_to="a@example.org", handled_at=at
    )


def removal(at: datetime) -> RemovalRequest:
    person = Person.objects.create(slug=f"p{at.timestamp():.0f}", name="P")
    return RemovalRequest.objects.create(
        person=person, answer_to="a@example.org", state="granted", decided_at=at
    )


def claim(at: datetime) -> Claim:
    return Claim.objects.create(
        organization=make_listing(),
        claimant=UserFactory(),
        kind="unowned",
        role="x",
        evidence="x",
        state="approved",
        decided_at=at,
    )


def representation_request(at: datetime) -> RepresentationRequest:
    return RepresentationRequest.objects.create(
        partner=make_partner(),
        person=UserFactory(),
        role="x",
        proof="x",
        state="approved",
        answered_at=at,
    )


def session_needs(at: datetime) -> SessionRegistration:
    session = ExchangeSessionFactory()
    ExchangeSession.objects.filter(pk=session.pk).update(
        starts_at=at - timedelta(hours=1), ends_at=at
    )
    return SessionRegistration.objects.create(
        session=session,
        user=UserFactory(),
        state="registered",
        placed_at=at,
        question="Why?",
        access_needs="Captions",
    )


def contact_link(at: datetime) -> ContactLink:
    return ContactLink.objects.create(
        organization=make_listing(), address="a@example.org", language="en", asked_at=at
    )


def removed_entry(at: datetime) -> ShortlistEntry:
    return ShortlistEntry.objects.create(
        user=UserFactory(), organization=make_listing(), removed_at=at
    )


def copy(at: datetime) -> PersonalCopy:
    return PersonalCopy.objects.create(user=UserFactory(), state="fetched", ready_at=at)


def imported(at: datetime) -> ListingImport:
    return ListingImport.objects.create(
        file_name="x.csv", content=b"x", rows=[1], state="ready", digest="x", touched_at=at
    )


def lock(at: datetime) -> WorkLock:
    return WorkLock.objects.create(source="x", item=at.timestamp(), by=UserFactory(), until=at)


def sign_in(at: datetime) -> Session:
    return Session.objects.create(session_key=f"{at.timestamp():.0f}", expire_date=at)


def transfer(at: datetime) -> Transfer:
    return Transfer.objects.create(what="directory", rows=1, at=at)


def log_entry(at: datetime) -> LogEntry:
    return LogEntry.objects.create(user=UserFactory(), action_flag=ADDITION, action_time=at)


DELETED: dict[str, Make] = {
    "unconfirmed": account,
    "drafts": draft,
    "notifications": notification,
    "digest_letters": digest_letter,
    "digests": digest,
    "contact_messages": contact_message,
    "claims": claim,
    "representation_requests": representation_request,
    "contact_links": contact_link,
    "removed_entries": removed_entry,
    "copies": copy,
    "locks": lock,
    "sign_ins": sign_in,
    "transfers": transfer,
    "staff_log": log_entry,
}
BLANKED: dict[str, tuple[Make, dict[str, Any]]] = {
    "report_addresses": (report, {"reply_to": ""}),
    "removal_addresses": (removal, {"answer_to": ""}),
    "session_needs": (session_needs, {"question": "", "access_needs": ""}),
    "imports": (imported, {"rows": [], "content": b"", "state": "given_up"}),
}


def run(code: str) -> int:
    done, is_all = apply(BY_CODE[code], time.monotonic() + 60)
    assert is_all
    return done


def test_every_rule_is_tested() -> None:
    assert {*DELETED, *BLANKED} == set(BY_CODE)
    assert len(BY_CODE) == len(rules) == 19


@pytest.mark.parametrize("code", DELETED)
def test_what_is_over_goes_and_what_is_not_stays(code: str) -> None:
    period = timedelta(days=BY_CODE[code].days)
    over = DELETED[code](timezone.now() - period - SECOND)
    stays = DELETED[code](timezone.now() - period + MINUTE)
    assert run(code) == 1
    rows = type(over)._default_manager
    assert not rows.filter(pk=over.pk).exists()
    assert rows.filter(pk=stays.pk).exists()
    assert run(code) == 0


@pytest.mark.parametrize("code", BLANKED)
def test_what_is_over_is_emptied_and_the_rest_of_it_stays(code: str) -> None:
    make, after = BLANKED[code]
    period = timedelta(days=BY_CODE[code].days)
    over = make(timezone.now() - period - SECOND)
    stays = make(timezone.now() - period + MINUTE)
    before = {name: getattr(stays, name) for name in after}
    assert run(code) == 1
    assert run(code) == 0
    for row, expected in ((over, after), (stays, before)):
        row.refresh_from_db()
        found = {name: getattr(row, name) for name in after}
        assert {k: bytes(v) if k == "content" else v for k, v in found.items()} == expected


def test_an_account_in_use_stays() -> None:
    long_ago = timezone.now() - timedelta(days=400)
    stays = [
        verified(UserFactory(date_joined=long_ago)),
        UserFactory(date_joined=long_ago, last_login=long_ago),
        UserFactory(date_joined=long_ago, is_staff=True),
        UserFactory(date_joined=long_ago, is_active=False),
    ]
    UserFactory(date_joined=long_ago)
    assert run("unconfirmed") == 1
    assert set(User.objects.all()) == set(stays)
    assert Erasure.objects.get().reason == "never confirmed"


def test_a_letter_that_waits_is_not_deleted() -> None:
    long_ago = timezone.now() - timedelta(days=4_000)
    for state, held in (("pending", ""), ("held", "weekly")):
        Notification.objects.create(
            recipient=UserFactory(),
            template="x",
            created_at=long_ago,
            mail_state=state,
            held_for=held,
        )
    assert run("notifications") == 0


@pytest.mark.parametrize("status", ["published", "archived", "declined"])
def test_a_listing_that_was_submitted_stays(status: str) -> None:
    listing = draft(timezone.now() - timedelta(days=4_000))
    rows = Organization.objects.unrecorded(because="a test")
    rows.filter(pk=listing.pk).update(status=status, published_at=timezone.now())
    assert run("drafts") == 0


def test_batches_end_with_the_last_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for _number in range(5):
        transfer(timezone.now() - timedelta(days=4_000))
    assert run("transfers") == 5


def test_a_rule_that_leaves_rows_due_ends_too() -> None:
    transfer(timezone.now())
    idle = Rule("idle", "", "", "", 0, lambda before: Transfer.objects.all(), lambda rows: None)
    assert apply(idle, time.monotonic() + 60) == (1, True)


def test_without_time_it_says_that_something_is_left() -> None:
    transfer(timezone.now() - timedelta(days=4_000))
    assert apply(BY_CODE["transfers"], time.monotonic() - 1) == (0, False)
    assert not apply_all(-1)


def test_one_rule_that_fails_keeps_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(before: datetime) -> Any:
        raise RuntimeError

    monkeypatch.setattr(
        retention, "rules", [Rule("bad", "", "", "", 1, fails), BY_CODE["transfers"]]
    )
    transfer(timezone.now() - timedelta(days=4_000))
    assert apply_all(60)
    assert not Transfer.objects.exists()


def test_the_task_does_all_of_it() -> None:
    transfer(timezone.now() - timedelta(days=4_000))
    tasks.end_what_is_over()
    assert not Transfer.objects.exists()


def test_the_page_says_what_the_rules_do(client: Client) -> None:
    page = client.get("/accounts/what-we-keep/").content.decode()
    for rule in rules:
        assert f"{rule.what}</th>" in page
        assert f"{rule.period}, {rule.since}" in page


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 day"), (7, "7 days"), (30, "1 month"), (90, "3 months"), (730, "2 years")],
)
def test_how_long_in_words(days: int, words: str) -> None:
    with override("en"):
        assert Rule("x", "", "", "", days, rules[0].due).period == words
