"""Keeping listings true: asking groups once a year, hearing their answer, letting go in the end."""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from organizations.actions.life import last_reason, move
from organizations.enums import ConfirmationStage, Reason, Status
from organizations.freshness import ARCHIVED_AFTER, NOTICE, STAGES, archive_on, stage_due
from organizations.models import ConfirmationLetter, Membership, Organization
from organizations.models.history import recorded
from organizations.models.queries import OrganizationQuerySet
from organizations.notifications import ask_whether_still_right
from organizations.rules import is_member
from organizations.search.documents import refresh
from organizations.workflow import possible

logger = logging.getLogger(__name__)

# Long enough for a letter that is read after the holidays.
LINK_LIFE = timedelta(days=60)
_signer = signing.TimestampSigner(salt="organizations.confirmation")


def confirmation_token(organization: Organization, user: User) -> str:
    """Return what the link in a letter carries, so that confirming needs no sign-in."""
    return _signer.sign(f"{organization.uuid.hex}.{user.uuid.hex}")


def membership_of_token(token: str) -> Membership:
    """Return whose letter about which listing carried `token`.

    Raises SignatureExpired when the link is too old, BadSignature for what never stood in a
    letter, Membership.DoesNotExist when its reader has left the group.
    """
    listing, _, user = _signer.unsign(token, max_age=LINK_LIFE).partition(".")
    return Membership.objects.select_related("organization", "user").get(
        organization__uuid=listing, user__uuid=user, user__is_active=True
    )


@transaction.atomic
@recorded
def confirm_listing(*, organization_id: int, by: User) -> Organization:
    """Note that a member says all of it is still right; a listing archived for silence comes back.

    Raises PermissionDenied for anybody else, and IllegalTransitionError for a listing that is not
    in the directory for another reason.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    if not is_member(by, organization):
        raise PermissionDenied
    if organization.status != Status.PUBLISHED:
        move(organization, "return", by=by)
    organization.last_confirmed_at = timezone.now()
    # Nothing of what is matched has changed: the date alone is stored.
    organization.save(update_fields=["last_confirmed_at"])
    refresh([organization.pk])
    return organization


def can_confirm(organization: Organization) -> bool:
    """Return whether a member's word would do: listed now, or gone for nothing but silence."""
    steps = possible(organization.status, by_group=True, last_reason=last_reason(organization))
    return organization.status == Status.PUBLISHED or "return" in [step.name for step in steps]


def ask_silent_groups(seconds: float) -> bool:
    """Write the letters that are due, for at most about `seconds`; return whether all are."""
    now = timezone.now()
    told = Coalesce(Subquery(_letters().order_by("-stage").values("stage")[:1]), 0)
    owed = Q()
    for stage, after in STAGES.items():
        owed |= Q(heard_at__lte=now - after, told__lt=stage)
    due = _groups_to_ask().annotate(told=told).filter(owed)
    return _each(due.values_list("pk", flat=True), _ask, seconds)


def archive_silent_groups(seconds: float) -> bool:
    """Archive whoever left the last warning unanswered; return whether all that are due are."""
    now = timezone.now()
    warned = _letters().filter(stage=ConfirmationStage.WARN, at__lte=now - NOTICE)
    due = _groups_to_ask().filter(Q(heard_at__lte=now - ARCHIVED_AFTER), Exists(warned))
    return _each(due.values_list("pk", flat=True), _archive, seconds)


def _groups_to_ask() -> OrganizationQuerySet:
    """Published groups of which somebody can be asked, with the moment each was last heard of."""
    return Organization.objects.reachable().with_heard_at()


def _letters() -> QuerySet[ConfirmationLetter]:
    """The letters of a group's present silence, for use in a query of groups."""
    return ConfirmationLetter.objects.filter(
        organization=OuterRef("pk"), heard_at=OuterRef("heard_at")
    )


def _each(pks: Iterable[int], step: Callable[[Organization], None], seconds: float) -> bool:
    """Take `step` for each in a transaction of its own: one that fails keeps no other waiting."""
    deadline = time.monotonic() + seconds
    for pk in list(pks):
        if time.monotonic() > deadline:
            return False
        try:
            with transaction.atomic():
                # Read again under the lock: she may have answered since, or another clock run.
                found = Organization.objects.published().with_heard_at().filter(pk=pk)
                if organization := found.select_for_update(skip_locked=True).first():
                    step(organization)
        except Exception:
            logger.exception("freshness of listing %s failed", pk)
    return True


def _ask(organization: Organization) -> None:
    now = timezone.now()
    stage = stage_due(organization.heard_at, now)
    letters = ConfirmationLetter.objects.filter(
        organization=organization, heard_at=organization.heard_at
    )
    if stage is None or letters.filter(stage__gte=stage).exists():
        return
    letters.create(organization=organization, heard_at=organization.heard_at, stage=stage, at=now)
    for membership in organization.memberships.filter(user__is_active=True).select_related("user"):
        ask_whether_still_right(
            membership.user,
            organization,
            stage=stage,
            token=confirmation_token(organization, membership.user),
            archive_on=archive_on(organization.heard_at, now),
        )


def _archive(organization: Organization) -> None:
    if timezone.now() - organization.heard_at >= ARCHIVED_AFTER:
        move(organization, "archive", by=None, reason=Reason.SILENT)
