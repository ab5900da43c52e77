"""Being shown in the archive no more: asked for, and decided."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.notifications import notify
from accounts.staff_log import note
from sessions_archive.enums import RemovalState
from sessions_archive.models import Person, RemovalRequest

DECIDE = "sessions_archive.change_person"


class AlreadyDecidedError(Exception):
    """Somebody else was quicker."""


@transaction.atomic
def ask_for_removal(
    *, person: Person, words: str, answer_to: str, by: User | None
) -> RemovalRequest:
    """Keep the wish and tell the staff who can grant it. While one waits, it is that one."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if waiting := person.removals.filter(state=RemovalState.OPEN).first():
        return waiting
    request = RemovalRequest.objects.create(
        person=person, words=words, answer_to=answer_to, asked_by=by
    )
    staff = User.objects.filter(is_staff=True, is_active=True)
    notify(
        recipients=[user for user in staff if user.has_perm(DECIDE)],
        template="sessions_archive/emails/removal_asked",
        context={"path": f"/admin/sessions_archive/removalrequest/{request.pk}/change/"},
    )
    return request


@transaction.atomic
def decide_removal(*, request: RemovalRequest, grant: bool, by: User) -> RemovalRequest:
    """Hide the person everywhere, or not. Raises PermissionDenied and AlreadyDecidedError."""
    if not by.has_perm(DECIDE):
        raise PermissionDenied
    request = RemovalRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != RemovalState.OPEN:
        raise AlreadyDecidedError
    request.state = RemovalState.GRANTED if grant else RemovalState.DECLINED
    request.decided_at = timezone.now()
    request.save(update_fields=["state", "decided_at"])
    if grant:
        Person.objects.filter(pk=request.person_id).update(is_public=False)
    note(by=by, about=request, what="grant_removal" if grant else "decline_removal")
    return request
