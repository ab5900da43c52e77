from typing import Any

from django.apps import AppConfig
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    name = "partnerships"
    verbose_name = _("Partnerships")

    def ready(self) -> None:
        from accounts import staff_log
        from organizations import merge_rules
        from organizations.signals import listing_changed

        staff_log.say(
            {
                "end_hosting": _("Ended a host agreement"),
                "stop_conversation": _("Ended a conversation"),
                "representation_approved": _("Agreed that a person speaks for a partner"),
                "representation_denied": _("Did not agree that a person speaks for a partner"),
                "representation_question": _(
                    "Asked a person who would like to speak for a partner"
                ),
            }
        )
        merge_rules.stays(
            "computed anew for both listings",
            "partnerships.ScoredListing.organization",
            "partnerships.MatchList.source_organization",
        )
        listing_changed.connect(_rescore, dispatch_uid="partnerships.rescore")
        post_delete.connect(
            _delete_file, sender="partnerships.Attachment", dispatch_uid="partnerships.delete_file"
        )


def _rescore(sender: object, *, organization_id: int, **kwargs: Any) -> None:
    """The directory does not know of matching; it says that a listing changed, we act on it."""
    from partnerships.nudges import nudge_rescoring

    nudge_rescoring(organization_ids=[organization_id])


def _delete_file(sender: object, *, instance: Any, **kwargs: Any) -> None:
    """Whatever deletes a conversation, its files go with it, once that is certain."""
    from partnerships.actions.conversations import delete_stored

    transaction.on_commit(lambda: delete_stored([instance.file.name]))
