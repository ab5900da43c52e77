"""What becomes of the listings of a person whose account goes, and of what she told others."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.rights import farewell
from accounts.rights.farewell import Answers, Question
from organizations.actions.leaving import delete_unpublished, hand_over, withdraw_listing
from organizations.enums import MembershipRole, Status
from organizations.models import Claim, ContactMessage, ListingReport, Membership

HAND, WITHDRAW, LEAVE = "hand-", "withdraw", "leave"
# Nobody outside the group and IOM has ever seen a listing in these states.
UNSEEN = (
    Status.DRAFT,
    Status.SUBMITTED,
    Status.IN_REVIEW,
    Status.CHANGES_REQUESTED,
    Status.DECLINED,
)


def register() -> None:
    farewell.register(farewell.Farewell(leave, questions))


def last_ownerships(user: User) -> QuerySet[Membership]:
    """Return where she is the only owner who can sign in."""
    others = Membership.objects.filter(
        organization=OuterRef("organization"), role=MembershipRole.OWNER, user__is_active=True
    ).exclude(user=user)
    return (
        Membership.objects.filter(~Exists(others), user=user, role=MembershipRole.OWNER)
        .exclude(organization__status=Status.MERGED)
        .select_related("organization")
        .order_by("pk")
    )


def questions(user: User) -> list[Question]:
    """Ask of each listing that would have no owner: hand it over, withdraw it, or leave it."""
    return [_question(membership) for membership in last_ownerships(user)]


def _question(membership: Membership) -> Question:
    listing = membership.organization
    choices = [
        (f"{HAND}{other.pk}", _("Hand it over to %(name)s") % {"name": _name(other)})
        for other in _others(membership)
    ]
    if listing.status in UNSEEN:
        choices.append((WITHDRAW, _("Delete it: it was never published")))
    elif listing.status == Status.PUBLISHED:
        choices.append((WITHDRAW, _("Withdraw it: it leaves the directory")))
    if listing.status not in UNSEEN:
        choices.append((LEAVE, _("Leave it as it is, without an owner; others may ask for it")))
    return Question(f"listing-{listing.pk}", listing.name, choices)


def _others(membership: Membership) -> QuerySet[Membership]:
    others = Membership.objects.filter(
        organization=membership.organization_id, user__is_active=True
    ).exclude(pk=membership.pk)
    return others.select_related("user").order_by("pk")


def _name(other: Membership) -> str:
    day = other.created_at.date().isoformat()
    return other.user.name or _("the person who joined on %(day)s") % {"day": day}


def leave(user: User, answers: Answers) -> None:
    """Do as she decided with her listings, and take back what others hold of her words.

    Unasked, a published listing stays in the directory, and one that nobody else works on goes.
    """
    for membership in last_ownerships(user):
        listing = membership.organization
        others = list(_others(membership))
        answer = answers.get(f"listing-{listing.pk}", "")
        heir = next((other for other in others if answer == f"{HAND}{other.pk}"), None)
        if heir is not None:
            hand_over(membership=heir, by=user)
        elif listing.status in UNSEEN and (answer == WITHDRAW or not others):
            delete_unpublished(organization_id=listing.pk)
        elif listing.status == Status.PUBLISHED and answer == WITHDRAW:
            withdraw_listing(organization_id=listing.pk)
    _forget_words(user)


def _forget_words(user: User) -> None:
    """Letters that passed her messages on, and addresses that no key leads to."""
    uuids = ContactMessage.objects.filter(sender=user).values_list("uuid", flat=True)
    Notification.objects.filter(
        template="organizations/emails/relayed_message",
        context__path__in=[f"/organizations/messages/{uuid}/" for uuid in uuids],
    ).delete()
    ListingReport.objects.filter(reporter=user).update(reply_to="")
    ListingReport.objects.filter(reply_to__iexact=user.email).update(reply_to="")
    Claim.objects.filter(lost_email__iexact=user.email).update(lost_email="")
