"""Addresses of this app."""

from django.urls import URLPattern

app_name = "sessions_archive"
urlpatterns: list[URLPattern] = []
