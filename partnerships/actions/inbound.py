"""Passing on what somebody answered by e-mail."""

import logging
from collections.abc import Sequence
from io import BytesIO

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Notification
from accounts.security_log import security_event
from organizations.validators import clean_text
from partnerships.actions.conversations import (
    ClosedConversationError,
    EmptyMessageError,
    HasLeftError,
    TooManyMessagesError,
    send_message,
)
from partnerships.attachments import MOST_FILES, CheckedFile, RefusedFileError, checked
from partnerships.enums import MessageVia
from partnerships.inbound_mail import Inbound, read
from partnerships.introduction_letters import ANSWER_REFUSED, tell_not_passed_on
from partnerships.models import Message, Seat
from partnerships.models.introductions import MESSAGE_LENGTH
from partnerships.reply_addresses import (
    ExpiredTokenError,
    Inbox,
    UnknownTokenError,
    seat_of,
    tokens_in,
)

logger = logging.getLogger(__name__)

LARGEST_LETTER = 25_000_000


class RefusedLetterError(Exception):
    """A letter that is not passed on. Its words say why, to the mail server only."""


class AutomaticLetterError(RefusedLetterError):
    """No person wrote it: it is dropped in silence, or two robots would write for ever."""


class UnknownAddressError(RefusedLetterError):
    """It is not addressed to anything that the portal has given out."""


class WrongSenderError(RefusedLetterError):
    """It comes from another address than the letter that it answers went to."""


class NotPassedOnError(RefusedLetterError):
    """The conversation did not take it; the writer is told why in a letter. `why` is its key."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def receive_letter(*, raw: bytes, recipient: str = "") -> Message:
    """Pass on a letter as it came from the mail server; delivered twice, it is passed on once.

    `recipient` is the address that the mail server received it for, if it says so. Raises a
    RefusedLetterError.
    """
    letter = read(raw)
    if letter.is_automatic:
        raise AutomaticLetterError("automatic")
    seat, is_too_old = _seat(letter, recipient)
    if letter.senders not in _addresses_of(seat):
        logger.warning("answer by e-mail refused: another sender")
        raise WrongSenderError("another sender than the account's")
    key = f"{letter.digest[:48]}{seat.pk:x}"[:64]
    try:
        if is_too_old:
            raise NotPassedOnError("old")
        return _pass_on(letter, seat, key)
    except NotPassedOnError as error:
        told = Notification.objects.filter(
            recipient=seat.user, template=ANSWER_REFUSED, context__letter=key
        )
        if not told.exists():
            tell_not_passed_on(seat, error.why, letter=key)
        raise


def _seat(letter: Inbound, recipient: str) -> tuple[Seat, bool]:
    """The place that the address stands for, and whether it is too old to count."""
    inbox = Inbox.of(settings.REPLY_ADDRESS)
    for token in tokens_in(inbox, [recipient] if recipient else letter.recipients):
        is_too_old = False
        try:
            pk = seat_of(token, timezone.localdate())
        except UnknownTokenError:
            continue
        except ExpiredTokenError as error:
            pk, is_too_old = error.seat_id, True
        seat = Seat.objects.select_related("user", "introduction").filter(pk=pk).first()
        if seat is not None and seat.user.is_active:
            return seat, is_too_old
    raise UnknownAddressError("no such address")


def _addresses_of(seat: Seat) -> set[tuple[str, ...]]:
    """The addresses that are known to be hers, each as the only sender of a letter."""
    confirmed = EmailAddress.objects.filter(user=seat.user, verified=True)
    known = {seat.user.email, *map(str.lower, confirmed.values_list("email", flat=True))}
    return {(address,) for address in known}


def _pass_on(letter: Inbound, seat: Seat, key: str) -> Message:
    text = clean_text(letter.text)
    files, left_out = _files(letter)
    if len(text) > MESSAGE_LENGTH:
        raise NotPassedOnError("too_long")
    try:
        return send_message(
            introduction_id=seat.introduction_id,
            by=seat.user,
            text=text,
            key=key,
            files=files,
            via=MessageVia.EMAIL,
            left_out=left_out,
        )
    except EmptyMessageError as error:
        raise NotPassedOnError("empty") from error
    except TooManyMessagesError as error:
        raise NotPassedOnError("too_many") from error
    except HasLeftError as error:
        raise NotPassedOnError("left") from error
    except ClosedConversationError as error:
        raise NotPassedOnError("closed") from error
    except PermissionDenied as error:
        # She acts for the listing no more; of the conversation she learns nothing.
        raise UnknownAddressError("no such address") from error


def _files(letter: Inbound) -> tuple[Sequence[CheckedFile], Sequence[str]]:
    """The files that may be passed on, and the names of those that may not."""
    kept: list[CheckedFile] = []
    left_out: list[str] = []
    for name, content in letter.files:
        try:
            file = checked(name, BytesIO(content))
        except RefusedFileError as error:
            security_event("file refused", code=error.code)
            left_out.append(error.name)
            continue
        if len(kept) < MOST_FILES:
            kept.append(file)
        else:
            left_out.append(file.name)
    return kept, left_out[:20]
