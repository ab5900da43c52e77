"""Taking a place at a session, waiting for one, giving it up.

Every step holds the session's row: places are counted and given by one transaction at a time, so
that none is given twice and the line keeps its order, whoever comes at once.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions import record_consent, withdraw_consent
from accounts.enums import Purpose
from accounts.models import User
from organizations.models import Organization
from sessions_archive.enums import RegistrationState
from sessions_archive.models import ExchangeSession, SessionRegistration
from sessions_archive.notifications import tell


class ClosedError(Exception):
    """The session takes no registrations: begun, cancelled, or never opened."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person says with her registration."""

    language_id: str | None = None
    zone: str = ""
    question: str = ""
    access_needs: str = ""
    photos_allowed: bool = False
    recording_allowed: bool = False
    # Counts for who comes in the name of a group.
    meets_others: bool = False


# Changes with the words of registration_forms.py that ask for consent.
CONSENT_VERSION = "2026-11"
CONSENTS = {"photos_allowed": Purpose.PHOTOS, "recording_allowed": Purpose.RECORDING}

NO_ANSWERS: Mapping[str, Any] = asdict(Answers())


@transaction.atomic
def register(
    *,
    session: ExchangeSession,
    by: User,
    organization: Organization | None = None,
    answers: Answers | None = None,
) -> SessionRegistration:
    """Give `by` a place, or put her last in line; who is there already stays where she is.

    Raises ClosedError, and PermissionDenied for a group that is not hers or not published.
    """
    session = _locked(session.pk)
    if there := session.registrations.active().filter(user=by).first():
        return there
    if not session.takes_registrations:
        raise ClosedError
    if organization and not _speaks_for(by, organization):
        raise PermissionDenied
    has_place = _free(session) > 0 and not session.registrations.in_line().exists()
    now = timezone.now()
    registration = SessionRegistration.objects.create(
        session=session,
        user=by,
        organization=organization,
        state=RegistrationState.REGISTERED if has_place else RegistrationState.WAITING,
        asked_at=now,
        placed_at=now if has_place else None,
        **asdict(answers or Answers()),
    )
    _keep_consents(registration)
    tell(registration, "registered" if has_place else "waiting")
    return registration


@transaction.atomic
def change_answers(
    *,
    registration: SessionRegistration,
    by: User,
    organization: Organization | None,
    answers: Answers,
) -> SessionRegistration:
    """Say something else than before; the place in line stays. Raises as `register` does."""
    session = _locked(registration.session_id)
    registration = _own(registration, by)
    if not session.takes_registrations or registration.state == RegistrationState.CANCELLED:
        raise ClosedError
    if organization and not _speaks_for(by, organization):
        raise PermissionDenied
    registration.organization = organization
    if registration.access_needs != answers.access_needs:
        registration.needs_arranged_at = None
    for name, value in asdict(answers).items():
        setattr(registration, name, value)
    registration.save()
    _keep_consents(registration)
    return registration


@transaction.atomic
def cancel_registration(*, registration: SessionRegistration, by: User) -> SessionRegistration:
    """Give the place up for whoever is first in line. Done twice, it is done once."""
    session = _locked(registration.session_id)
    registration = _own(registration, by)
    if registration.state == RegistrationState.CANCELLED:
        return registration
    if session.starts_at <= timezone.now():
        raise ClosedError
    registration.state = RegistrationState.CANCELLED
    registration.cancelled_at = timezone.now()
    # What she told for this session's sake only has no use any more.
    for name, value in NO_ANSWERS.items():
        setattr(registration, name, value)
    registration.needs_arranged_at = None
    registration.save()
    _keep_consents(registration)
    tell(registration, "cancelled")
    _fill(session)
    return registration


@transaction.atomic
def fill_places(*, session_id: int) -> int:
    """Give free places to those first in line; return how many."""
    return _fill(_locked(session_id))


def _fill(session: ExchangeSession) -> int:
    if not session.takes_registrations:
        return 0
    free = max(_free(session), 0)
    lucky = list(session.registrations.in_line().select_related("user")[:free])
    for registration in lucky:
        registration.state = RegistrationState.REGISTERED
        registration.placed_at = timezone.now()
        registration.save(update_fields=["state", "placed_at"])
        registration.session = session
        tell(registration, "promoted")
    return len(lucky)


def _keep_consents(registration: SessionRegistration) -> None:
    """Let the record of consents say what the registration says: since when, until when."""
    about = registration.session.uuid
    for name, purpose in CONSENTS.items():
        if getattr(registration, name):
            record_consent(
                user=registration.user, purpose=purpose, text_version=CONSENT_VERSION, about=about
            )
        else:
            withdraw_consent(user=registration.user, purpose=purpose, about=about)


def _free(session: ExchangeSession) -> int:
    return (session.capacity or 0) - session.registrations.with_a_place().count()


def _locked(session_id: int) -> ExchangeSession:
    return ExchangeSession.objects.select_for_update(no_key=True).get(pk=session_id)


def _own(registration: SessionRegistration, by: User) -> SessionRegistration:
    fresh = SessionRegistration.objects.select_related("session", "user").get(pk=registration.pk)
    if fresh.user_id != by.pk:
        raise PermissionDenied
    return fresh


def _speaks_for(user: User, organization: Organization) -> bool:
    mine = Organization.objects.for_member(user.pk).published()
    return mine.filter(pk=organization.pk).exists()
