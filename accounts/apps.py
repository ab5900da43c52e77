from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and what they are told")

    def ready(self) -> None:
        from accounts import (
            devices,  # noqa: F401 - listens for who signs in
            personal_data,
        )
        from accounts.topics import topics

        topics.always("it is what was chosen", "accounts/emails/digest")
        topics.always("was asked for a moment ago", "accounts/emails/copy_ready")
        topics.always(
            "goes to an address that has no account any more", "accounts/emails/account_erased"
        )
        personal_data.register()
        _name_erasures()
        post_delete.connect(
            _delete_copy, sender="accounts.PersonalCopy", dispatch_uid="accounts.delete_copy"
        )


def _name_erasures() -> None:
    from accounts.enums import ErasedKind
    from accounts.rights import ledger
    from accounts.rights.erasure import erase_account

    def erase(pk: int) -> None:
        erase_account(user_id=pk, reason=ledger.RESTORED)

    ledger.erases(ErasedKind.PERSON, "accounts.User", erase)
    post_delete.connect(_note_erasure, sender="accounts.User", dispatch_uid="accounts.erased")


def _note_erasure(sender: object, *, instance: Any, **kwargs: Any) -> None:
    """Whatever deletes an account, the ledger has it."""
    from accounts.enums import ErasedKind
    from accounts.rights.ledger import note_erasure

    note_erasure(ErasedKind.PERSON, instance.uuid)


def _delete_copy(sender: object, *, instance: Any, **kwargs: Any) -> None:
    """Whatever deletes a copy, its file goes with it, once that is certain."""
    from accounts.private_files import PrivateStorage

    if name := instance.file.name:
        transaction.on_commit(lambda: PrivateStorage().delete(name))
