from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsArchiveConfig(AppConfig):
    name = "sessions_archive"
    verbose_name = _("Exchanges")

    def ready(self) -> None:
        from accounts import staff_log

        staff_log.say(
            {
                "attended": _("Noted that a person was at a session"),
                "absent": _("Noted that a person was not at a session"),
                "cancel_session": _("Cancelled a session"),
                "publish_notes": _("Turned notes into insights"),
            }
        )
