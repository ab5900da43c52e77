"""Answers by e-mail reach the conversation once, from its own people, and from nobody else."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from allauth.account.models import EmailAddress

from accounts.mail import compose
from accounts.models import Notification, User
from organizations.models import Membership
from partnerships.actions import block_other_side, leave_conversation, send_message
from partnerships.actions.inbound import (
    AutomaticLetterError,
    NotPassedOnError,
    UnknownAddressError,
    WrongSenderError,
    receive_letter,
)
from partnerships.models import Introduction, Message, Seat
from partnerships.reply_addresses import Inbox, reply_address
from tests.factories import UserFactory, make_conversation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return UserFactory.create(name="Ana", email="ana@example.org")


@pytest.fixture
def ben() -> User:
    return UserFactory.create(name="Ben", email="ben@example.org")


@pytest.fixture
def talk(ana: User, ben: User) -> Introduction:
    found = make_conversation(by=ana, answers=ben)
    send_message(introduction_id=found.pk, by=ana, text="Good day", key="first")
    return found


def answer(
    talk: Introduction, by: User, text: str = "Thank you.", number: int = 1, **headers: str
) -> EmailMessage:
    """An answer to the letter that `by` got: to its Reply-To, with the letter quoted."""
    got = Notification.objects.filter(
        recipient=by, template="partnerships/emails/introduction_message"
    ).latest("pk")
    letter = compose(stem=got.template, to=by.email, language="en", context=got.context)
    [address] = letter.reply_to
    message = EmailMessage()
    message["From"] = headers.pop("From", f"{by.name} <{by.email.upper()}>")
    message["To"] = headers.pop("To", address)
    message["Message-ID"] = f"<{number}@mail.example.org>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    quoted = "".join(f"> {line}\n" for line in str(letter.body).splitlines())
    message.set_content(
        f"{text}\n\nOn Tue, 24 Nov 2026, GDVE Portal <portal@gdve.example> wrote:\n\n{quoted}"
    )
    return message


def last_told(person: User) -> tuple[str, str]:
    row = Notification.objects.filter(recipient=person).latest("pk")
    return row.template.removeprefix("partnerships/emails/introduction_"), row.context.get(
        "why", ""
    )


def test_an_answer_goes_on_without_the_address_it_came_from(
    talk: Introduction, ana: User, ben: User
) -> None:
    message = receive_letter(raw=answer(talk, ben).as_bytes())
    assert (message.text, message.via, message.author) == ("Thank you.", "email", ben)
    assert message.introduction == talk
    letter = Notification.objects.get(recipient=ana, context__text="Thank you.")
    assert "ben@example.org" not in str(letter.context)
    # And back again: each letter can be answered.
    back = receive_letter(raw=answer(talk, ana, "Wonderful").as_bytes())
    assert (back.side, back.text) == ("asker", "Wonderful")


def test_delivered_twice_it_is_passed_on_once(talk: Introduction, ben: User) -> None:
    raw = answer(talk, ben).as_bytes()
    assert receive_letter(raw=raw) == receive_letter(raw=raw)
    assert Message.objects.filter(author=ben).count() == 1
    receive_letter(raw=answer(talk, ben, number=2).as_bytes())
    assert Message.objects.filter(author=ben).count() == 2


def test_a_robot_is_not_answered(talk: Introduction, ben: User) -> None:
    before = Notification.objects.count()
    with pytest.raises(AutomaticLetterError):
        receive_letter(raw=answer(talk, ben, Auto_Submitted="auto-replied").as_bytes())
    assert Notification.objects.count() == before


@pytest.mark.parametrize(
    "sender", ["eve@example.org", "ben@example.org, eve@example.org", "", "Ben <ana@example.org>"]
)
def test_whoever_got_hold_of_an_address_writes_nothing_with_it(
    talk: Introduction, ben: User, sender: str
) -> None:
    raw = answer(talk, ben, From=sender or "nobody").as_bytes()
    with pytest.raises(WrongSenderError):
        receive_letter(raw=raw)
    assert Message.objects.count() == 1


def test_another_address_of_hers_counts_once_it_is_confirmed(talk: Introduction, ben: User) -> None:
    row = EmailAddress.objects.create(user=ben, email="ben@work.example", verified=False)
    raw = answer(talk, ben, From="Ben@Work.example").as_bytes()
    with pytest.raises(WrongSenderError):
        receive_letter(raw=raw)
    row.verified = True
    row.save()
    assert receive_letter(raw=raw).author == ben


def test_unknown_addresses_are_unknown(talk: Introduction, ben: User) -> None:
    seat = Seat.objects.get(user=ben)
    inbox = Inbox.of("reply@portal.test")
    genuine = reply_address(inbox, seat.pk, seat.created_at.date())
    forged = genuine[:-15] + ("a" if genuine[-15] != "a" else "b") + genuine[-14:]
    nobody = reply_address(inbox, seat.pk + 1_000, seat.created_at.date())
    for address in ("reply@portal.test", forged, nobody, "other@portal.test"):
        with pytest.raises(UnknownAddressError):
            receive_letter(raw=answer(talk, ben, To=address).as_bytes())
    # What the mail server says of the recipient counts more than what the letter says.
    with pytest.raises(UnknownAddressError):
        receive_letter(raw=answer(talk, ben).as_bytes(), recipient="reply@portal.test")
    assert receive_letter(raw=answer(talk, ben, To="x@y.test").as_bytes(), recipient=genuine)


def test_an_old_letter_is_told_to_be_too_old(talk: Introduction, ben: User) -> None:
    seat = Seat.objects.get(user=ben)
    old = reply_address(
        Inbox.of("reply@portal.test"), seat.pk, seat.created_at.date() - timedelta(days=92)
    )
    raw = answer(talk, ben, To=old).as_bytes()
    for _ in range(2):
        with pytest.raises(NotPassedOnError):
            receive_letter(raw=raw)
    assert last_told(ben) == ("answer_refused", "old")
    refused = "partnerships/emails/introduction_answer_refused"
    assert Notification.objects.filter(template=refused).count() == 1
    # A stranger with the old address is told nothing.
    with pytest.raises(WrongSenderError):
        receive_letter(raw=answer(talk, ben, To=old, From="eve@example.org").as_bytes())


@pytest.mark.parametrize(("text", "why"), [("", "empty"), ("x" * 5_001, "too_long")])
def test_what_cannot_be_passed_on_is_told_to_the_writer(
    talk: Introduction, ben: User, text: str, why: str
) -> None:
    with pytest.raises(NotPassedOnError):
        receive_letter(raw=answer(talk, ben, text).as_bytes())
    assert last_told(ben) == ("answer_refused", why)
    assert Message.objects.count() == 1


def test_a_closed_conversation_takes_no_answers(talk: Introduction, ana: User, ben: User) -> None:
    raw = answer(talk, ben).as_bytes()
    leave_conversation(introduction_id=talk.pk, by=ben)
    with pytest.raises(NotPassedOnError):
        receive_letter(raw=raw)
    assert last_told(ben) == ("answer_refused", "left")
    block_other_side(introduction_id=talk.pk, by=ana)
    Seat.objects.update(left_at=None)
    with pytest.raises(NotPassedOnError):
        receive_letter(raw=answer(talk, ben, number=3).as_bytes())
    assert last_told(ben) == ("answer_refused", "closed")
    assert Message.objects.count() == 1


def test_too_many_answers_are_stopped(talk: Introduction, ben: User) -> None:
    for number in range(20):
        receive_letter(raw=answer(talk, ben, number=number).as_bytes())
    with pytest.raises(NotPassedOnError):
        receive_letter(raw=answer(talk, ben, number=21).as_bytes())
    assert last_told(ben) == ("answer_refused", "too_many")


def test_who_acts_for_the_listing_no_more_is_nobody(talk: Introduction, ben: User) -> None:
    raw = answer(talk, ben).as_bytes()
    Membership.objects.filter(user=ben).delete()
    before = Notification.objects.count()
    with pytest.raises(UnknownAddressError):
        receive_letter(raw=raw)
    assert Notification.objects.count() == before


def test_files_are_checked_and_what_is_left_out_is_named(talk: Introduction, ben: User) -> None:
    message = answer(talk, ben)
    for name, content in (
        ("plan.pdf", b"%PDF-1.7"), ("run.exe", b"MZ"), ("b.pdf", b"%PDF-1"), ("c.pdf", b"%PDF-1"),
        ("d.pdf", b"%PDF-1"),
    ):  # fmt: skip
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    passed = receive_letter(raw=message.as_bytes())
    assert [file.name for file in passed.attachments.all()] == ["plan.pdf", "b.pdf", "c.pdf"]
    assert passed.left_out == ["run.exe", "d.pdf"]
