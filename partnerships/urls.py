"""Addresses of this app."""

from django.urls import path

from partnerships.views import feedback, matches, partners, representation, what_if

app_name = "partnerships"
urlpatterns = [
    path("partners/", partners.partner_list, name="partner_list"),
    path("partners/register/", representation.partner_register, name="partner_register"),
    path("partners/requests/<uuid:uuid>/", representation.partner_request, name="partner_request"),
    path(
        "partners/requests/<uuid:uuid>/withdraw/",
        representation.partner_request_withdraw,
        name="partner_request_withdraw",
    ),
    path(
        "partners/requests/<uuid:uuid>/answer/",
        representation.partner_answer,
        name="partner_answer",
    ),
    path(
        "partners/<slug:slug>/registration/",
        representation.partner_registration,
        name="partner_registration",
    ),
    path(
        "partners/<slug:slug>/represent/",
        representation.partner_represent,
        name="partner_represent",
    ),
    path("partners/<slug:slug>/people/", representation.partner_people, name="partner_people"),
    path("partners/<slug:slug>/leave/", representation.partner_leave, name="partner_leave"),
    path("partners/<slug:slug>/", partners.partner_detail, name="partner_detail"),
    path("partners/<slug:slug>/facts/", partners.partner_facts, name="partner_facts"),
    path("matches/", matches.match_list, name="match_list"),
    path("matches/how/", matches.how_matching_works, name="how_matching_works"),
    path("matches/feedback/", feedback.match_feedback, name="match_feedback"),
    path("matches/feedback/undo/", feedback.match_feedback_undo, name="match_feedback_undo"),
    path("matches/what-if/", what_if.match_what_if, name="match_what_if"),
    path("matches/set-aside/", feedback.match_set_aside, name="match_set_aside"),
]
