"""What IOM and the portal's own records confirm of a group, and taking it back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note as note_by_staff
from organizations.actions.standing import refresh_trust
from organizations.enums import EvidenceEnd, EvidenceKind
from organizations.models import Evidence, Organization
from organizations.notifications import tell_of_evidence, tell_of_lost_evidence
from organizations.rules import can_curate
from organizations.trust import VALID_FOR


class NotByHandError(Exception):
    """A vouch is given by the group that vouches, never for it."""


class AlreadyEndedError(Exception):
    """Somebody else was quicker; `evidence` says when and why it ended."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        super().__init__(evidence.pk)


@transaction.atomic
def give_evidence(
    *,
    organization: Organization,
    kind: str,
    by: User,
    basis: str = "",
    facts: str = "",
    note: str = "",
    other: Organization | None = None,
    expires_at: datetime | None = None,
) -> Evidence:
    """Store what a curator has seen of a group, for the name it bears, and tell the group.

    Raises PermissionDenied for whoever may not decide about the listing, and NotByHandError.
    """
    organization = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if not can_curate(by, organization):
        raise PermissionDenied
    if kind == EvidenceKind.VOUCH:
        raise NotByHandError
    now = timezone.now()
    evidence = Evidence.objects.create(
        organization=organization,
        kind=kind,
        basis=basis,
        facts=facts,
        note=note,
        other=other,
        for_name=organization.name,
        given_by=by,
        given_at=now,
        expires_at=expires_at or now + VALID_FOR[kind],
    )
    refresh_trust([organization.pk])
    tell_of_evidence(evidence)
    return evidence


@transaction.atomic
def record_evidence(
    *,
    organization_id: int,
    kind: str,
    record: str,
    since: datetime,
    basis: str = "",
    facts: str = "",
    other_id: int | None = None,
    expires_at: datetime | None = None,
) -> Evidence | None:
    """Store what one of the portal's own records says of a listing, once for each `record`.

    Return None where it has run out already. A row that is there stays as it is.
    """
    expires_at = expires_at or since + VALID_FOR[kind]
    if expires_at <= timezone.now():
        return None
    organization = Organization.objects.select_for_update(no_key=True).get(pk=organization_id)
    # Whether it ended or not: what IOM has taken back does not come again by itself.
    if told := organization.evidence.filter(kind=kind, record=record).first():
        return told
    evidence = Evidence.objects.create(
        organization=organization,
        kind=kind,
        basis=basis,
        facts=facts,
        other_id=other_id,
        record=record,
        for_name=organization.name,
        given_at=since,
        expires_at=expires_at,
    )
    refresh_trust([organization_id])
    return evidence


@transaction.atomic
def keep_evidence(
    *,
    organization_id: int,
    kind: str,
    record: str,
    since: datetime,
    expires_at: datetime,
    facts: str = "",
    other_id: int | None = None,
) -> Evidence | None:
    """Let one of the portal's own records speak for a listing until `expires_at`.

    A row with another end is replaced. What IOM has taken back does not come again: return None.
    """
    organization = Organization.objects.select_for_update(no_key=True).get(pk=organization_id)
    rows = organization.evidence.filter(kind=kind, record=record)
    if rows.filter(end=EvidenceEnd.REVOKED).exists():
        return None
    standing = rows.filter(ended_at=None).first()
    if standing and standing.expires_at == expires_at:
        return standing
    if standing:
        rows.filter(pk=standing.pk).update(ended_at=timezone.now(), end=EvidenceEnd.RENEWED)
    evidence = Evidence.objects.create(
        organization=organization,
        kind=kind,
        facts=facts,
        other_id=other_id,
        record=record,
        for_name=organization.name,
        given_at=since,
        expires_at=expires_at,
    )
    refresh_trust([organization_id])
    return evidence


@transaction.atomic
def end_evidence(*, organization_id: int, kind: str, record: str) -> bool:
    """Say that a record of the portal's own speaks for a listing no more; return whether it did."""
    rows = Evidence.objects.not_ended().filter(
        organization_id=organization_id, kind=kind, record=record
    )
    ended = rows.update(ended_at=timezone.now(), end=EvidenceEnd.OVER)
    if ended:
        refresh_trust([organization_id])
    return bool(ended)


@transaction.atomic
def revoke_evidence(*, evidence: Evidence, by: User, reason: str) -> Evidence:
    """Take back evidence of any kind, for a reason that the group is told.

    Raises PermissionDenied and AlreadyEndedError.
    """
    evidence = _standing(evidence, by)
    evidence.ended_at = timezone.now()
    evidence.end = EvidenceEnd.REVOKED
    evidence.end_reason = reason
    evidence.ended_by = by
    evidence.save()
    refresh_trust([evidence.organization_id])
    tell_of_lost_evidence(evidence)
    note_by_staff(by=by, about=evidence, what="revoke_evidence")
    return evidence


@transaction.atomic
def reconfirm_evidence(*, evidence: Evidence, by: User) -> Evidence:
    """Say that evidence holds for the name that the group bears now: a new row, the same end.

    Raises PermissionDenied and AlreadyEndedError. Evidence for that very name stays as it is.
    """
    evidence = _standing(evidence, by)
    if evidence.for_name == evidence.organization.name:
        return evidence
    evidence.ended_at = timezone.now()
    evidence.end = EvidenceEnd.RENEWED
    evidence.ended_by = by
    evidence.save()
    again = Evidence.objects.create(
        organization=evidence.organization,
        kind=evidence.kind,
        basis=evidence.basis,
        facts=evidence.facts,
        note=evidence.note,
        other=evidence.other,
        record=evidence.record,
        for_name=evidence.organization.name,
        given_by=by,
        given_at=evidence.given_at,
        expires_at=evidence.expires_at,
    )
    refresh_trust([evidence.organization_id])
    note_by_staff(by=by, about=again, what="reconfirm_evidence")
    return again


def _standing(evidence: Evidence, by: User) -> Evidence:
    """Return the row, locked and fresh; raise where it ended, or `by` may not decide."""
    fresh = (
        Evidence.objects.select_for_update(of=("self",))
        .select_related("organization")
        .get(pk=evidence.pk)
    )
    if not can_curate(by, fresh.organization):
        raise PermissionDenied
    if fresh.ended_at is not None:
        raise AlreadyEndedError(fresh)
    return fresh
