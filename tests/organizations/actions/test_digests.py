"""Digests: each new group told once, in one letter, in the owner's own eyes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.signing import BadSignature
from django.db import connection
from django.utils import timezone

from accounts.models import Notification, User
from accounts.outbox import sweep
from organizations import actions
from organizations.actions import digests
from organizations.actions.digests import send_due_digests, stop_token, user_of_token
from organizations.enums import Audience, Digest, Status
from organizations.models import Organization, SavedSearch
from organizations.search.documents import refresh
from organizations.viewers_of import viewer_of
from tests.factories import StaffFactory, UserFactory, make_listing, make_public_body

pytestmark = pytest.mark.django_db


def save(
    user: User, query: str = "", digest: str = Digest.DAILY, name: str = "Mine"
) -> SavedSearch:
    return actions.save_search(
        by=user, viewer=viewer_of(user), query=query, name=name, digest=digest
    )


def fall_due(**of: Any) -> None:
    SavedSearch.objects.filter(**of).exclude(digest=Digest.NEVER).update(
        next_digest_at=timezone.now()
    )


def told() -> list[list[tuple[str, int, list[str]]]]:
    """For each letter: its searches, with how many groups are new and which are named."""
    return [
        [
            (entry["name"], entry["total"], [group["name"] for group in entry["groups"]])
            for entry in letter.context["searches"]
        ]
        for letter in Notification.objects.order_by("pk")
    ]


def test_only_what_is_new_and_fits_is_told_and_once() -> None:
    make_listing(name="Old", kind="network")
    user = UserFactory()
    save(user, "kind=network")
    make_listing(name="First", kind="network", slug="first", published_at="2026-03-01T00:00Z")
    make_listing(name="Second", kind="network", published_at="2026-03-02T00:00Z")
    make_listing(name="Other", kind="formal")
    fall_due()
    assert send_due_digests(5)
    assert told() == [[("Mine", 2, ["Second", "First"])]]
    fall_due()
    assert send_due_digests(5)
    assert Notification.objects.count() == 1


def test_nothing_new_no_letter_and_the_next_morning_is_set() -> None:
    user = UserFactory()
    saved = save(user)
    fall_due()
    assert send_due_digests(5)
    assert not Notification.objects.exists()
    saved.refresh_from_db()
    assert saved.next_digest_at is not None
    assert timezone.now() < saved.next_digest_at <= timezone.now() + timedelta(days=1)
    assert saved.next_digest_at.hour == 6


def test_not_before_its_time_and_never_is_never() -> None:
    save(UserFactory())
    save(UserFactory(), digest=Digest.NEVER)
    make_listing()
    fall_due(digest=Digest.NEVER)
    assert send_due_digests(5)
    assert not Notification.objects.exists()


def test_a_clock_that_stood_still_for_days_makes_one_letter() -> None:
    user = UserFactory()
    saved = save(user)
    SavedSearch.objects.update(next_digest_at=datetime(2026, 1, 1, 6, tzinfo=UTC))
    for number in range(3):
        make_listing(name=f"Group {number}")
    assert send_due_digests(5)
    assert send_due_digests(5)
    assert [[total for _, total, _ in letter] for letter in told()] == [[3]]
    saved.refresh_from_db()
    assert saved.next_digest_at is not None
    assert saved.next_digest_at > timezone.now()


def test_all_searches_of_a_person_make_one_letter() -> None:
    user = UserFactory()
    save(user, "kind=network", name="Networks")
    save(user, "kind=formal", Digest.WEEKLY, name="Formal")
    save(user, "kind=grassroots", name="Nothing here")
    save(user, "leadership=women", Digest.NEVER, name="Silent")
    make_listing(name="N", kind="network", is_women_led=True)
    make_listing(name="F", kind="formal")
    fall_due()
    assert send_due_digests(5)
    assert told() == [[("Networks", 1, ["N"]), ("Formal", 1, ["F"])]]
    assert Notification.objects.get().context["path"] == "/organizations/saved-searches/"


def test_the_first_few_are_named_and_the_rest_counted() -> None:
    save(UserFactory())
    for number in range(8):
        make_listing(name=f"Group {number}", published_at=f"2026-03-0{number + 1}T00:00Z")
    fall_due()
    assert send_due_digests(5)
    ((entry,),) = told()
    assert entry == ("Mine", 8, ["Group 7", "Group 6", "Group 5", "Group 4", "Group 3"])
    assert Notification.objects.get().context["searches"][0]["more"] == 3


def test_what_came_to_fit_by_an_edit_or_was_opened_later_is_new() -> None:
    edited = make_listing(name="Edited", kind="formal")
    opened = make_listing(name="Opened", kind="network", audience=Audience.IOM)
    save(UserFactory(), "kind=network")
    Organization.objects.filter(pk=edited.pk).unrecorded(because="arranged").update(kind="network")
    Organization.objects.filter(pk=opened.pk).unrecorded(because="arranged").update(
        audience=Audience.PUBLIC
    )
    refresh([edited.pk, opened.pk])
    fall_due()
    assert send_due_digests(5)
    ((entry,),) = told()
    assert (entry[1], set(entry[2])) == (2, {"Edited", "Opened"})


def test_a_group_that_leaves_and_returns_is_not_told_again() -> None:
    save(UserFactory())
    listing = make_listing()
    fall_due()
    send_due_digests(5)
    for status in (Status.SUSPENDED, Status.PUBLISHED):
        Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
            status=status
        )
        refresh([listing.pk])
        fall_due()
        send_due_digests(5)
    assert len(told()) == 1


def test_each_is_told_what_she_may_see_when_it_is_written() -> None:
    """As of now: who became a partner or a state's servant since she saved it is one."""
    visitor, partner, servant, curator = (
        UserFactory(name="visitor"),
        UserFactory(name="partner"),
        UserFactory(name="servant"),
        StaffFactory(name="curator"),
    )
    for user in (visitor, partner, servant, curator):
        save(user)
    make_public_body("KE", representative=partner)
    make_public_body("SO", representative=servant)
    make_listing(name="Open")
    make_listing(name="Partners", audience=Audience.PARTNERS)
    make_listing(name="Not for SO", audience=Audience.PARTNERS, hidden_from=["SO"])
    make_listing(name="IOM", audience=Audience.IOM)
    make_listing(name="Draft", status=Status.DRAFT, published_at=None)
    fall_due()
    assert send_due_digests(5)
    names = {
        letter.recipient.name: sorted(
            group["name"] for group in letter.context["searches"][0]["groups"]
        )
        for letter in Notification.objects.all()
    }
    assert names == {
        "visitor": ["Open"],
        "partner": ["Not for SO", "Open", "Partners"],
        "servant": ["Open", "Partners"],
        "curator": ["IOM", "Not for SO", "Open", "Partners"],
    }


