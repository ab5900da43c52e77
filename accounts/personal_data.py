"""What this app keeps of a person, for the copy that she may take."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.mail import subject_line
from accounts.models import Notification, User
from accounts.models.notification import DIGEST_LETTER
from accounts.rights.sections import BATCH, Row, Section, sections, table


def register() -> None:
    sections.begin()
    sections.register(
        Section(
            "profile",
            _("Your profile"),
            _("How you sign in, your name and your language."),
            _profile,
            frozenset(
                f"accounts.{column}"
                for column in ("User.email", "User_groups.user", "User_user_permissions.user")
            ),
        )
    )
    table(
        "addresses",
        _("E-mail addresses"),
        _("Your addresses, and whether you have confirmed them."),
        model="account.EmailAddress",
        person=("user",),
        fields=("email", "verified", "primary"),
        also=("email",),
    )
    table(
        "consents",
        _("What you agreed to"),
        _("What you agreed to, in which version of the text, since when and until when."),
        model="accounts.Consent",
        person=("user",),
        fields=("purpose", "text_version", "about", "given_at", "withdrawn_at"),
    )
    sections.register(
        Section(
            "notifications",
            _("Notifications"),
            _("What you were told, when, and whether it was sent to you by e-mail."),
            _notifications,
            frozenset({"accounts.Notification.recipient"}),
        )
    )
    table(
        "notification_choices",
        _("Choices about notifications"),
        _("How you want to hear of what; what is not named here comes at once."),
        model="accounts.NotificationChoice",
        person=("user",),
        fields=("topic", "frequency", "changed_at"),
    )
    table(
        "digests",
        _("Digests"),
        _("The days and weeks of which you got one e-mail together."),
        model="accounts.Digest",
        person=("user",),
        fields=("frequency", "period", "made_at"),
    )
    table(
        "devices",
        _("Where you are signed in"),
        _("The kinds of device, since when, and when they were last seen."),
        model="accounts.DeviceSession",
        person=("user",),
        fields=("device", "signed_in_at", "last_seen_at"),
    )
    table(
        "second_steps",
        _("Two-step sign-in"),
        _("Which second steps you have set up, without their secrets."),
        model="mfa.Authenticator",
        person=("user",),
        fields=("type", "created_at", "last_used_at"),
    )
    table(
        "copies",
        _("Copies of your data"),
        _("When you asked for the copy that you are reading."),
        model="accounts.PersonalCopy",
        person=("user",),
        fields=("state", "asked_at"),
    )
    table(
        "transfers",
        _("Files you took"),
        _("Files with data of others that you took from the portal: what, how much and when."),
        model="accounts.Transfer",
        person=("by",),
        fields=("what", "filters", "rows", "at"),
    )
    table(
        "staff_log",
        _("What you did as staff"),
        _("Entries of the log of staff. It is kept after your account is gone, without you."),
        model="admin.LogEntry",
        person=("user",),
        fields=("action_time", "content_type__model", "object_id", "change_message"),
    )


def _profile(user: User) -> Iterator[Row]:
    yield {
        "uuid": user.uuid,
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "date_joined": user.date_joined,
        "last_login": user.last_login,
        "is_active": user.is_active,
        "is_staff": user.is_staff,
        "groups": list(user.groups.order_by("name").values_list("name", flat=True)),
        "permissions": sorted(user.user_permissions.values_list("codename", flat=True)),
    }


def _notifications(user: User) -> Iterator[Row]:
    mine: QuerySet[Any] = Notification.objects.filter(recipient=user).order_by("pk")
    for row in mine.iterator(chunk_size=BATCH):
        yield {
            "subject": subject_line(row.template, row.context)
            if row.template != DIGEST_LETTER
            else row.template,
            "topic": row.topic,
            "created_at": row.created_at,
            "read_at": row.read_at,
            "mail_state": row.mail_state,
            "sent_at": row.sent_at,
        }
