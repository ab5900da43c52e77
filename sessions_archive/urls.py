"""Addresses of this app."""

from django.urls import path

from sessions_archive.views import archive, calendars, feeds, people, registration

app_name = "sessions_archive"
urlpatterns = [
    path("", archive.session_list, name="session_list"),
    path("calendar.ics", calendars.session_calendar, name="session_calendar"),
    path("registrations/", registration.registration_list, name="registration_list"),
    path("people/", people.person_list, name="person_list"),
    path("people/<slug:slug>/", people.person_detail, name="person_detail"),
    path("people/<slug:slug>/remove/", people.person_remove, name="person_remove"),
    path("<int:year>/", archive.edition_detail, name="edition_detail"),
    path("<int:year>/<slug:slug>/", archive.session_detail, name="session_detail"),
    path("<int:year>.json", feeds.edition_json, name="edition_json"),
    path("<int:year>/<slug:slug>.json", feeds.session_json, name="session_json"),
    path("<int:year>/<slug:slug>.ics", calendars.session_ics, name="session_ics"),
    path(
        "<int:year>/<slug:slug>/register/",
        registration.session_register,
        name="session_register",
    ),
    path("<int:year>/<slug:slug>/leave/", registration.session_leave, name="session_leave"),
]
