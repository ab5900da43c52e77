"""Pages of the development portal only."""

from django.urls import include, path
from django.views.generic import TemplateView

urlpatterns = [
    path(
        "components/", TemplateView.as_view(template_name="dev/components.html"), name="components"
    ),
    path("mail/", include("accounts.dev_urls")),
]
