"""Asking to be introduced, and what becomes of it."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.models import Organization
from partnerships.enums import DeclineReason, IntroductionOrigin, IntroductionState, Side
from partnerships.host_rules import answers_through
from partnerships.introduction_gate import (
    admitted,
    is_blocked,
    is_in_standing,
    pair_columns,
    takes_no_messages,
    would_meet_a_state,
)
from partnerships.introduction_letters import tell
from partnerships.introduction_workflow import ANSWER_WITHIN, STEPS, next_state, state_at
from partnerships.models import HostAgreement, Introduction, Partner, Seat
from partnerships.rules import speaks_for

Listing = Organization | Partner

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Whoever writes to everybody means nobody: these are many for one who chooses.
A_PERSON = {DAY: 5, WEEK: 15}
A_LISTING = {DAY: 8, WEEK: 25}
ASKED_A_DAY = 10
# After a no, the same two are left alone for a while.
PAUSE_AFTER_DECLINE = timedelta(days=90)
AT_ONCE = 100


class CannotAskError(Exception):
    """Why an introduction cannot be asked for; nothing is written then."""


class NotReadyError(CannotAskError):
    """The asker's own listing is not published, or not verified."""


class NotPossibleError(CannotAskError):
    """Something keeps the two apart. What it is, is not told: it may be the other's secret."""


class OwnListingError(CannotAskError):
    """Who asks acts for both."""


class OpenAlreadyError(CannotAskError):
    """The two have an introduction that is open: `introduction`."""

    def __init__(self, introduction: Introduction) -> None:
        self.introduction = introduction
        super().__init__(str(introduction.pk))


