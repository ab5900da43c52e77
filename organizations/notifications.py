"""What the directory tells the members of a listing, and IOM's staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.notifications import notify
from accounts.validators import one_line
from organizations.enums import ConfirmationStage, MembershipRole
from organizations.models import (
    Claim,
    ContactMessage,
    Evidence,
    ListingReport,
    Organization,
    PendingChange,
    SavedSearch,
    VouchRequest,
)
from organizations.rules import can_curate
from organizations.search.engine import NEWEST, Criteria
from organizations.search.saved import criteria_of, query_of
from organizations.workflow import MERGE, SEPARATE

# Steps the group is told of. The others are its own, or change nothing for it.
TOLD = {
    "submit": "organizations/emails/submitted",
    "publish": "organizations/emails/published",
    "request_changes": "organizations/emails/changes_requested",
    "decline": "organizations/emails/declined",
    "suspend": "organizations/emails/suspended",
    "reinstate": "organizations/emails/published",
    "archive": "organizations/emails/archived",
    "restore": "organizations/emails/published",
    "return": "organizations/emails/published",
    "undo": "organizations/emails/taken_back",
}
TOLD_OF_MERGING = {
    MERGE: "organizations/emails/merged",
    SEPARATE: "organizations/emails/separated",
}
ASKED = {
    ConfirmationStage.ASK: "organizations/emails/confirmation_asked",
    ConfirmationStage.REMIND: "organizations/emails/confirmation_reminded",
    ConfirmationStage.REMIND_AGAIN: "organizations/emails/confirmation_reminded",
    ConfirmationStage.WARN: "organizations/emails/archiving_announced",
}


def tell_members(
    organization: Organization, *, step: str, reason: str = "", message: str = ""
) -> None:
    """Write a notification to every member, within the caller's transaction."""
    template = TOLD.get(step)
    if template is None:
        return
    notify(
        recipients=list(
            User.objects.filter(memberships__organization=organization, is_active=True)
        ),
        template=template,
        context={
            "name": organization.name,
            "reason": reason,
            "message": message,
            "status": organization.status,
            "path": organization.get_absolute_url()
            if template.endswith("published")
            else f"/organizations/register/{organization.uuid}/",
        },
    )


def tell_of_claim(claim: Claim) -> None:
    """Tell whoever asked where her claim stands now, within the caller's transaction."""
    notify(
        recipients=[claim.claimant],
        template=f"organizations/emails/claim_{claim.state}",
        context={
            "name": claim.organization.name,
            "reason": claim.reason,
            "message": claim.message,
            "path": reverse("organizations:claim_detail", args=[claim.uuid]),
        },
    )


def tell_owners_of_claim(claim: Claim) -> None:
    """Tell whoever speaks for the listing that somebody else would like to; not who."""
    owners = User.objects.filter(
        memberships__organization=claim.organization,
        memberships__role=MembershipRole.OWNER,
        is_active=True,
    )
    notify(
        recipients=list(owners),
        template="organizations/emails/claim_disputed",
        context={
            "name": claim.organization.name,
            "path": reverse("organizations:claim_answer", args=[claim.uuid]),
        },
    )


def tell_of_merge(kept: Organization, merged: Organization, *, step: str) -> None:
    """Tell the members of both listings, within the caller's transaction."""
    notify(
        recipients=list(
            User.objects.filter(
                memberships__organization__in=(kept, merged), is_active=True
            ).distinct()
        ),
        template=TOLD_OF_MERGING[step],
        context={
            "kept": kept.name,
            "merged": merged.name,
            "path": reverse("dashboard"),
        },
    )


def tell_of_change(change: PendingChange) -> None:
    """Tell every member what became of what she asked for, within the caller's transaction."""
    notify(
        recipients=list(
            User.objects.filter(memberships__organization=change.organization, is_active=True)
        ),
        template=f"organizations/emails/change_{change.state}",
        context={
            "name": change.organization.name,
            "reason": change.reason,
            "message": change.message,
            "path": change.organization.registration_url(),
        },
    )


def ask_whether_still_right(
    member: User,
    organization: Organization,
    *,
    stage: ConfirmationStage,
    token: str,
    archive_on: datetime,
) -> None:
    """Ask one member, within the caller's transaction; the letter answers with one click."""
    notify(
        recipients=[member],
        template=ASKED[stage],
        context={
            "name": organization.name,
            "confirmed_on": _day(organization.last_confirmed_at),
            "archive_on": _day(archive_on),
            "confirm_path": reverse("organizations:confirm_listing", args=[token]),
            "path": organization.registration_url(),
        },
    )


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


def language_of(organization: Organization) -> str:
    """Return the language in which the group reads the portal; of its text, if nobody does."""
    spoken = dict(settings.LANGUAGES)
    members = User.objects.filter(memberships__organization=organization, is_active=True)
    # "owner" comes after "editor": owners first.
    reads = members.order_by("-memberships__role", "memberships__pk").values_list("language")
    written = organization.descriptions.values_list("language_id")
    for (code,) in [*reads[:1], *written, (organization.name_language,)]:
        if code in spoken:
            return str(code)
    return settings.LANGUAGE_CODE


