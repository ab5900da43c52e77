"""Telling people what happened."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from accounts.enums import Frequency, MailState
from accounts.models import Notification, NotificationChoice, User
from accounts.models.notification import mail_fields
from accounts.tasks import deliver_notification
from accounts.topics import topics


def notify(
    *, recipients: Iterable[User], template: str, context: Mapping[str, Any]
) -> list[Notification]:
    """Write one notification for each recipient, in the transaction of the event itself.

    `template` is the stem of a letter (see accounts.mail), such as "organizations/emails/
    published"; `context` is JSON, with `path` (a local path, in any language) where the inbox
    and the e-mail should lead; the letter gets `recipient_name` besides. Names of people and
    groups belong into the letter, not its subject. Who chose a digest, or no e-mails, for the
    letter's topic (see accounts.topics) gets its e-mail so.
    """
    people = {person.pk: person for person in recipients if person.is_active}
    topic = topics.of(template) or ""
    chosen = _chosen(topic, people) if topic else {}
    notifications = Notification.objects.bulk_create(
        Notification(
            recipient=person,
            template=template,
            context=dict(context),
            topic=topic,
            **mail_fields(chosen.get(person.pk, Frequency.AT_ONCE)),
        )
        for person in people.values()
    )
    pks = [row.pk for row in notifications if row.mail_state == MailState.PENDING]
    # robust: what is stored is stored; a broker that is away must not fail the request. (Django
    # reports the failure by the function's name, which a partial has not.)
    transaction.on_commit(lambda: nudge(pks), robust=True)
    return notifications


def _chosen(topic: str, people: Iterable[int]) -> dict[int, str]:
    """How those who chose want to hear of the topic."""
    choices = NotificationChoice.objects.filter(user__in=list(people), topic=topic)
    return dict(choices.values_list("user_id", "frequency"))


def nudge(pks: Iterable[int]) -> None:
    """Ask the worker to deliver now. The first refusal ends it: the sweeper takes the rest."""
    for pk in pks:
        deliver_notification.delay(pk)
