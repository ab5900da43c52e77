"""What the directory tells the members of a listing, and IOM's staff."""

from django.urls import reverse

from accounts.models import User
from accounts.notifications import notify
from organizations.models import ContactMessage, ListingReport, Organization

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
            "path": organization.get_absolute_url()
            if template.endswith("published")
            else f"/organizations/register/{organization.uuid}/",
        },
    )


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


def warn_staff(report: ListingReport) -> None:
    """Tell everybody at IOM that somebody may be in danger. What was said stays on the portal."""
    notify(
        recipients=list(User.objects.filter(is_staff=True)),
        template="organizations/emails/listing_reported",
        context={"path": reverse("admin:organizations_listingreport_change", args=[report.pk])},
    )
