"""Links that stop e-mails without signing in (RFC 8058). Pure.

A link says whose e-mails and of what: a topic, or a digest. It stops e-mails only: the inbox goes
on.
"""

from uuid import UUID

from django.core import signing

_signer = signing.Signer(salt="accounts.unsubscribe")


def token(user_uuid: UUID, what: str) -> str:
    """Return what the link carries; it does not run out, as letters are kept for years."""
    return _signer.sign(f"{user_uuid.hex}.{what}")


def read(signed: str) -> tuple[UUID, str]:
    """Return whose and of what; raise BadSignature."""
    person, _dot, what = _signer.unsign(signed).partition(".")
    return UUID(hex=person), what
