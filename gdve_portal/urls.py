"""The contract of URLs: English has no prefix, other languages have theirs."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from gdve_portal import views
from organizations.views.feeds import organization_feed
from sessions_archive.views.feeds import session_feed

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap_section, name="sitemap_section"),
    path("i18n/", include("django.conf.urls.i18n")),
]
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("organizations/", include("organizations.urls")),
    path("", include("partnerships.urls")),
    path("sessions/", include("sessions_archive.urls")),
    path("feeds/organizations.atom", organization_feed, name="organization_feed"),
    path("feeds/sessions.atom", session_feed, name="session_feed"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)
if settings.DEV_PAGES:
    urlpatterns += i18n_patterns(
        path("dev/", include("gdve_portal.dev_urls")), prefix_default_language=False
    )

handler400 = "gdve_portal.views.bad_request"
handler403 = "gdve_portal.views.permission_denied"
handler404 = "gdve_portal.views.page_not_found"
handler429 = "gdve_portal.views.too_many_requests"  # read by allauth, not by Django
handler500 = "gdve_portal.views.server_error"
