"""Addresses of this app."""

from django.urls import path

from partnerships.views import matches, partners

app_name = "partnerships"
urlpatterns = [
    path("partners/", partners.partner_list, name="partner_list"),
    path("partners/<slug:slug>/", partners.partner_detail, name="partner_detail"),
    path("matches/", matches.match_list, name="match_list"),
    path("matches/how/", matches.how_matching_works, name="how_matching_works"),
]
