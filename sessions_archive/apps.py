from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsArchiveConfig(AppConfig):
    name = "sessions_archive"
    verbose_name = _("Exchanges")

    def ready(self) -> None:
        from accounts import staff_log
        from accounts.topics import topics
        from sessions_archive import farewell, personal_data

        personal_data.register()
        farewell.register()
        topics.always(
            "a free place and a day that comes wait for no digest", "sessions_archive/emails/*"
        )
        staff_log.say(
            {
                "attended": _("Noted that a person was at a session"),
                "absent": _("Noted that a person was not at a session"),
                "needs_arranged": _("Noted that a person’s access needs are arranged"),
                "cancel_session": _("Cancelled a session"),
                "grant_removal": _("Removed a person from the archive, as asked"),
                "decline_removal": _("Declined a request to be removed from the archive"),
                "publish_notes": _("Turned notes into insights"),
                "enter_session": _("Entered a session"),
                "change_session": _("Changed a session"),
                "import_session": _("Imported a session from a file"),
                "publish_session": _("Published a session"),
                "withdraw_session": _("Withdrew a session from the public"),
            }
        )
