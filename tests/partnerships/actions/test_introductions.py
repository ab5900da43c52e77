"""Asking for introductions, answering, and what keeps two apart."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts.models import Notification, User
from organizations.enums import Audience, Status
from organizations.models import ContactBlock, Membership, Organization
from partnerships.actions import (
    accept_introduction,
    ask_for_introduction,
    decline_introduction,
    expire_introductions,
    give_feedback,
    withdraw_introduction,
)
from partnerships.actions.introductions import (
    DeclinedLatelyError,
    NotPossibleError,
    NotReadyError,
    OpenAlreadyError,
    OwnListingError,
    TooManyIntroductionsError,
)
from partnerships.enums import IntroductionState, Verdict, Verification
from partnerships.introduction_workflow import IllegalStepError
from partnerships.models import Introduction, Partner, Representative, Seat
from tests.factories import (
    UserFactory,
    make_introduction,
    make_listing,
    make_partner,
    make_public_body,
)

pytestmark = pytest.mark.django_db
WORDS = {"purpose": "A choir", "offer": "A hall"}


@pytest.fixture
def leader() -> User:
    return UserFactory.create()


@pytest.fixture
def own(leader: User) -> Organization:
    return make_listing(owner=leader, name="Own")


@pytest.fixture
def speaker() -> User:
    return UserFactory.create()


@pytest.fixture
def body(speaker: User) -> Partner:
    return make_partner(representative=speaker, name="Body")


@contextmanager
def nothing_written() -> Iterator[None]:
    before = Introduction.objects.count(), Notification.objects.count(), Seat.objects.count()
    yield
    after = Introduction.objects.count(), Notification.objects.count(), Seat.objects.count()
    assert after == before


def letters() -> list[tuple[str, User]]:
    rows = Notification.objects.order_by("pk")
    return [(row.template.removeprefix("partnerships/emails/"), row.recipient) for row in rows]


def test_the_people_of_the_other_side_are_told_and_nobody_else(
    own: Organization, body: Partner, leader: User, speaker: User
) -> None:
    colleague = UserFactory.create()
    Membership.objects.create(organization=own, user=colleague)
    found = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    assert letters() == [("introduction_asked", speaker)]
    assert Notification.objects.get().context == {
        "own": "Body", "other": "Own", "purpose": "A choir", "offer": "A hall",
        "reason": "", "words": "", "until": found.expires_at.date().isoformat(),
        "host": "", "accepted": False,
        "path": f"/introductions/{found.uuid}/",
    }  # fmt: skip
    assert found.expires_at - found.asked_at == timedelta(days=30)
    assert {(seat.user, seat.side) for seat in Seat.objects.all()} == {
        (leader, "asker"), (colleague, "asker"), (speaker, "asked"),
    }  # fmt: skip


def test_asked_twice_it_is_asked_once_and_else_the_first_is_named(
    own: Organization, body: Partner, leader: User, speaker: User
) -> None:
    first = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    assert ask_for_introduction(asker=own, asked=body, by=leader, **WORDS) == first
    assert len(letters()) == 1
    for asker, asked, by in ((own, body, leader), (body, own, speaker)):
        with nothing_written(), pytest.raises(OpenAlreadyError) as caught:
            ask_for_introduction(asker=asker, asked=asked, by=by, purpose="B", offer="C")
        assert caught.value.introduction == first


def test_only_who_acts_for_a_listing_asks_in_its_name(
    own: Organization, body: Partner, speaker: User
) -> None:
    for by in (UserFactory.create(), speaker):
        with nothing_written(), pytest.raises(PermissionDenied):
            ask_for_introduction(asker=own, asked=body, by=by, **WORDS)


@pytest.mark.parametrize("status", [s for s in Status if s != Status.PUBLISHED])
def test_only_published_listings_ask_and_are_asked(
    own: Organization, body: Partner, leader: User, speaker: User, status: Status
) -> None:
    own.status = status
    own.save()
    with nothing_written(), pytest.raises(NotReadyError):
        ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    with nothing_written(), pytest.raises(NotPossibleError):
        ask_for_introduction(asker=body, asked=own, by=speaker, **WORDS)


def test_only_verified_and_open_partners_are_asked(
    own: Organization, body: Partner, leader: User, speaker: User
) -> None:
    body.is_open_to_matching = False
    body.save()
    with nothing_written(), pytest.raises(NotPossibleError):
        ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    body.is_open_to_matching, body.verification = True, Verification.PENDING
    body.save()
    with nothing_written(), pytest.raises(NotPossibleError):
        ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    with nothing_written(), pytest.raises(NotReadyError):
        ask_for_introduction(asker=body, asked=own, by=speaker, **WORDS)


@pytest.mark.parametrize("by_asker", [False, True])
def test_a_block_of_either_keeps_them_apart(
    own: Organization, body: Partner, leader: User, speaker: User, by_asker: bool
) -> None:
    source, target, who = (own, body, leader) if by_asker else (body, own, speaker)
    give_feedback(source=source, target=target, by=who, verdict=Verdict.BLOCKED)
    with nothing_written(), pytest.raises(NotPossibleError):
        ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)


def test_a_sender_whose_messages_are_stopped_asks_nobody(leader: User, own: Organization) -> None:
    group, other = make_listing(owner=UserFactory()), make_listing(owner=UserFactory())
    ContactBlock.objects.create(organization=group, sender=leader)
    with nothing_written(), pytest.raises(NotPossibleError):
        ask_for_introduction(asker=own, asked=group, by=leader, **WORDS)
    ask_for_introduction(asker=own, asked=other, by=leader, **WORDS)
    ContactBlock.objects.create(organization=None, sender=leader)
    with nothing_written(), pytest.raises(NotPossibleError):
        ask_for_introduction(asker=own, asked=make_partner(), by=leader, **WORDS)


def test_who_acts_for_both_needs_no_introduction(leader: User, own: Organization) -> None:
    with nothing_written(), pytest.raises(OwnListingError):
        ask_for_introduction(asker=own, asked=make_listing(owner=leader), by=leader, **WORDS)
    with nothing_written(), pytest.raises(OwnListingError):
        ask_for_introduction(asker=own, asked=own, by=leader, **WORDS)


def test_no_state_learns_of_a_group_that_hides_from_it(leader: User) -> None:
    hidden = make_listing(
        owner=leader, hidden_from=["ER"], audience=Audience.MEMBERS, name="Hidden"
    )
    ministry = make_public_body("ER", representative=UserFactory.create())
    official = UserFactory.create()
    Representative.objects.create(
        partner=make_public_body("ER", verification=Verification.PENDING, verified_at=None),
        user=official,
    )
    infiltrated = make_listing(owner=official)
    for asked in (ministry, infiltrated):
        with nothing_written(), pytest.raises(NotPossibleError):
            ask_for_introduction(asker=hidden, asked=asked, by=leader, **WORDS)
    ask_for_introduction(
        asker=hidden, asked=make_public_body("SO", representative=UserFactory()), by=leader, **WORDS
    )


def test_a_person_asks_five_a_day_and_fifteen_a_week(leader: User, own: Organization) -> None:
    """Fifty an hour: five are sent, the others are stopped and nothing of them is written."""
    sent = 0
    for _ in range(50):
        try:
            make_introduction(asker=own, by=leader)
            sent += 1
        except TooManyIntroductionsError:
            pass
    assert sent == Introduction.objects.count() == Notification.objects.count() == 5
    for days in (2, 4):
        Introduction.objects.filter(asked_at__gt=timezone.now() - timedelta(days=1)).update(
            asked_at=timezone.now() - timedelta(days=days)
        )
        for _ in range(5):
            make_introduction(asker=own, by=leader)
    Introduction.objects.filter(asked_at__gt=timezone.now() - timedelta(days=1)).update(
        asked_at=timezone.now() - timedelta(days=3)
    )
    with nothing_written(), pytest.raises(TooManyIntroductionsError):
        make_introduction(asker=own, by=leader)


def test_a_listing_with_many_people_asks_eight_a_day(own: Organization) -> None:
    for number in range(9):
        person = UserFactory.create()
        Membership.objects.create(organization=own, user=person)
        if number < 8:
            make_introduction(asker=own, by=person)
    with nothing_written(), pytest.raises(TooManyIntroductionsError):
        make_introduction(asker=own, by=person)


def test_a_listing_is_asked_ten_times_a_day() -> None:
    wanted = make_listing(owner=UserFactory())
    for _ in range(10):
        make_introduction(asked=wanted)
    with nothing_written(), pytest.raises(TooManyIntroductionsError):
        make_introduction(asked=wanted)


def test_the_asked_side_accepts_once(
    own: Organization, body: Partner, leader: User, speaker: User
) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    for by in (leader, UserFactory.create()):
        with pytest.raises(PermissionDenied):
            accept_introduction(introduction_id=asked.pk, by=by)
    for _ in range(2):
        found = accept_introduction(introduction_id=asked.pk, by=speaker)
        assert (found.state, found.answered_by) == (IntroductionState.ACCEPTED, speaker)
    assert letters()[1:] == [("introduction_accepted", leader)]
    for step in (decline_introduction, withdraw_introduction):
        by = leader if step is withdraw_introduction else speaker
        with pytest.raises(IllegalStepError):
            step(introduction_id=asked.pk, by=by)
    other = UserFactory.create()
    Representative.objects.create(partner=body, user=other)
    with pytest.raises(IllegalStepError):
        accept_introduction(introduction_id=asked.pk, by=other)


def test_nobody_answers_what_she_could_have_asked(
    own: Organization, body: Partner, leader: User, speaker: User
) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    Representative.objects.create(partner=body, user=leader)
    for step in (accept_introduction, decline_introduction):
        with pytest.raises(PermissionDenied):
            step(introduction_id=asked.pk, by=leader)


def test_an_acceptance_does_not_outdo_a_block(
    own: Organization, body: Partner, leader: User, speaker: User
) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    give_feedback(source=own, target=body, by=leader, verdict=Verdict.BLOCKED)
    with pytest.raises(NotPossibleError):
        accept_introduction(introduction_id=asked.pk, by=speaker)
    asked.refresh_from_db()
    assert asked.state == IntroductionState.ASKED


def test_a_no_is_told_with_its_reason_and_leaves_them_in_peace(
    own: Organization, body: Partner, leader: User, speaker: User
) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    decline_introduction(introduction_id=asked.pk, by=speaker, reason="time", words="In spring")
    last = Notification.objects.order_by("-pk")[0]
    assert (last.recipient, last.template) == (leader, "partnerships/emails/introduction_declined")
    assert (last.context["reason"], last.context["words"]) == ("time", "In spring")
    asked.refresh_from_db()
    with nothing_written(), pytest.raises(DeclinedLatelyError) as caught:
        ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    assert caught.value.until == asked.answered_at + timedelta(days=90)
    # Who said no may ask.
    ask_for_introduction(asker=body, asked=own, by=speaker, **WORDS)


def test_who_asked_takes_it_back(
    own: Organization, body: Partner, leader: User, speaker: User
) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    with pytest.raises(PermissionDenied):
        withdraw_introduction(introduction_id=asked.pk, by=speaker)
    for _ in range(2):
        withdraw_introduction(introduction_id=asked.pk, by=leader)
    assert letters()[1:] == [("introduction_withdrawn", speaker)]
    with pytest.raises(IllegalStepError):
        accept_introduction(introduction_id=asked.pk, by=speaker)


def test_after_thirty_days_it_is_over_whether_or_not_the_clock_ran(
    own: Organization, body: Partner, leader: User, speaker: User
) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    month = timedelta(days=30)
    Introduction.objects.update(
        asked_at=asked.asked_at - month, expires_at=asked.expires_at - month
    )
    with pytest.raises(IllegalStepError) as caught:
        accept_introduction(introduction_id=asked.pk, by=speaker)
    assert caught.value.state == IntroductionState.EXPIRED
    assert [expire_introductions(), expire_introductions()] == [1, 0]
    assert letters()[1:] == [("introduction_expired", leader)]
    ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)


def test_asking_again_notes_what_ran_out(own: Organization, body: Partner, leader: User) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    month = timedelta(days=30)
    Introduction.objects.update(
        asked_at=asked.asked_at - month, expires_at=asked.expires_at - month
    )
    again = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    asked.refresh_from_db()
    assert (asked.state, again.state) == (IntroductionState.EXPIRED, IntroductionState.ASKED)


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_count_each_other() -> None:
    leader = UserFactory.create()
    own = make_listing(owner=leader)
    others = [make_listing(owner=UserFactory()) for _ in range(8)]

    def ask(asked: Organization) -> str:
        try:
            ask_for_introduction(asker=own, asked=asked, by=leader, **WORDS)
        except TooManyIntroductionsError:
            return "stopped"
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(ask, others))
    assert sorted(outcomes) == ["sent"] * 5 + ["stopped"] * 3
    assert Introduction.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_both_sides_at_once_make_one_introduction() -> None:
    leader, speaker = UserFactory.create(), UserFactory.create()
    own, body = make_listing(owner=leader), make_partner(representative=speaker)

    def ask(asker: Any, asked: Any, by: User) -> str:
        try:
            ask_for_introduction(asker=asker, asked=asked, by=by, **WORDS)
        except OpenAlreadyError:
            return "there"
        finally:
            connection.close()
        return "asked"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(ask, (own, body), (body, own), (leader, speaker)))
    assert sorted(outcomes) == ["asked", "there"]
    assert Introduction.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepted_and_declined_at_once_is_one_of_the_two() -> None:
    first, second = UserFactory.create(), UserFactory.create()
    group = make_listing(owner=first)
    Membership.objects.create(organization=group, user=second)
    asked = make_introduction(asked=group)

    def answer(step: Any, by: User) -> str:
        try:
            step(introduction_id=asked.pk, by=by)
        except IllegalStepError:
            return "late"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(
            pool.map(answer, (accept_introduction, decline_introduction), (first, second))
        )
    assert sorted(outcomes) == ["done", "late"]
    # Two who were asked, and who hears the answer.
    assert Notification.objects.count() == 3
