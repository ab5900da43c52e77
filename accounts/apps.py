from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and what they are told")

    def ready(self) -> None:
        from accounts import devices  # noqa: F401 - listens for who signs in
        from accounts.topics import topics

        topics.always("it is what was chosen", "accounts/emails/digest")
