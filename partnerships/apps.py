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
        from accounts.rights import transfers
        from organizations import merge_rules
        from organizations.signals import listing_changed
        from partnerships import farewell, personal_data

        staff_log.say(
            {
                "representation_approved": _("Agreed that a person speaks for a partner"),
                "representation_denied": _("Did not agree that a person speaks for a partner"),
                "representation_question": _(
                    "Asked a person who would like to speak for a partner"
                ),
                "stop_conversation": _("Ended a conversation that was reported"),
                "end_hosting": _("Ended an agreement on hosting"),
                "cancel": _("Called an opportunity off"),
                "take_down_summary": _("Took the public summary of a partnership down"),
            }
        )
        transfers.say(
            {
                "partnership_csv": _("Results of a partnership as CSV"),
                "partnership_iati": _("Results of a partnership as JSON (IATI)"),
                "fairness": _("How even matches are, as CSV, by staff"),
            }
        )
        _name_topics()
        personal_data.register()
        farewell.register()
        merge_rules.stays(
            "computed anew for both listings",
            "partnerships.ScoredListing.organization",
            "partnerships.MatchList.source_organization",
        )
        listing_changed.connect(_rescore, dispatch_uid="partnerships.rescore")
        post_delete.connect(
            _delete_file, sender="partnerships.Attachment", dispatch_uid="partnerships.delete_file"
        )


def _name_topics() -> None:
    from accounts.topics import Topic, topics

    topics.register(
        Topic(
            "introductions",
            _("Introductions and conversations"),
            _("Who asks to be in touch, what they answer, what they write."),
        ),
        "partnerships/emails/introduction_*",
    )
    topics.register(
        Topic(
            "opportunities",
            _("Opportunities"),
            _("Calls that you are invited to, answers to questions, what becomes of your reply."),
        ),
        *(f"partnerships/emails/{kind}_*" for kind in ("opportunity", "expression", "coalition")),
        "partnerships/emails/publisher_*",
    )
    topics.register(
        Topic(
            "partnerships",
            _("Partnerships"),
            _("Agreements, reports, milestones, and what is due."),
        ),
        "partnerships/emails/*",
    )
    topics.register(
        Topic(
            "hosting",
            _("Hosting"),
            _("Agreements between a group and the organization that hosts it."),
        ),
        "partnerships/emails/host_*",
    )
    topics.letters("listing", "partnerships/emails/representation_*")
    topics.always("somebody may be in danger", "partnerships/emails/conversation_reported")
    topics.always(
        "tells what became of what one has just sent",
        "partnerships/emails/introduction_answer_refused",
    )


def _rescore(sender: object, *, organization_id: int, **kwargs: Any) -> None:
    """The directory does not know of matching; it says that a listing changed, we act on it."""
    from partnerships.nudges import nudge_rescoring

    nudge_rescoring(organization_ids=[organization_id])


def _delete_file(sender: object, *, instance: Any, **kwargs: Any) -> None:
    """Whatever deletes a conversation, its files go with it, once that is certain."""
    from partnerships.actions.conversations import delete_stored

    transaction.on_commit(lambda: delete_stored([instance.file.name]))
