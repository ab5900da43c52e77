"""Addresses of this app."""

from django.urls import path

from partnerships.views import partners

app_name = "partnerships"
urlpatterns = [
    path("partners/", partners.partner_list, name="partner_list"),
    path("partners/<slug:slug>/", partners.partner_detail, name="partner_detail"),
]
