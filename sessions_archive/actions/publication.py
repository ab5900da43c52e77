"""A session becomes public, or goes back to where only staff sees it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.staff_log import note
from sessions_archive.models import ExchangeSession

PUBLISH = "sessions_archive.change_exchangesession"


class AlreadyDoneError(Exception):
    """Somebody else was quicker."""


class PeopleRegisteredError(Exception):
    """People count on the session: it can be called off, but not made to vanish."""


@transaction.atomic
def publish_session(*, session_id: int, by: User) -> ExchangeSession:
    """Show a session to everybody. Raises PermissionDenied and AlreadyDoneError."""
    session = _locked(session_id, by)
    if session.is_published:
        raise AlreadyDoneError
    return _set(session, True, by=by)


@transaction.atomic
def withdraw_session(*, session_id: int, by: User) -> ExchangeSession:
    """Take a session back to staff alone.

    Raises PermissionDenied, AlreadyDoneError and PeopleRegisteredError.
    """
    session = _locked(session_id, by)
    if not session.is_published:
        raise AlreadyDoneError
    if not session.is_past and session.registrations.active().exists():
        raise PeopleRegisteredError
    return _set(session, False, by=by)


def _locked(session_id: int, by: User) -> ExchangeSession:
    if not by.has_perm(PUBLISH):
        raise PermissionDenied
    return ExchangeSession.objects.select_for_update(no_key=True).get(pk=session_id)


def _set(session: ExchangeSession, is_published: bool, *, by: User) -> ExchangeSession:
    session.is_published = is_published
    session.save(update_fields=["is_published"])
    note(by=by, about=session, what="publish_session" if is_published else "withdraw_session")
    return session
