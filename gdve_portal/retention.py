"""What is kept for how long, and why: the one table, applied every night and shown to everybody."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import CopyState, MailState
from accounts.models import Digest, Notification, PersonalCopy, Transfer, User
from accounts.models.notification import DIGEST_LETTER
from accounts.rights.erasure import UNCONFIRMED, erase_account
from accounts.rights.ledger import because
from accounts.rights.retention import MONTH, YEAR, Rule, rules
from organizations.enums import ClaimState, ImportState, Source, Status
from organizations.models import (
    Claim,
    ContactLink,
    ContactMessage,
    ListingImport,
    ListingReport,
    Organization,
    ShortlistEntry,
    WorkLock,
)
from partnerships.enums import OPEN_REQUESTS
from partnerships.models import RepresentationRequest
from sessions_archive.enums import RemovalState
from sessions_archive.models import RemovalRequest, SessionRegistration


def unconfirmed(before: datetime) -> QuerySet[Any]:
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    return User.objects.filter(
        ~Exists(confirmed), date_joined__lte=before, last_login=None, is_staff=False, is_active=True
    )


def erase_accounts(rows: QuerySet[Any]) -> None:
    for pk in rows.values_list("pk", flat=True):
        erase_account(user_id=pk, reason=UNCONFIRMED)


def drafts(before: datetime) -> QuerySet[Any]:
    return Organization.objects.filter(
        status=Status.DRAFT, submitted_at=None, source=Source.SELF, updated_at__lte=before
    )


def delete_drafts(rows: QuerySet[Any]) -> None:
    with because("draft never submitted"):
        rows.delete()


def told(before: datetime) -> QuerySet[Any]:
    waiting = (MailState.PENDING, MailState.HELD)
    return Notification.objects.filter(created_at__lte=before).exclude(mail_state__in=waiting)


def digests_sent(before: datetime) -> QuerySet[Any]:
    return Notification.objects.filter(template=DIGEST_LETTER, sent_at__lte=before)


def answered_reports(before: datetime) -> QuerySet[Any]:
    return ListingReport.objects.filter(handled_at__lte=before).exclude(reply_to="")


def answered_removals(before: datetime) -> QuerySet[Any]:
    decided = RemovalRequest.objects.exclude(state=RemovalState.OPEN)
    return decided.filter(decided_at__lte=before).exclude(answer_to="")


def decided_claims(before: datetime) -> QuerySet[Any]:
    return Claim.objects.exclude(state=ClaimState.PENDING).filter(
        Q(decided_at__lte=before) | Q(decided_at=None, created_at__lte=before)
    )


def answered_requests(before: datetime) -> QuerySet[Any]:
    answered = RepresentationRequest.objects.exclude(state__in=OPEN_REQUESTS)
    return answered.filter(Q(answered_at__lte=before) | Q(answered_at=None, asked_at__lte=before))


def said_for_sessions(before: datetime) -> QuerySet[Any]:
    over = SessionRegistration.objects.filter(session__ends_at__lte=before)
    return over.exclude(question="", access_needs="")


def imported_files(before: datetime) -> QuerySet[Any]:
    open_states = (ImportState.WAITING, ImportState.WRITING)
    return (
        ListingImport.objects.exclude(state__in=open_states)
        .filter(touched_at__lte=before)
        .exclude(rows=[], content=b"")
    )


def give_up_files(rows: QuerySet[Any]) -> None:
    rows.filter(state=ImportState.READY).update(state=ImportState.GIVEN_UP)
    rows.update(content=b"", rows=[])


def copies(before: datetime) -> QuerySet[Any]:
    return PersonalCopy.objects.exclude(state=CopyState.ASKED).filter(ready_at__lte=before)


TABLE = (
    Rule(
        "unconfirmed",
        _("Accounts whose e-mail address was never confirmed"),
        _("after signing up"),
        _("Somebody may have typed a wrong address: it is not ours to keep."),
        MONTH,
        unconfirmed,
        erase_accounts,
    ),
    Rule(
        "drafts",
        _("Listings that were begun and never submitted"),
        _("after the last change"),
        _("To finish later what takes time."),
        YEAR,
        drafts,
        delete_drafts,
    ),
    Rule(
        "notifications",
        _("Notifications, and the letters that went with them"),
        _("after they were written"),
        _("To read again what happened."),
        YEAR,
        told,
    ),
    Rule(
        "digest_letters",
        _("Letters that gather the news of a day or week"),
        _("after they were sent"),
        _("To send one again that was lost; what it told stands in the notifications."),
        MONTH,
        digests_sent,
    ),
    Rule(
        "digests",
        _("That the news of a day or week was sent"),
        _("after it was sent"),
        _("To send nothing twice."),
        3 * MONTH,
        lambda before: Digest.objects.filter(made_at__lte=before),
    ),
    Rule(
        "contact_messages",
        _("Messages to a group through its page"),
        _("after they were written"),
        _("To answer, and to see who was written to by somebody who does harm."),
        YEAR,
        lambda before: ContactMessage.objects.filter(created_at__lte=before),
    ),
    Rule(
        "report_addresses",
        _("Addresses for an answer, given with a report about a listing"),
        _("after it was settled"),
        _("To ask back."),
        3 * MONTH,
        answered_reports,
        lambda rows: _blank(rows, reply_to=""),
    ),
    Rule(
        "removal_addresses",
        _("Addresses for an answer, given with a request to be removed from the archive"),
        _("after it was decided"),
        _("To say what was decided, and to ask back."),
        3 * MONTH,
        answered_removals,
        lambda rows: _blank(rows, answer_to=""),
    ),
    Rule(
        "claims",
        _("Requests to speak for a listing, with what was said to show it"),
        _("after the answer"),
        _("To see on what a decision rests, if it is questioned."),
        2 * YEAR,
        decided_claims,
    ),
    Rule(
        "representation_requests",
        _("Requests to speak for a partner, with what was said to show it"),
        _("after the answer"),
        _("To see on what a decision rests, if it is questioned."),
        2 * YEAR,
        answered_requests,
    ),
    Rule(
        "session_needs",
        _("Questions and access needs told for a session"),
        _("after the session"),
        _("To prepare the session, and to learn from it."),
        MONTH,
        said_for_sessions,
        lambda rows: _blank(rows, question="", access_needs=""),
    ),
    Rule(
        "contact_links",
        _("Links to an address of a listing, for it to be confirmed"),
        _("after they were asked for"),
        _("For as long as they can be opened, and a little longer to say that they are too old."),
        MONTH,
        lambda before: ContactLink.objects.filter(asked_at__lte=before),
    ),
    Rule(
        "removed_entries",
        _("Groups taken off a shortlist"),
        _("after they were taken off"),
        _("To put back what was removed by mistake."),
        MONTH,
        lambda before: ShortlistEntry.objects.filter(removed_at__lte=before),
    ),
    Rule(
        "copies",
        _("Copies of your data that lie ready, and that you fetched one"),
        _("after they were made"),
        _("So that you have time to fetch it; it is deleted when you do."),
        7,
        copies,
    ),
    Rule(
        "imports",
        _("Files of listings that staff brought in"),
        _("after the last step"),
        _("To see what a file changed, if something is wrong."),
        3 * MONTH,
        imported_files,
        give_up_files,
    ),
    Rule(
        "locks",
        _("That somebody of the IOM team works on something"),
        _("after it ran out"),
        _("So that two people do not do the same."),
        1,
        lambda before: WorkLock.objects.filter(until__lte=before),
    ),
    Rule(
        "sign_ins",
        _("Sign-ins that have ended"),
        _("after they ended"),
        _("Nothing: they go the next night."),
        1,
        lambda before: Session.objects.filter(expire_date__lte=before),
    ),
    Rule(
        "transfers",
        _("That somebody took a file with data of others"),
        _("after it was taken"),
        _("To find out what happened if data turn up where they should not."),
        2 * YEAR,
        lambda before: Transfer.objects.filter(at__lte=before),
    ),
    Rule(
        "staff_log",
        _("What the IOM team did"),
        _("after it was done"),
        _("To answer for decisions."),
        5 * YEAR,
        lambda before: LogEntry.objects.filter(action_time__lte=before),
    ),
)


def _blank(rows: QuerySet[Any], **values: str) -> None:
    rows.update(**values)


def register() -> None:
    rules[:] = TABLE
