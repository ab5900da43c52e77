"""The one log of what staff do: Django's own, which the admin writes, too.

What happens by an action instead of an admin form is noted here, in the same transaction.
"""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from accounts.models import User


def note(*, by: User, about: Model, what: str) -> None:
    """Note that `by` did `what` (a code, such as "publish") about something."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(about),
        object_id=str(about.pk),
        object_repr=str(about)[:200],
        action_flag=CHANGE,
        change_message=what,
    )
