"""Addresses of this app."""

from django.urls import path

from partnerships.views import feedback, matches, partners, what_if

app_name = "partnerships"
urlpatterns = [
    path("partners/", partners.partner_list, name="partner_list"),
    path("partners/<slug:slug>/", partners.partner_detail, name="partner_detail"),
    path("partners/<slug:slug>/facts/", partners.partner_facts, name="partner_facts"),
    path("matches/", matches.match_list, name="match_list"),
    path("matches/how/", matches.how_matching_works, name="how_matching_works"),
    path("matches/feedback/", feedback.match_feedback, name="match_feedback"),
    path("matches/feedback/undo/", feedback.match_feedback_undo, name="match_feedback_undo"),
    path("matches/what-if/", what_if.match_what_if, name="match_what_if"),
    path("matches/set-aside/", feedback.match_set_aside, name="match_set_aside"),
]
