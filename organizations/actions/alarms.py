"""Hiding everything of a group at once, and the way back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.actions.life import announce_change
from organizations.enums import Audience, Status
from organizations.models import Alarm, Organization
from organizations.models.history import recorded
from organizations.notifications import tell_of_alarm
from organizations.rules import can_take_step, is_member


@transaction.atomic
@recorded
def raise_alarm(*, organization_id: int, by: User) -> Organization:
    """Hide the listing, its contacts and its matches from everyone but the group and IOM.

    It holds at once, whatever the listing's status. Raised twice, it is one alarm. Raises
    PermissionDenied for whoever is no member.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    if not is_member(by, organization):
        raise PermissionDenied
    if organization.alarmed_at:
        return organization
    contacts = list(organization.contacts.all())
    alarm = Alarm.objects.create(
        organization=organization,
        raised_by=by,
        before={
            "audience": organization.audience,
            "is_open_to_matching": organization.is_open_to_matching,
            "contacts": {str(contact.pk): contact.audience for contact in contacts},
        },
    )
    organization.alarmed_at = alarm.raised_at
    organization.audience = Audience.IOM
    organization.is_open_to_matching = False
    organization.save()
    for contact in contacts:
        _show(contact, Audience.IOM)
    _announce(organization, is_raised=True)
    return organization


@transaction.atomic
@recorded
def end_alarm(*, organization_id: int, by: User) -> Organization:
    """Show again what was shown before, to those it was shown to.

    A contact that was added meanwhile stays with IOM. Ended twice, it is one end. Raises
    PermissionDenied for whoever is no owner.
    """
    organization = Organization.objects.select_for_update().get(pk=organization_id)
    if not can_take_step(by, organization):
        raise PermissionDenied
    alarm = organization.alarms.select_for_update().filter(ended_at=None).first()
    if alarm is None:
        return organization
    alarm.ended_at, alarm.ended_by = timezone.now(), by
    alarm.save()
    organization.alarmed_at = None
    organization.audience = alarm.before["audience"]
    organization.is_open_to_matching = alarm.before["is_open_to_matching"]
    organization.save()
    shown: dict[str, str] = alarm.before["contacts"]
    for contact in organization.contacts.filter(pk__in=shown):
        _show(contact, shown[str(contact.pk)])
    _announce(organization, is_raised=False)
    return organization


def _show(contact: Any, audience: str) -> None:
    if contact.audience != audience:
        contact.audience = audience
        contact.save()


def _announce(organization: Organization, *, is_raised: bool) -> None:
    tell_of_alarm(organization, is_raised=is_raised)
    if organization.status == Status.PUBLISHED:
        announce_change(organization)
