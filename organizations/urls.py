"""Addresses of this app."""

from django.urls import URLPattern

app_name = "organizations"
urlpatterns: list[URLPattern] = []
