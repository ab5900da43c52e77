"""Groups that vouch for each other: asking, giving, taking back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.actions.standing import refresh_trust
from organizations.enums import EvidenceEnd, EvidenceKind, MembershipRole
from organizations.models import Evidence, Membership, Organization, VouchRequest
from organizations.notifications import (
    tell_of_ended_vouch,
    tell_of_vouch,
    tell_of_vouch_request,
)
from organizations.rules import is_member
from organizations.trust import VALID_FOR
from organizations.viewers import Viewer
from organizations.viewers_of import viewer_of
from organizations.vouching import ASKED_FOR, left, owned, with_voice

ASKED_AT_ONCE = 10


class NoVoiceError(Exception):
    """The group's word does not count at present."""


class TooManyVouchesError(Exception):
    """The group, or this person, has vouched for as many others as a year may bring."""


class TooManyRequestsError(Exception):
    """The group has asked as many others as it may at a time."""


@transaction.atomic
def give_vouch(
    *, organization: Organization, giver: Organization, by: User, viewer: Viewer, basis: str
) -> Evidence:
    """Say for `giver` that it knows `organization`, and how; tell the group.

    One vouch of a group stands at a time: another one renews it. Sent twice, it is one. Raises
    PermissionDenied, NoVoiceError and TooManyVouchesError; nothing is written then. Whether `by`
    may see the listing is for the caller to know.
    """
    organization, giver = _locked(organization, giver)
    if is_member(by, organization) or not owned(by.pk).filter(pk=giver.pk).exists():
        raise PermissionDenied
    if not with_voice(owned(by.pk)).filter(pk=giver.pk).exists():
        raise NoVoiceError
    now = timezone.now()
    standing = organization.evidence.not_ended().vouches().filter(other=giver).first()
    if standing and standing.basis == basis and standing.given_at.date() == now.date():
        return standing
    if standing:
        _end(standing, EvidenceEnd.RENEWED, by)
    if not left(by.pk, giver, viewer):
        raise TooManyVouchesError
    vouch = Evidence.objects.create(
        organization=organization,
        kind=EvidenceKind.VOUCH,
        basis=basis,
        other=giver,
        for_name=organization.name,
        given_by=by,
        given_at=now,
        expires_at=now + VALID_FOR[EvidenceKind.VOUCH],
    )
    refresh_trust([organization.pk])
    if not standing:
        tell_of_vouch(vouch)
    return vouch


@transaction.atomic
def withdraw_vouch(*, vouch: Evidence, by: User) -> None:
    """Take a vouch of one's own group back, and tell the other; one that ended stays as it is."""
    vouch = (
        Evidence.objects.select_for_update(of=("self",)).select_related("other").get(pk=vouch.pk)
    )
    owners = Membership.objects.filter(organization=vouch.other, role=MembershipRole.OWNER)
    if not owners.filter(user=by).exists():
        raise PermissionDenied
    if vouch.ended_at is None:
        _end(vouch, EvidenceEnd.WITHDRAWN, by)
        refresh_trust([vouch.organization_id])
        tell_of_ended_vouch(vouch)


@transaction.atomic
def ask_for_vouch(*, organization: Organization, giver: Organization, by: User) -> VouchRequest:
    """Ask `giver` to vouch for one's own group; those of its owners who may see it are told.

    Asking again while a request stands changes nothing. Raises PermissionDenied, NoVoiceError and
    TooManyRequestsError. Whether `by` may see the other group is for the caller to know.
    """
    organization, giver = _locked(organization, giver)
    if is_member(by, giver) or not owned(by.pk).filter(pk=organization.pk).exists():
        raise PermissionDenied
    if not with_voice(Organization.objects.filter(pk=giver.pk)).exists():
        raise NoVoiceError
    recent = organization.vouch_requests.filter(asked_at__gt=timezone.now() - ASKED_FOR)
    if same := recent.filter(giver=giver).first():
        return same
    if recent.count() >= ASKED_AT_ONCE:
        raise TooManyRequestsError
    request = VouchRequest.objects.create(organization=organization, giver=giver, asked_by=by)
    tell_of_vouch_request(request, seeing_owners(giver, organization))
    return request


def seeing_owners(group: Organization, other: Organization) -> list[User]:
    """Return the owners of `group` who may see `other`: nobody else is told of it."""
    owners = User.objects.filter(
        memberships__organization=group,
        memberships__role=MembershipRole.OWNER,
        is_active=True,
    )
    return [
        owner
        for owner in owners
        if Organization.objects.visible_to(viewer_of(owner)).filter(pk=other.pk).exists()
    ]


def _end(vouch: Evidence, end: str, by: User) -> None:
    vouch.ended_at = timezone.now()
    vouch.end = end
    vouch.ended_by = by
    vouch.save()


def _locked(*groups: Organization) -> list[Organization]:
    """Lock both in one order, so that two at once count each other; return them fresh."""
    rows = Organization.objects.filter(pk__in=[group.pk for group in groups])
    found = {row.pk: row for row in rows.select_for_update(no_key=True).order_by("pk")}
    return [found[group.pk] for group in groups]
