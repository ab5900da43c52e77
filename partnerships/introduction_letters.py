"""What the people of both sides are told. Letters name listings; subjects name nobody.

Each is written within the transaction of what it tells of.
"""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.notifications import notify
from partnerships.enums import IntroductionState, Side
from partnerships.models import ConversationReport, Introduction, Message, Seat
from partnerships.reply_addresses import Inbox, reply_address

STEM = "partnerships/emails/introduction_"
ANSWER_REFUSED = f"{STEM}answer_refused"


def tell(step: str, introduction: Introduction, side: Side, people: Iterable[User]) -> None:
    """Tell the people of `side` of a step: asked, accepted, declined, expired, withdrawn.

    `other` and `own` are the two listings, in the reader's eyes.
    """
    notify(
        recipients=people,
        template=f"{STEM}{step}",
        context={
            "own": introduction.name_then(side),
            "other": introduction.name_then(side.other),
            "purpose": introduction.purpose,
            "offer": introduction.offer,
            "reason": introduction.reason,
            "words": introduction.words,
            "until": introduction.expires_at.date().isoformat(),
            "host": introduction.host_name,
            "accepted": introduction.state == IntroductionState.ACCEPTED,
            "path": introduction.get_absolute_url(),
        },
    )


def tell_of_message(message: Message, seats: Iterable[Seat]) -> None:
    """Pass a message on to the people of the other side, each with an address of her own to answer.

    The author is named as she is on the portal; nobody's address stands in the letter.
    """
    introduction, side = message.introduction, Side(message.side)
    for seat in seats:
        notify(
            recipients=[seat.user],
            template=f"{STEM}message",
            context={
                "own": introduction.name_then(side.other),
                "other": introduction.name_then(side),
                "author": message.author.name if message.author else "",
                "host": message.host_name,
                "text": message.text,
                "files": [file.name for file in message.attachments.all()],
                "answer_at": _answer_at(seat),
                "path": introduction.get_absolute_url(),
            },
        )


def tell_not_passed_on(seat: Seat, why: str, *, letter: str) -> None:
    """Tell who answered by e-mail why her answer was not passed on; `letter` says which one."""
    notify(
        recipients=[seat.user],
        template=ANSWER_REFUSED,
        context={"why": why, "letter": letter, "path": seat.introduction.get_absolute_url()},
    )


def _answer_at(seat: Seat) -> str:
    if not settings.REPLY_ADDRESS:
        return ""
    return reply_address(Inbox.of(settings.REPLY_ADDRESS), seat.pk, timezone.localdate())


def warn_of_conversation(report: ConversationReport, staff: Iterable[User]) -> None:
    """Tell staff that somebody may be in danger; what was said stays on the portal."""
    notify(
        recipients=staff,
        template="partnerships/emails/conversation_reported",
        context={"path": reverse("admin:organizations_queue_item", args=["talk", report.pk])},
    )
