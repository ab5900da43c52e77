"""Who was there, as staff noted it, and what that says of a group."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.staff_log import note
from organizations.actions import end_evidence, keep_evidence
from organizations.enums import EvidenceKind
from organizations.trust import VALID_FOR
from sessions_archive.models import ExchangeSession, SessionRegistration


class NotStartedError(Exception):
    """Nobody can have been at what has not begun."""


@transaction.atomic
def take_attendance(
    *, registrations: Iterable[SessionRegistration], attended: bool, by: User
) -> int:
    """Note who was there, and let it speak for the groups; return how many had a place.

    Raises NotStartedError when one of the sessions has not begun.
    """
    keys = [registration.pk for registration in registrations]
    # What speaks for a group depends on all rows of a session: one list is noted at a time.
    sessions = SessionRegistration.objects.filter(pk__in=keys).values("session")
    locked = ExchangeSession.objects.select_for_update(no_key=True).filter(pk__in=sessions)
    list(locked.order_by("pk"))
    rows = list(
        SessionRegistration.objects.with_a_place()
        .filter(pk__in=keys)
        .select_related("session__edition")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if any(row.session.starts_at > timezone.now() for row in rows):
        raise NotStartedError
    for row in rows:
        row.attended = attended
        row.save(update_fields=["attended"])
        note(by=by, about=row, what="attended" if attended else "absent")
    of_groups = {(row.session_id, row.organization_id): row.session for row in rows}
    for (_session, group), session in sorted(of_groups.items(), key=lambda pair: str(pair[0])):
        if group is not None:
            _speak(session, group)
    return len(rows)


@transaction.atomic
def arrange_needs(*, registrations: Iterable[SessionRegistration], by: User) -> int:
    """Note that what these people need is arranged; return of how many it was not noted yet."""
    keys = [registration.pk for registration in registrations]
    rows = SessionRegistration.objects.with_needs().filter(pk__in=keys)
    found = list(rows.select_related("session__edition").select_for_update(of=("self",)))
    for row in found:
        row.needs_arranged_at = timezone.now()
        row.save(update_fields=["needs_arranged_at"])
        note(by=by, about=row, what="needs_arranged")
    return len(found)


def _speak(session: ExchangeSession, group: int) -> None:
    """Let the session's record speak for a group while somebody of it was there."""
    record = f"session {session.uuid}"
    expires_at = session.ends_at + VALID_FOR[EvidenceKind.ATTENDANCE]
    was_there = session.registrations.filter(organization=group, attended=True).exists()
    if was_there and expires_at > timezone.now():
        keep_evidence(
            organization_id=group,
            kind=EvidenceKind.ATTENDANCE,
            record=record,
            since=session.ends_at,
            expires_at=expires_at,
            facts=str(session.edition.year),
        )
    else:
        end_evidence(organization_id=group, kind=EvidenceKind.ATTENDANCE, record=record)
