"""Writes about a person."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.enums import DIGESTS, Frequency, Purpose
from accounts.models import Consent, DeviceSession, Notification, NotificationChoice, User
from accounts.models.notification import mail_fields
from accounts.topics import topics


def record_consent(
    *, user: User, purpose: Purpose, text_version: str, about: UUID | None = None
) -> Consent:
    """Store that `user` says yes to this version of the text; a second yes changes nothing.

    `about` names the one thing that she agrees to it for, where there are many.
    """
    consent, _ = Consent.objects.get_or_create(
        user=user, purpose=purpose, text_version=text_version, about=about, withdrawn_at=None
    )
    return consent


def withdraw_consent(*, user: User, purpose: Purpose, about: UUID | None = None) -> int:
    """Store that `user` takes every yes to `purpose` back; return how many there were.

    With `about`, those to that one thing only.
    """
    given = Consent.objects.in_force().filter(user=user, purpose=purpose)
    if about is not None:
        given = given.filter(about=about)
    return given.update(withdrawn_at=timezone.now())


@transaction.atomic
def choose_notifications(*, by: User, choices: Mapping[str, str]) -> None:
    """Store how `by` wants to hear of topics; what waits for a digest follows the new choice.

    Topics that are not named keep theirs. Raises KeyError for one that there is not.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    for code, frequency in choices.items():
        _choose(by, topics[code].code, Frequency(frequency))


@transaction.atomic
def stop_emails(*, user_uuid: UUID, what: str) -> bool:
    """Send no more e-mails about a topic, or of a digest; return whether there is such a person.

    The inbox goes on. It needs no sign-in: whoever calls has read a signed link.
    """
    person = User.objects.select_for_update(no_key=True).filter(uuid=user_uuid).first()
    if person is None:
        return False
    if what in DIGESTS:
        digested = person.notification_choices.filter(frequency=what)
        codes = [code for code in digested.values_list("topic", flat=True) if code in topics]
    else:
        codes = [what] if what in topics else []
    for code in codes:
        _choose(person, code, Frequency.INBOX)
    return True


@transaction.atomic
def end_session(*, by: User, uuid: UUID) -> bool:
    """End one session of `by`; return whether she has such a one."""
    return _end(DeviceSession.objects.filter(user=by, uuid=uuid)) > 0


@transaction.atomic
def end_other_sessions(*, by: User, session_key: str) -> int:
    """End every session of `by` but this one; return how many there were."""
    return _end(DeviceSession.objects.filter(user=by).exclude(session_key=session_key))


def _end(devices: QuerySet[DeviceSession]) -> int:
    keys = list(devices.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    DeviceSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _choose(person: User, topic: str, frequency: Frequency) -> None:
    own = NotificationChoice.objects.filter(user=person, topic=topic)
    if frequency == Frequency.AT_ONCE:
        own.delete()
    else:
        NotificationChoice.objects.update_or_create(
            user=person,
            topic=topic,
            defaults={"frequency": frequency, "changed_at": timezone.now()},
        )
    # The sweeper sends what is to go at once now.
    Notification.objects.held().filter(recipient=person, topic=topic).update(
        **mail_fields(frequency), next_attempt_at=timezone.now()
    )
