"""What becomes of a listing when its last owner leaves."""

from django.db import transaction

from accounts.models import User
from organizations.actions.life import move
from organizations.enums import MembershipRole, Reason
from organizations.models import Membership, Organization
from organizations.models.history import recorded


@recorded
@transaction.atomic
def hand_over(*, membership: Membership, by: User) -> None:
    """Make a member the owner."""
    membership.role = MembershipRole.OWNER
    membership.save(update_fields=["role"])


@transaction.atomic
def withdraw_listing(*, organization_id: int) -> None:
    """Let a published listing leave the directory, as its last owner asked."""
    listing = Organization.objects.select_for_update().get(pk=organization_id)
    move(listing, "archive", by=None, reason=Reason.ASKED)


@transaction.atomic
def delete_unpublished(*, organization_id: int) -> None:
    """Delete a listing that was never published, with its history."""
    Organization.objects.select_for_update().get(pk=organization_id).delete()
