"""What people who registered for a session are told."""

from accounts.notifications import notify
from sessions_archive.models import SessionRegistration


def tell(registration: SessionRegistration, letter: str) -> None:
    """Write a letter to whoever registered, within the caller's transaction.

    The link to the meeting is not in it: letters are passed on, and links change.
    """
    session = registration.session
    notify(
        recipients=[registration.user],
        template=f"sessions_archive/emails/{letter}",
        context={
            "themes": session.themes,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
            "zone": session.zone,
            "reader_zone": registration.zone,
            "path": session.get_absolute_url(),
        },
    )
