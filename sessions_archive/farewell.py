"""What becomes of an address in the archive when the account of its owner goes."""

from accounts.models import User
from accounts.rights import farewell
from accounts.rights.farewell import Answers
from sessions_archive.models import RemovalRequest


def register() -> None:
    farewell.register(farewell.Farewell(leave))


def leave(user: User, answers: Answers) -> None:
    """Her request stands, without the address for its answer."""
    RemovalRequest.objects.filter(asked_by=user).update(answer_to="")
    RemovalRequest.objects.filter(answer_to__iexact=user.email).update(answer_to="")
