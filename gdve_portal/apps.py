from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gdve_portal"
    verbose_name = "GDVE Portal"
