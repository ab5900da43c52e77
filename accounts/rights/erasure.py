"""The end of an account: everything that names the person goes; what others share loses her name.

Rows of her own go by the foreign keys (CASCADE), what she did for a group stays without her
(SET NULL). Here is what no key knows of: sign-ins, and what the log of staff says.
"""

import json
import logging
import uuid
from collections.abc import Mapping

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils import timezone

from accounts.mail import compose
from accounts.models import User
from accounts.rights import farewell
from accounts.rights.ledger import because
from accounts.staff_log import ERASED, forget_record

logger = logging.getLogger(__name__)

ASKED, BY_OPERATOR, UNCONFIRMED = "asked for it", "erased by the operator", "never confirmed"


@transaction.atomic
def erase_account(*, user_id: int, reason: str, answers: Mapping[str, str] | None = None) -> None:
    """Delete a person and whatever names her; `answers` are those to farewell.questions().

    The ledger is written by whatever deletes an account.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    with because(reason):
        farewell.leave(user, answers or {})
        _clear_staff_log(user)
        _end_sessions(user)
        if reason == ASKED:
            _say_goodbye(user)
        user.delete()
    logger.info("an account was erased: %s", reason)


def _end_sessions(user: User) -> None:
    signed_in = Session.objects.filter(expire_date__gt=timezone.now())
    for session in signed_in.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def _clear_staff_log(user: User) -> None:
    """The log of staff stays whole, without her name: neither as who did, nor as what it is about.

    Who did keeps a number of her own, so that the acts of one person stay one person's.
    """
    if LogEntry.objects.filter(user=user).exists():
        nobody = User.objects.create_user(
            f"{uuid.uuid4().hex}@erased.invalid", None, name="", is_active=False
        )
        LogEntry.objects.filter(user=user).update(user=nobody)
    forget_record(user)
    # Rows beside a record are named within the entry: "Amal – Circle".
    quoted = json.dumps(str(user))
    _replace_in_log(quoted[:-1] + " – ", f'"{ERASED} – ')
    _replace_in_log(json.dumps(user.email)[1:-1], ERASED)
    LogEntry.objects.filter(object_repr__contains=user.email).update(object_repr=ERASED)


def _replace_in_log(said: str, instead: str) -> None:
    LogEntry.objects.filter(change_message__contains=said).update(
        change_message=Replace(F("change_message"), Value(said), Value(instead))
    )


def _say_goodbye(user: User) -> None:
    """One last letter: whoever did not ask for this must learn of it. Nothing of it is stored."""
    letter = compose(
        stem="accounts/emails/account_erased", to=user.email, language=user.language, context={}
    )
    transaction.on_commit(lambda: letter.send(), robust=True)
