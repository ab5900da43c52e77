"""Addresses of this app."""

from django.urls import path

from sessions_archive import views

app_name = "sessions_archive"
urlpatterns = [
    path("", views.session_list, name="session_list"),
    path("<int:year>/", views.edition_detail, name="edition_detail"),
    path("<int:year>/<slug:slug>/", views.session_detail, name="session_detail"),
]
