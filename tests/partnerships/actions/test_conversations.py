"""Writing to each other without addresses, leaving, blocking, telling IOM."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import Notification, User
from organizations.enums import Status
from organizations.models import Membership
from partnerships.actions import (
    block_other_side,
    handle_conversation_report,
    leave_conversation,
    rejoin_conversation,
    reopen_conversation_report,
    report_conversation,
    send_message,
    unblock_other_side,
)
from partnerships.actions.conversation_reports import AlreadyHandledError
from partnerships.actions.conversations import (
    ClosedConversationError,
    EmptyMessageError,
    HasLeftError,
    TooManyMessagesError,
)
from partnerships.attachments import CheckedFile
from partnerships.enums import IntroductionState
from partnerships.introduction_gate import why_closed
from partnerships.models import Attachment, ConversationReport, Introduction, Message, Seat
from partnerships.private_files import PrivateStorage
from tests.factories import (
    StaffFactory,
    UserFactory,
    make_conversation,
    make_introduction,
    make_listing,
)

pytestmark = pytest.mark.django_db
FILE = CheckedFile("plan.pdf", "application/pdf", b"%PDF-1.7")


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana", email="ana@example.org")


@pytest.fixture
def ben() -> User:
    return UserFactory.create(name="Ben", email="ben@example.org")


@pytest.fixture
def talk(ana: User, ben: User) -> Introduction:
    found = make_conversation(by=ana, answers=ben)
    Notification.objects.all().delete()
    return found


def send(talk: Introduction, by: User, text: str = "Hello", key: str = "", **more: Any) -> Message:
    key = key or f"key {Message.objects.count()}"
    return send_message(introduction_id=talk.pk, by=by, text=text, key=key, **more)


def test_the_other_side_reads_it_and_no_address_stands_in_the_letter(
    talk: Introduction, ana: User, ben: User
) -> None:
    colleague = UserFactory.create()
    Membership.objects.create(organization=talk.asked_organization, user=colleague)
    message = send(talk, ana, "Hello there", files=[FILE])
    assert {row.recipient for row in Notification.objects.all()} == {ben, colleague}
    letter = Notification.objects.get(recipient=ben)
    answer_at = letter.context.pop("answer_at")
    assert answer_at.startswith("reply+")
    assert answer_at.endswith("@portal.test")
    assert letter.context == {
        "own": talk.asked_name, "other": talk.asker_name, "author": "Ana", "text": "Hello there",
        "host": "", "files": ["plan.pdf"], "path": f"/introductions/{talk.uuid}/",
    }  # fmt: skip
    assert Notification.objects.get(recipient=colleague).context["answer_at"] != answer_at
    assert (message.side, message.author) == ("asker", ana)
    talk.refresh_from_db()
    assert talk.moved_at == message.sent_at


def test_sent_twice_it_is_sent_once(talk: Introduction, ana: User, ben: User) -> None:
    assert send(talk, ana, key="one") == send(talk, ana, key="one")
    assert Message.objects.count() == Notification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_sent_once() -> None:
    ana = UserFactory.create()
    talk = make_conversation(by=ana, answers=UserFactory.create())

    def once(_: int) -> int:
        try:
            return send_message(introduction_id=talk.pk, by=ana, text="Hi", key="one").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(once, range(4)))) == 1
    assert Message.objects.count() == 1


def test_strangers_write_nowhere(talk: Introduction) -> None:
    stranger = UserFactory.create()
    for act in (
        lambda: send(talk, stranger),
        lambda: leave_conversation(introduction_id=talk.pk, by=stranger),
        lambda: rejoin_conversation(introduction_id=talk.pk, by=stranger),
        lambda: block_other_side(introduction_id=talk.pk, by=stranger),
        lambda: unblock_other_side(introduction_id=talk.pk, by=stranger),
        lambda: report_conversation(introduction_id=talk.pk, by=stranger, kind="spam"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Message.objects.exists()
    assert not Seat.objects.filter(user=stranger).exists()


def test_who_left_the_group_writes_no_more(talk: Introduction, ana: User) -> None:
    send(talk, ana)
    Membership.objects.filter(user=ana).delete()
    with pytest.raises(PermissionDenied):
        send(talk, ana, "Again")


def test_an_introduction_that_waits_is_no_conversation(ana: User) -> None:
    asked = make_introduction(by=ana)
    with pytest.raises(ClosedConversationError) as caught:
        send(asked, ana)
    assert caught.value.why == "not_accepted"


def test_nothing_is_no_message(talk: Introduction, ana: User) -> None:
    with pytest.raises(EmptyMessageError):
        send(talk, ana, " \n")
    assert send(talk, ana, "", files=[FILE]).attachments.count() == 1


def test_twenty_messages_an_hour(talk: Introduction, ana: User, ben: User) -> None:
    for _ in range(20):
        send(talk, ana)
    with pytest.raises(TooManyMessagesError):
        send(talk, ana)
    assert Message.objects.count() == 20
    send(talk, ben)


def test_twenty_files_a_day(talk: Introduction, ana: User) -> None:
    for _ in range(6):
        send(talk, ana, files=[FILE] * 3)
    with pytest.raises(TooManyMessagesError):
        send(talk, ana, files=[FILE] * 3)
    send(talk, ana, files=[FILE] * 2)
    assert Attachment.objects.count() == 20


def test_a_file_that_cannot_be_stored_leaves_nothing_behind(
    talk: Introduction, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[str] = []
    save = PrivateStorage.save

    def full_at_the_second(self: PrivateStorage, name: str, *rest: Any, **more: Any) -> str:
        if stored:
            raise OSError(28, "No space left on device")
        stored.append(save(self, name, *rest, **more))
        return stored[0]

    monkeypatch.setattr(PrivateStorage, "save", full_at_the_second)
    with pytest.raises(OSError, match="No space left"):
        send(talk, ana, files=[FILE, FILE])
    assert len(stored) == 1
    assert not PrivateStorage().exists(stored[0])
    assert not Message.objects.exists()
    assert not Notification.objects.exists()


def test_files_go_with_their_conversation(
    talk: Introduction, ana: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    send(talk, ana, files=[FILE])
    name = Attachment.objects.get().file.name
    assert PrivateStorage().exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        talk.delete()
    assert not PrivateStorage().exists(name)


def test_who_leaves_gets_no_letters_and_may_come_back(
    talk: Introduction, ana: User, ben: User
) -> None:
    colleague = UserFactory.create()
    Membership.objects.create(organization=talk.asked_organization, user=colleague)
    leave_conversation(introduction_id=talk.pk, by=ben)
    send(talk, ana)
    assert [row.recipient for row in Notification.objects.all()] == [colleague]
    with pytest.raises(HasLeftError):
        send(talk, ben)
    leave_conversation(introduction_id=talk.pk, by=colleague)
    with pytest.raises(ClosedConversationError) as caught:
        send(talk, ana)
    assert caught.value.why == "left"
    rejoin_conversation(introduction_id=talk.pk, by=ben)
    send(talk, ana)
    send(talk, ben)


def test_a_block_closes_it_for_both_and_can_be_taken_back(
    talk: Introduction, ana: User, ben: User
) -> None:
    block_other_side(introduction_id=talk.pk, by=ben)
    for by in (ana, ben):
        with pytest.raises(ClosedConversationError) as caught:
            send(talk, by)
        assert caught.value.why == "closed"
    assert not Notification.objects.exists()
    unblock_other_side(introduction_id=talk.pk, by=ana)
    assert why_closed(talk) == "closed"  # only who blocked can
    unblock_other_side(introduction_id=talk.pk, by=ben)
    send(talk, ana)


def test_a_block_declines_what_waits(ana: User, ben: User) -> None:
    asked = make_introduction(by=ana, asked=make_listing(owner=ben))
    block_other_side(introduction_id=asked.pk, by=ben)
    asked.refresh_from_db()
    assert asked.state == IntroductionState.DECLINED
    other = make_introduction(by=ana)
    block_other_side(introduction_id=other.pk, by=ana)
    other.refresh_from_db()
    assert other.state == IntroductionState.WITHDRAWN


def test_a_listing_that_was_taken_down_is_not_written_to(talk: Introduction, ana: User) -> None:
    group = talk.asked_organization
    assert group is not None
    group.status = Status.SUSPENDED
    group.save()
    with pytest.raises(ClosedConversationError) as caught:
        send(talk, ana)
    assert caught.value.why == "closed"


def test_a_report_waits_once_and_danger_is_told_at_once(
    talk: Introduction, ana: User, ben: User
) -> None:
    staff = StaffFactory.create()
    first = report_conversation(introduction_id=talk.pk, by=ana, kind="danger", text="Help")
    assert report_conversation(introduction_id=talk.pk, by=ana, kind="spam") == first
    assert first.organization == talk.asked_organization
    [letter] = Notification.objects.all()
    assert (letter.recipient, letter.template) == (
        staff,
        "partnerships/emails/conversation_reported",
    )
    assert letter.context == {"path": f"/admin/organizations/organization/queue/talk/{first.pk}/"}
    report_conversation(introduction_id=talk.pk, by=ben, kind="spam")
    assert ConversationReport.objects.count() == 2


def test_iom_ends_a_conversation_and_takes_that_back(talk: Introduction, ana: User) -> None:
    report = report_conversation(introduction_id=talk.pk, by=ana, kind="fraud")
    for by in (ana, UserFactory.create()):
        with pytest.raises(PermissionDenied):
            handle_conversation_report(report_id=report.pk, by=by, stop=True)
    staff = StaffFactory.create()
    handle_conversation_report(report_id=report.pk, by=staff, stop=True)
    with pytest.raises(ClosedConversationError) as caught:
        send(talk, ana)
    assert caught.value.why == "stopped"
    with pytest.raises(AlreadyHandledError):
        handle_conversation_report(report_id=report.pk, by=staff)
    reopen_conversation_report(report_id=report.pk, by=staff)
    send(talk, ana)


def test_what_a_person_wrote_stays_without_her_name_when_her_account_goes(
    talk: Introduction, ana: User
) -> None:
    send(talk, ana)
    ana.delete()
    message = Message.objects.get()
    assert (message.text, message.author) == ("Hello", None)
    assert [seat.side for seat in Seat.objects.all()] == ["asked"]
