from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = _("Directory")

    def ready(self) -> None:
        _name_topics()
        from accounts import staff_log
        from accounts.rights import transfers
        from organizations import farewell, personal_data
        from organizations.log_words import TRANSFERS, WORDS

        staff_log.say(WORDS)
        transfers.say(TRANSFERS)
        personal_data.register()
        farewell.register()
        _name_erasures()
        post_delete.connect(
            _stand_anew,
            sender="organizations.Evidence",
            dispatch_uid="organizations.stand_without",
        )
        # Two groups that share a person speak with one voice, from the moment she joins.
        for change in (post_save, post_delete):
            change.connect(
                _stand_anew,
                sender="organizations.Membership",
                dispatch_uid="organizations.stand_with_others",
            )
        post_delete.connect(
            _forget, sender="organizations.Organization", dispatch_uid="organizations.forget"
        )


def _name_erasures() -> None:
    from accounts.enums import ErasedKind
    from accounts.rights import ledger
    from organizations.actions.erasing import erase_again

    ledger.erases(ErasedKind.LISTING, "organizations.Organization", erase_again)
    post_delete.connect(
        _forget_person, sender="accounts.User", dispatch_uid="organizations.forget_person"
    )


def _forget_person(sender: object, *, instance: Any, **kwargs: Any) -> None:
    """Whatever deletes an account, the history of memberships does not keep its number.

    That she leaves is its last row, written after the database let go of her: it names her twice.
    """
    from organizations.models import Membership

    Membership.history.filter(user_id=instance.pk).update(user=None)
    Membership.history.filter(history_user_id=instance.pk).update(history_user=None)


def _name_topics() -> None:
    from accounts.topics import Topic, topics

    topics.register(
        Topic(
            "listing",
            _("Your listing"),
            _("What IOM decides, who asks to speak for it, what vouches for it, what runs out."),
        ),
        "organizations/emails/*",
    )
    topics.register(
        Topic(
            "messages",
            _("Messages to your group"),
            _("What readers of the directory write to it."),
        ),
        "organizations/emails/relayed_message",
    )
    topics.always("somebody may be in danger", "organizations/emails/listing_reported")
    topics.always(
        "a group may be in danger",
        "organizations/emails/alarm_raised",
        "organizations/emails/alarm_ended",
        "organizations/emails/alarm_for_staff",
    )
    topics.always(
        "has its own schedule, and its own way to stop it", "organizations/emails/search_digest"
    )
    topics.always("goes to a contact, not to an account", "organizations/emails/contact_link")


def _forget(sender: object, *, instance: Any, **kwargs: Any) -> None:
    """Whatever deletes a listing: search learns of it, its history goes, the ledger has it."""
    from accounts.enums import ErasedKind
    from accounts.rights.ledger import note_erasure
    from organizations.models.history import erase
    from organizations.search.documents import forget

    forget(instance.pk)
    erase(instance.pk)
    note_erasure(ErasedKind.LISTING, instance.uuid)


def _stand_anew(sender: object, *, instance: Any, **kwargs: Any) -> None:
    """Whatever deletes evidence (with a group that vouched, say), or lets a person join or leave
    a group, the levels that rest on it must not outlive it.
    """
    from organizations.actions.standing import refresh_trust

    refresh_trust([instance.organization_id])
