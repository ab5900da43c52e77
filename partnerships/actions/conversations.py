"""Writing to each other after an introduction was accepted, reading, leaving, blocking."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from partnerships.actions.feedback import give_feedback, take_back_feedback
from partnerships.actions.introductions import (
    decline_introduction,
    seat,
    withdraw_introduction,
)
from partnerships.attachments import CheckedFile
from partnerships.enums import IntroductionState, MessageVia, Side, Verdict
from partnerships.host_rules import answers_through
from partnerships.introduction_gate import admitted, why_closed
from partnerships.introduction_letters import tell_of_message
from partnerships.introduction_workflow import IllegalStepError
from partnerships.models import Attachment, HostAgreement, Introduction, Message, Seat
from partnerships.private_files import PrivateStorage
from partnerships.rules import side_of

logger = logging.getLogger(__name__)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A_PERSON_AN_HOUR = 20
FILES_A_PERSON_A_DAY = 20


class ConversationError(Exception):
    """Why a message was not sent; nothing is written then."""


class ClosedConversationError(ConversationError):
    """Nobody can write here; `why` is a key of the page's explanations."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class HasLeftError(ConversationError):
    """Who writes has left the conversation."""


class TooManyMessagesError(ConversationError):
    """As many messages, or files, as a while may bring."""


class EmptyMessageError(ConversationError):
    """Neither words nor a file."""


def send_message(
    *,
    introduction_id: int,
    by: User,
    text: str,
    key: str,
    files: Sequence[CheckedFile] = (),
    via: MessageVia = MessageVia.PORTAL,
    left_out: Sequence[str] = (),
) -> Message:
    """Write to the other side, and tell its people.

    `key` makes a form sent twice, or a letter delivered twice, one message. Raises
    PermissionDenied and a ConversationError.
    """
    stored: list[str] = []
    try:
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=by.pk)
            introduction, own, agreement = _locked(introduction_id, by)
            if (same := introduction.messages.filter(key=key, author=by).first()) is not None:
                return same
            _require_open(introduction, own, has_something=bool(text.strip() or files))
            _require_not_too_many(by, len(files))
            message = Message(
                introduction=introduction,
                side=own.side,
                author=by,
                text=text,
                key=key,
                via=via,
                left_out=list(left_out),
            )
            message.note_host(agreement)
            message.save()
            _store(message, files, stored)
            introduction.moved_at = message.sent_at
            introduction.save(update_fields=["moved_at"])
            Seat.objects.filter(pk=own.pk).update(read_through=message.pk)
            seat(introduction)
            tell_of_message(message, _readers(introduction, Side(own.side).other))
            return message
    except BaseException:
        # Files are not part of the transaction: those of a message that was not sent go.
        delete_stored(stored)
        raise


def read_conversation(*, introduction: Introduction, side: Side, by: User, through: int) -> Seat:
    """Note that `by` has seen the messages up to `through`; whoever is new takes her place.

    Whether she may read is for the caller to know.
    """
    own = Seat.objects.filter(introduction=introduction, user=by).first()
    if own is None:
        own, _new = Seat.objects.get_or_create(
            introduction=introduction, user=by, defaults={"side": side}
        )
    if through > own.read_through:
        Seat.objects.filter(pk=own.pk, read_through__lt=through).update(read_through=through)
    return own


@transaction.atomic
def leave_conversation(*, introduction_id: int, by: User) -> None:
    """Get no more of its letters; when the last of a side has left, nobody can write any more."""
    _introduction, own, _agreement = _locked(introduction_id, by)
    Seat.objects.filter(pk=own.pk, left_at=None).update(left_at=timezone.now())


@transaction.atomic
def rejoin_conversation(*, introduction_id: int, by: User) -> None:
    """Come back to a conversation."""
    _introduction, own, _agreement = _locked(introduction_id, by)
    Seat.objects.filter(pk=own.pk).update(left_at=None)


