"""Conversations that were reported: the only ones that staff reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from organizations.admin.queue import Decided, Decision, Source, TooLateError, queue
from organizations.promises import REPORT_DAYS
from organizations.rules import can_curate
from partnerships.actions import handle_conversation_report, reopen_conversation_report
from partnerships.actions.conversation_reports import AlreadyHandledError
from partnerships.enums import AbuseKind, Side
from partnerships.models import ConversationReport

# What was written last is what was reported.
SHOWN = 50


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except AlreadyHandledError as error:
        raise TooLateError(
            _("Nothing was changed: %(who)s has handled this report in the meantime.")
            % {"who": error.report.handled_by or _("somebody")}
        ) from error


@queue.register
class Talks(Source):
    """What one side of a conversation told about the other."""

    name = "talk"
    label = gettext_lazy("Report of a conversation")
    promise = timedelta(days=REPORT_DAYS)
    since = "created_at"
    urgent = Q(kind=AbuseKind.DANGER)
    template = "admin/partnerships/queue_talk.html"

    def rows(self) -> QuerySet[ConversationReport]:
        return ConversationReport.objects.select_related(
            "organization", "reporter", "handled_by", "introduction"
        )

    def waiting(self) -> QuerySet[ConversationReport]:
        return ConversationReport.objects.filter(handled_at=None)

    def context(self, row: ConversationReport) -> dict[str, Any]:
        letters = row.introduction.messages.select_related("author").prefetch_related("attachments")
        return {
            "letters": [
                (letter, row.introduction.name_then(Side(letter.side)))
                for letter in letters.order_by("-pk")[:SHOWN][::-1]
            ],
            "reported_by": row.introduction.name_then(Side(row.side)),
        }

    def decisions(self, row: ConversationReport) -> list[Decision]:
        return [
            Decision("handled", gettext_lazy("Mark as handled"), tone="good", tells=False),
            Decision("stop", gettext_lazy("End the conversation"), tone="danger", tells=False),
        ]

    def decide(
        self,
        row: ConversationReport,
        decision: str,
        *,
        by: User,
        reason: str,
        message: str,
        mark: str,
    ) -> None:
        with _in_words():
            handle_conversation_report(report_id=row.pk, by=by, stop=decision == "stop")

    def decided(self, row: ConversationReport, by: User) -> Decided | None:
        if row.handled_at is None:
            return None
        who = row.handled_by or _("an account now deleted")
        return Decided(_("Handled by %(who)s") % {"who": who}, can_curate(by, row.organization))

    def undo(self, row: ConversationReport, *, by: User) -> None:
        reopen_conversation_report(report_id=row.pk, by=by)
