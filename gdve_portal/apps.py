from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gdve_portal"
    verbose_name = "GDVE Portal"

    def ready(self) -> None:
        from gdve_portal import (
            admin_widgets,
            retention,
            second_factor,  # noqa: F401 - registers its check, listens
        )

        admin_widgets.install()
        retention.register()