@transaction.atomic
def block_other_side(*, introduction_id: int, by: User) -> None:
    """End the contact: neither is suggested to the other, can ask, or can write any more.

    What still waits for an answer is declined, or taken back. The other side is not told who
    closed the conversation.
    """
    introduction, side = _own_side(introduction_id, by)
    give_feedback(
        source=introduction.listing(side),
        target=introduction.listing(side.other),
        by=by,
        verdict=Verdict.BLOCKED,
    )
    if introduction.stands == IntroductionState.ASKED:
        settle = decline_introduction if side == Side.ASKED else withdraw_introduction
        # Whoever was quicker has decided.
        with suppress(IllegalStepError):
            settle(introduction_id=introduction.pk, by=by)


@transaction.atomic
def unblock_other_side(*, introduction_id: int, by: User) -> None:
    """Take one's own block back."""
    introduction, side = _own_side(introduction_id, by)
    take_back_feedback(
        source=introduction.listing(side), target=introduction.listing(side.other), by=by
    )


def delete_stored(names: Iterable[str]) -> None:
    """Delete files that no row names."""
    for name in names:
        try:
            PrivateStorage().delete(name)
        except OSError as error:
            logger.error("file of a message not deleted: %s", type(error).__name__)


def _store(message: Message, files: Sequence[CheckedFile], stored: list[str]) -> None:
    for file in files:
        row = Attachment(
            message=message, name=file.name, media_type=file.media_type, size=len(file.content)
        )
        row.file.save(file.name, ContentFile(file.content), save=False)
        stored.append(str(row.file.name))
        row.save()


def _own_side(introduction_id: int, by: User) -> tuple[Introduction, Side]:
    introduction = Introduction.objects.with_sides().get(pk=introduction_id)
    side = side_of(by, introduction)
    if side is None or not admitted(introduction, side).filter(pk=by.pk).exists():
        raise PermissionDenied
    return introduction, side


def _locked(introduction_id: int, by: User) -> tuple[Introduction, Seat, HostAgreement | None]:
    """Lock a conversation, and find the place of `by` in it, perhaps as a host of the group."""
    Introduction.objects.select_for_update(no_key=True).get(pk=introduction_id)
    introduction = Introduction.objects.with_sides().get(pk=introduction_id)
    agreement = None
    if (side := side_of(by, introduction)) is None:
        agreement, side = answers_through(by, introduction), Side.ASKED
        is_admitted = agreement is not None
    else:
        is_admitted = admitted(introduction, side).filter(pk=by.pk).exists()
    if not is_admitted:
        raise PermissionDenied
    own, _new = Seat.objects.get_or_create(
        introduction=introduction, user=by, defaults={"side": side}
    )
    return introduction, own, agreement


def _readers(introduction: Introduction, side: Side) -> list[Seat]:
    """The places of those on a side who get letters, the hosts of a group among them."""
    seats = Seat.objects.filter(introduction=introduction, side=side, left_at=None)
    found = seats.filter(user__in=admitted(introduction, side)).select_related("user")
    if side == Side.ASKER or introduction.through_id is None:
        return list(found)
    others = seats.exclude(pk__in=found.values("pk")).filter(user__is_active=True)
    return [
        *found,
        *(row for row in others.select_related("user") if answers_through(row.user, introduction)),
    ]


def _require_open(introduction: Introduction, own: Seat, *, has_something: bool) -> None:
    if own.left_at:
        raise HasLeftError
    if why := why_closed(introduction):
        raise ClosedConversationError(why)
    if not has_something:
        raise EmptyMessageError


def _require_not_too_many(by: User, files: int) -> None:
    now = timezone.now()
    own = Message.objects.filter(author=by)
    sent = Attachment.objects.filter(message__author=by, message__sent_at__gt=now - DAY)
    if own.filter(sent_at__gt=now - HOUR).count() >= A_PERSON_AN_HOUR or (
        files and sent.count() + files > FILES_A_PERSON_A_DAY
    ):
        raise TooManyMessagesError
