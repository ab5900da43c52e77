from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gdve_portal"
    verbose_name = "GDVE Portal"

    def ready(self) -> None:
        from gdve_portal import (
            retention,
            second_factor,  # noqa: F401 - registers its check, listens
        )

        retention.register()