def test_a_hidden_group_leaves_no_trace_in_a_letter() -> None:
    user = UserFactory()
    save(user, "q=circle")
    make_listing(name="Open Circle", slug="open")
    make_listing(name="Secret Circle", audience=Audience.MEMBERS)
    fall_due()
    send_due_digests(5)
    assert told() == [[("Mine", 1, ["Open Circle"])]]
    make_listing(name="Another Secret Circle", audience=Audience.IOM)
    fall_due()
    send_due_digests(5)
    assert len(told()) == 1


def test_ones_own_group_is_no_news() -> None:
    user = UserFactory()
    save(user)
    make_listing(owner=user)
    fall_due()
    send_due_digests(5)
    assert told() == []


def test_who_is_not_active_waits() -> None:
    user = UserFactory()
    save(user)
    make_listing(name="A")
    fall_due()
    User.objects.update(is_active=False)
    assert send_due_digests(5)
    assert told() == []
    User.objects.update(is_active=True)
    assert send_due_digests(5)
    assert told() == [[("Mine", 1, ["A"])]]


def test_one_that_fails_stays_due_and_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = UserFactory(email="broken@example.org"), UserFactory()
    save(broken), save(fine)
    make_listing()
    fall_due()
    whole = viewer_of

    def fails_for_one(user: User) -> Any:
        if user == broken:
            raise RuntimeError("no viewer")
        return whole(user)

    monkeypatch.setattr(digests, "viewer_of", fails_for_one)
    assert send_due_digests(5)
    assert [letter.recipient for letter in Notification.objects.all()] == [fine]
    assert "broken@example.org" not in caplog.text
    monkeypatch.undo()
    assert send_due_digests(5)
    assert [letter.recipient for letter in Notification.objects.order_by("pk")] == [fine, broken]


def test_what_does_not_fit_into_the_time_is_said() -> None:
    save(UserFactory())
    fall_due()
    assert not send_due_digests(0)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_letter(language: str) -> None:
    user = UserFactory(email="amal@example.org", language=language)
    save(user, "kind=network", name="Nets <b>of ours</b>\u202e")
    make_listing(name="Circle <script>", slug="circle", kind="network")
    fall_due()
    send_due_digests(5)
    sweep(5)
    (letter,) = mail.outbox
    assert letter.to == ["amal@example.org"]
    html = letter.alternatives[0][0]
    prefix = "http://testserver/" + ("" if language == "en" else f"{language}/")
    saved = SavedSearch.objects.get()
    assert "Circle" not in letter.subject
    assert "Nets" not in letter.subject
    for body in (letter.body, html):
        assert f"{prefix}organizations/circle/" in body
        assert f"{prefix}organizations/saved-searches/{saved.uuid}/" in body
        assert f"{prefix}organizations/saved-searches/stop/" in body
    assert f"{prefix}organizations/?kind=network&sort=newest" in letter.body
    assert f"{prefix}organizations/?kind=network&amp;sort=newest" in html
    assert "Circle <script>" in letter.body
    assert "Circle &lt;script&gt;" in html
    assert "<script>" not in html
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html


def test_the_link_that_stops_is_signed() -> None:
    user = UserFactory()
    token = stop_token(user)
    assert user_of_token(token) == user.uuid.hex
    for forged in ("", user.uuid.hex, f"{UserFactory().uuid.hex}:{token.partition(':')[2]}"):
        with pytest.raises(BadSignature):
            user_of_token(forged)


@pytest.mark.django_db(transaction=True)
def test_ten_sweeps_at_once_send_each_letter_once() -> None:
    people = [UserFactory() for _ in range(6)]
    for user in people:
        save(user), save(user, "kind=grassroots")
    make_listing(kind="grassroots")
    fall_due()

    def at_once(_: int) -> None:
        try:
            send_due_digests(5)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=5) as pool:
        list(pool.map(at_once, range(10)))
    assert sorted(letter.recipient_id for letter in Notification.objects.all()) == sorted(
        user.pk for user in people
    )
    assert [[total for _, total, _ in letter] for letter in told()] == [[1, 1]] * 6


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_dies_before_its_end_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letter and marks are one transaction: whoever dies between them did neither."""
    save(UserFactory())
    make_listing()
    fall_due()

    def dies(*args: object, **kwargs: object) -> None:
        raise SystemExit

    monkeypatch.setattr(digests, "tell_of_new_groups", dies)
    with pytest.raises(SystemExit):
        send_due_digests(5)
    assert not Notification.objects.exists()
    monkeypatch.undo()
    assert send_due_digests(5)
    assert [[total for _, total, _ in letter] for letter in told()] == [[1]]