def pass_on(message: ContactMessage) -> None:
    """Write a reader's message to every member of the group, within the caller's transaction."""
    notify(
        recipients=list(User.objects.filter(memberships__organization=message.organization)),
        template="organizations/emails/relayed_message",
        context={
            "name": message.organization.name,
            "signature": message.signature,
            "text": message.text,
            "reply_to": message.reply_to,
            "path": reverse("organizations:contact_message", args=[message.uuid]),
        },
    )


def tell_of_alarm(organization: Organization, *, is_raised: bool) -> None:
    """Tell the members that their listing is hidden, or shown again, and IOM that it hid."""
    notify(
        recipients=list(
            User.objects.filter(memberships__organization=organization, is_active=True)
        ),
        template=f"organizations/emails/alarm_{'raised' if is_raised else 'ended'}",
        context={"path": reverse("organizations:who_sees", args=[organization.uuid])},
    )
    if is_raised:
        path = reverse("admin:organizations_organization_change", args=[organization.pk])
        notify(
            recipients=_curators_of(organization),
            template="organizations/emails/alarm_for_staff",
            context={"path": path},
        )


def _curators_of(organization: Organization) -> list[User]:
    staff = User.objects.filter(is_staff=True, is_active=True)
    return [person for person in staff if can_curate(person, organization)]


def warn_staff(report: ListingReport) -> None:
    """Tell whoever at IOM can act that somebody may be in danger; what was said stays here."""
    notify(
        recipients=_curators_of(report.organization),
        template="organizations/emails/listing_reported",
        context={"path": reverse("admin:organizations_listingreport_change", args=[report.pk])},
    )


def tell_of_evidence(evidence: Evidence) -> None:
    """Tell the members that IOM has confirmed something of their group."""
    _tell_of_trust(evidence, "organizations/emails/evidence_given")


def tell_of_lost_evidence(evidence: Evidence) -> None:
    """Tell the members that IOM took something back, and why."""
    _tell_of_trust(evidence, "organizations/emails/evidence_revoked", reason=evidence.end_reason)


def _tell_of_trust(evidence: Evidence, template: str, **words: str) -> None:
    organization = evidence.organization
    notify(
        recipients=list(User.objects.filter(memberships__organization=organization)),
        template=template,
        context={
            "name": organization.name,
            "kind": evidence.kind,
            "path": reverse("organizations:trust", args=[organization.uuid]),
            **words,
        },
    )


def tell_of_vouch(vouch: Evidence) -> None:
    """Tell the members of a group that another one vouches for it."""
    _tell_of_trust(vouch, "organizations/emails/vouch_given", giver=str(vouch.other))


def tell_of_ended_vouch(vouch: Evidence) -> None:
    """Tell the members of a group that another one took its vouch back."""
    _tell_of_trust(vouch, "organizations/emails/vouch_ended", giver=str(vouch.other))


def tell_of_ending(evidence: Evidence) -> None:
    """Tell the members of a group that something that speaks for it will run out."""
    until = timezone.localdate(evidence.expires_at).isoformat()
    _tell_of_trust(evidence, "organizations/emails/evidence_ending", until=until)


def tell_of_ending_vouch(vouch: Evidence, owners: list[User]) -> None:
    """Tell those who may vouch again that their group's vouch will run out."""
    notify(
        recipients=owners,
        template="organizations/emails/vouch_ending",
        context={
            "name": vouch.organization.name,
            "giver": str(vouch.other),
            "until": timezone.localdate(vouch.expires_at).isoformat(),
            "path": reverse("organizations:vouch", args=[vouch.organization.slug]),
        },
    )


def tell_of_vouch_request(request: VouchRequest, owners: list[User]) -> None:
    """Tell these owners of a group that another one asks for its vouch."""
    notify(
        recipients=owners,
        template="organizations/emails/vouch_asked",
        context={
            "name": request.organization.name,
            "giver": request.giver.name,
            "path": reverse("organizations:vouch", args=[request.organization.slug]),
        },
    )


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a saved search: the first groups, and how many there are in all."""

    saved: SavedSearch
    groups: Sequence[Organization]
    total: int


def tell_of_new_groups(owner: User, news: Sequence[News], *, stop_token: str) -> None:
    """Write the digest of `owner`: one letter for all her searches, in the caller's transaction."""
    searches_path = reverse("organizations:saved_search_list")
    letter = [
        {
            "name": one_line(item.saved.name),
            "groups": [
                {"name": one_line(group.name), "path": group.get_absolute_url()}
                for group in item.groups
            ],
            "total": item.total,
            "more": item.total - len(item.groups),
            "path": _newest_first(item.saved),
            "change_path": reverse("organizations:saved_search", args=[item.saved.uuid]),
        }
        for item in news
    ]
    notify(
        recipients=[owner],
        template="organizations/emails/search_digest",
        context={
            "searches": letter,
            "path": letter[0]["path"] if len(letter) == 1 else searches_path,
            "stop_path": reverse("organizations:saved_search_stop", args=[stop_token]),
        },
    )


def _newest_first(saved: SavedSearch) -> str:
    asked = criteria_of(saved.query)
    query = query_of(Criteria(asked.text, asked.chosen, NEWEST))
    return f"{reverse('organizations:organization_list')}?{query}"
