"""Addresses of a person's own pages."""

from django.urls import path

from accounts import rights_views, views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("sessions/", views.session_list, name="session_list"),
    path("sessions/end-others/", views.session_end_others, name="session_end_others"),
    path("sessions/<uuid:uuid>/end/", views.session_end, name="session_end"),
    path("what-we-keep/", views.what_we_keep, name="what_we_keep"),
    path("your-data/", rights_views.your_data, name="your_data"),
    path("your-data/delete/", rights_views.account_delete, name="account_delete"),
    path("your-data/copy/", rights_views.copy_ask, name="copy_ask"),
    path("your-data/copy/<uuid:uuid>/", rights_views.copy_fetch, name="copy_fetch"),
    path("notifications/", views.notification_list, name="notification_list"),
    path("notifications/read/", views.notification_read_all, name="notification_read_all"),
    path("notifications/choices/", views.notification_choices, name="notification_choices"),
    path(
        "notifications/unsubscribe/<str:token>/",
        views.notification_unsubscribe,
        name="notification_unsubscribe",
    ),
    path("notifications/<uuid:uuid>/read/", views.notification_read, name="notification_read"),
]