class DeclinedLatelyError(CannotAskError):
    """They said no not long ago; `until` says when one may ask again."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(until.isoformat())


class TooManyIntroductionsError(CannotAskError):
    """The person or the listing has asked, or the other was asked, as often as a while allows."""


@transaction.atomic
def ask_for_introduction(
    *,
    asker: Listing,
    asked: Listing,
    by: User,
    purpose: str,
    offer: str,
    origin: IntroductionOrigin = IntroductionOrigin.LISTING,
) -> Introduction:
    """Ask, in the name of `asker`, to be introduced to `asked`; sent twice, it is asked once.

    Raises PermissionDenied for whoever does not act for the asker, and a CannotAskError. Whether
    `by` may see `asked` is for the caller to know.
    """
    # The locks make two requests at once count each other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    asker, asked = _locked(asker, asked)
    if not speaks_for(by, asker):
        raise PermissionDenied
    now = timezone.now()
    between = Introduction.objects.between(asker, asked)
    for overdue in between.overdue().select_for_update(of=("self",)):
        _expire(overdue)
    if (there := between.open().first()) is not None:
        if (there.asked_by_id, there.purpose, there.offer) == (by.pk, purpose, offer):
            return there
        raise OpenAlreadyError(there)
    _require_may_meet(asker, asked, by)
    _require_not_declined_lately(asker, asked, now)
    _require_not_too_many(asker, asked, by, now)
    introduction = Introduction.objects.create(
        **pair_columns(asker, asked),
        purpose=purpose,
        offer=offer,
        origin=origin,
        asked_by=by,
        asked_at=now,
        moved_at=now,
        expires_at=now + ANSWER_WITHIN,
    )
    seat(introduction)
    tell("asked", introduction, Side.ASKED, admitted(introduction, Side.ASKED))
    return introduction


@transaction.atomic
def accept_introduction(*, introduction_id: int, by: User) -> Introduction:
    """Say yes; from now on the two can write to each other.

    A host of the group may say it, where their agreement gives that. Raises IllegalStepError,
    PermissionDenied for whoever was not asked, and NotPossibleError where the two must not meet any
    more.
    """
    introduction, agreement = _take("accept", introduction_id, by)
    if introduction.answered_at is None:
        asker, asked = introduction.listing(Side.ASKER), introduction.listing(Side.ASKED)
        if not all(map(is_in_standing, (asker, asked))) or is_blocked(asker, asked):
            raise NotPossibleError
        _settle(introduction, "accept", by=by, agreement=agreement)
        seat(introduction)
        if agreement is not None:
            Seat.objects.get_or_create(
                introduction=introduction, user=by, defaults={"side": Side.ASKED}
            )
    return introduction


@transaction.atomic
def decline_introduction(
    *, introduction_id: int, by: User, reason: str = DeclineReason.NONE, words: str = ""
) -> Introduction:
    """Say no, with a reason or without. Raises IllegalStepError and PermissionDenied."""
    introduction, agreement = _take("decline", introduction_id, by)
    if introduction.answered_at is None:
        introduction.reason, introduction.words = reason, words
        _settle(introduction, "decline", by=by, agreement=agreement)
    return introduction


@transaction.atomic
def withdraw_introduction(*, introduction_id: int, by: User) -> Introduction:
    """Take back what was asked. Raises IllegalStepError and PermissionDenied."""
    introduction, _agreement = _take("withdraw", introduction_id, by)
    if introduction.state == IntroductionState.ASKED:
        _settle(introduction, "withdraw")
    return introduction


def expire_introductions() -> int:
    """Note which introductions nobody answered in time; return how many.

    They are over by their date, whether or not this runs; late or twice, it tells once.
    """
    told = 0
    while block := _expire_some(AT_ONCE):
        told += block
    return told


def seat(introduction: Introduction) -> None:
    """Give everybody on both sides who may read a place in the conversation."""
    Seat.objects.bulk_create(
        [
            Seat(introduction=introduction, user=person, side=side)
            for side in Side
            for person in admitted(introduction, side)
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def _expire_some(many: int) -> int:
    due = Introduction.objects.overdue().select_for_update(skip_locked=True, of=("self",))
    rows = list(due.order_by("expires_at", "pk")[:many])
    for row in rows:
        _expire(row)
    return len(rows)


def _expire(introduction: Introduction) -> None:
    _settle(introduction, "expire")


def _take(step: str, introduction_id: int, by: User) -> tuple[Introduction, HostAgreement | None]:
    """Lock an introduction of which `by` may take this step now, or has just taken it.

    With the agreement by which she takes it as a host, if she does not belong to the side herself.
    """
    introduction = (
        Introduction.objects.with_sides().select_for_update(of=("self",)).get(pk=introduction_id)
    )
    side = STEPS[step].by
    assert side is not None  # noqa: S101 - the clock has a way of its own
    own, other = introduction.listing(side), introduction.listing(side.other)
    # Nobody answers what she could have asked herself.
    if speaks_for(by, other):
        raise PermissionDenied
    agreement = None
    if not speaks_for(by, own):
        agreement = answers_through(by, introduction) if side == Side.ASKED else None
        if agreement is None:
            raise PermissionDenied
    stands = state_at(introduction.state, introduction.expires_at, timezone.now())
    actor = introduction.asked_by_id if step == "withdraw" else introduction.answered_by_id
    if stands != STEPS[step].target or actor != by.pk:
        next_state(step, stands)
    return introduction, agreement


# Who is told of a step: the side that did not take it.
TOLD = {"accept": Side.ASKER, "decline": Side.ASKER, "withdraw": Side.ASKED, "expire": Side.ASKER}


def _settle(
    introduction: Introduction,
    step: str,
    *,
    by: User | None = None,
    agreement: HostAgreement | None = None,
) -> None:
    now = timezone.now()
    introduction.state = next_state(step, introduction.state)
    introduction.moved_at = now
    if by is not None:
        introduction.answered_by, introduction.answered_at = by, now
        introduction.note_host(agreement)
    introduction.save()
    people = admitted(introduction, TOLD[step])
    tell(introduction.state, introduction, TOLD[step], people)
    if agreement is not None:
        tell("answered_for_you", introduction, Side.ASKED, admitted(introduction, Side.ASKED))


def _locked(asker: Listing, asked: Listing) -> tuple[Listing, Listing]:
    """Lock both, in one order for everybody, and read them again."""
    fresh: dict[tuple[bool, int], Listing] = {}
    for listing in sorted({asker, asked}, key=lambda row: (isinstance(row, Partner), row.pk)):
        rows = type(listing)._default_manager.select_for_update(no_key=True)
        fresh[isinstance(listing, Partner), listing.pk] = rows.get(pk=listing.pk)
    return (
        fresh[isinstance(asker, Partner), asker.pk],
        fresh[isinstance(asked, Partner), asked.pk],
    )


def _require_may_meet(asker: Listing, asked: Listing, by: User) -> None:
    if not is_in_standing(asker):
        raise NotReadyError
    if speaks_for(by, asked):
        raise OwnListingError
    if (
        not is_in_standing(asked)
        or not asked.is_open_to_matching
        or is_blocked(asker, asked)
        or takes_no_messages(asked, by)
        or would_meet_a_state(asker, asked)
        or would_meet_a_state(asked, asker)
    ):
        raise NotPossibleError


def _require_not_declined_lately(asker: Listing, asked: Listing, now: datetime) -> None:
    declined = (
        Introduction.objects.asked_by(asker)
        .asked_of(asked)
        .filter(state=IntroductionState.DECLINED, answered_at__gt=now - PAUSE_AFTER_DECLINE)
        .order_by("-answered_at")
        .first()
    )
    if declined is not None and declined.answered_at is not None:
        raise DeclinedLatelyError(declined.answered_at + PAUSE_AFTER_DECLINE)


def _require_not_too_many(asker: Listing, asked: Listing, by: User, now: datetime) -> None:
    person = Introduction.objects.filter(asked_by=by)
    listing = Introduction.objects.asked_by(asker)
    received = Introduction.objects.asked_of(asked)
    limits = [
        *((person, span, most) for span, most in A_PERSON.items()),
        *((listing, span, most) for span, most in A_LISTING.items()),
        (received, DAY, ASKED_A_DAY),
    ]
    if any(rows.filter(asked_at__gt=now - span).count() >= most for rows, span, most in limits):
        raise TooManyIntroductionsError
