"""What the directory keeps of a person, for the copy that she may take."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights.sections import BATCH, Row, Section, sections, table
from organizations.models import TRACKED, Organization
from organizations.viewers_of import viewer_of

OFFICE = "what staff decide in office is told by the section of the staff log"


def of_seen(*columns: str) -> Callable[[User, QuerySet[Any]], QuerySet[Any]]:
    """Keep rows about listings that she may see now: a copy must not tell of a hidden one."""

    def keep(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
        seen = Organization.objects.visible_to(viewer_of(user))
        for column in columns:
            rows = rows.filter(**{f"{column}__in": seen})
        return rows

    return keep


def register() -> None:
    sections.begin()
    table(
        "memberships",
        _("Memberships"),
        _("The listings that you edit or own."),
        model="organizations.Membership",
        person=("user",),
        fields=("organization__name", "organization__uuid", "role", "created_at"),
    )
    table(
        "claims",
        _("Claims"),
        _("Where you asked to speak for a listing, what you said, and the answer."),
        model="organizations.Claim",
        person=("claimant",),
        fields=(
            *("organization__name", "kind", "role", "evidence", "lost_email", "state", "reason"),
            *("message", "created_at", "decided_at"),
        ),
        keep=of_seen("organization"),
        also=("lost_email",),
    )
    table(
        "contact_messages",
        _("Messages to groups"),
        _("What you wrote to groups through the portal."),
        model="organizations.ContactMessage",
        person=("sender",),
        fields=("organization__name", "signature", "text", "reply_to", "created_at"),
        keep=of_seen("organization"),
        also=("reply_to",),
    )
    table(
        "shortlist",
        _("Shortlist"),
        _("The groups that you keep, and why."),
        model="organizations.ShortlistEntry",
        person=("user",),
        fields=("organization__name", "reason", "created_at", "removed_at"),
        keep=of_seen("organization"),
    )
    table(
        "saved_searches",
        _("Saved searches"),
        _("Searches that you saved, and how often you want to hear of new groups."),
        model="organizations.SavedSearch",
        person=("user",),
        fields=("name", "query", "digest", "created_at", "next_digest_at"),
    )
    table(
        "vouches",
        _("What you said for groups"),
        _("Vouches and other evidence for groups that you gave."),
        model="organizations.Evidence",
        person=("given_by",),
        fields=("organization__name", "kind", "facts", "given_at", "expires_at", "ended_at"),
        keep=of_seen("organization"),
    )
    table(
        "vouch_requests",
        _("Requests for a vouch"),
        _("Where you asked another group to vouch for yours."),
        model="organizations.VouchRequest",
        person=("asked_by",),
        fields=("organization__name", "giver__name", "asked_at"),
        keep=of_seen("organization", "giver"),
    )
    table(
        "reports",
        _("What you told IOM about listings"),
        _("Problems that you reported, with the address that you gave for an answer."),
        model="organizations.ListingReport",
        person=("reporter",),
        fields=("organization__name", "kind", "text", "reply_to", "created_at", "handled_at"),
        keep=of_seen("organization"),
        also=("reply_to",),
    )
    table(
        "changes_asked_for",
        _("Changes you asked for"),
        _("Changes of a published listing that IOM read first."),
        model="organizations.PendingChange",
        person=("asked_by",),
        fields=("organization__name", "wanted", "before", "state", "asked_at", "decided_at"),
        keep=of_seen("organization"),
    )
    table(
        "duplicate_answers",
        _("Answers about doubles"),
        _("Where you said whether two listings are the same group."),
        model="organizations.DuplicateCandidate",
        person=("answered_by",),
        fields=("first__name", "second__name", "group_answer", "found_at"),
        keep=of_seen("first", "second"),
    )
    table(
        "contact_links",
        _("Links to contacts"),
        _("Letters to an address of your group that you asked for, to confirm it."),
        model="organizations.ContactLink",
        person=("asked_by",),
        fields=("organization__name", "address", "asked_at", "sent_at"),
        keep=of_seen("organization"),
        also=("address",),
    )
    table(
        "steps",
        _("Steps of listings"),
        _("Steps in the life of a listing that you took: submitted, taken back, confirmed."),
        model="organizations.StatusChange",
        person=("by",),
        fields=("organization__name", "transition", "message", "at"),
        keep=of_seen("organization"),
    )
    table(
        "alarms",
        _("Alarms"),
        _("When you hid your group from everybody at once, or showed it again."),
        model="organizations.Alarm",
        person=("raised_by", "ended_by"),
        fields=("organization__name", "raised_at", "ended_at"),
        keep=of_seen("organization"),
    )
    table(
        "blocks",
        _("Senders you blocked"),
        _("When a sender was kept from writing to your group. Not who: that is about her."),
        model="organizations.ContactBlock",
        person=("by",),
        fields=("organization__name", "created_at"),
        keep=of_seen("organization"),
    )
    table(
        "curator_countries",
        _("Your countries as a curator"),
        _("The parts of the world that you work for as staff."),
        model="organizations.CuratorCountry",
        person=("user",),
        fields=("place__code",),
    )
    table(
        "imports",
        _("Files of listings you brought in"),
        _("Which files you imported as staff, and what came of it."),
        model="organizations.ListingImport",
        person=("by",),
        fields=("file_name", "sha256", "state", "counts", "created_at", "finished_at"),
    )
    sections.register(
        Section(
            "changes",
            _("Changes you made"),
            _("What you changed of listings: in which table, when and by which step."),
            _changes,
            frozenset(f"organizations.Historical{m.__name__}.history_user" for m in TRACKED),
        )
    )
    sections.excuse(
        "who blocks a sender decides whether she hears of it",
        "organizations.ContactBlock.sender",
    )
    sections.excuse(
        "twin of the membership, which is in the copy, at each of its changes",
        "organizations.HistoricalMembership.user",
    )
    sections.excuse("runs out within minutes", "organizations.WorkLock.by")
    sections.excuse(
        OFFICE,
        "organizations.Claim.decided_by",
        "organizations.PendingChange.decided_by",
        "organizations.DuplicateCandidate.decided_by",
        "organizations.Evidence.ended_by",
        "organizations.MergeRecord.by",
        "organizations.MergeRecord.undone_by",
        "organizations.ListingReport.handled_by",
    )


def _changes(user: User) -> Iterator[Row]:
    seen = Organization.objects.visible_to(viewer_of(user)).values("pk")
    for model in TRACKED:
        listing = "id" if model is Organization else "organization_id"
        rows = model.history.filter(history_user=user, **{f"{listing}__in": seen})
        for row in rows.order_by("history_id").iterator(chunk_size=BATCH):
            yield {
                "table": model._meta.model_name,
                "listing": getattr(row, listing),
                "at": row.history_date,
                "change": {"+": "added", "~": "changed", "-": "removed"}[row.history_type],
                "step": row.history_change_reason or "",
            }
