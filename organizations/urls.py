"""Addresses of the directory."""

from django.urls import path, register_converter

from organizations.converters import StepConverter
from organizations.views import (
    claims,
    compare,
    contact,
    contact_links,
    directory,
    export,
    freshness,
    registration,
    reports,
    safety,
    saved_searches,
    shortlist,
    similar,
    trust,
    vouches,
)
from organizations.views.map import organization_map

register_converter(StepConverter, "registration_step")

app_name = "organizations"
urlpatterns = [
    path("", directory.organization_list, name="organization_list"),
    path("count/", directory.organization_count, name="organization_count"),
    path("export.csv", export.export_csv, name="export_csv"),
    path("compare/", compare.compare, name="compare"),
    path("shortlist/", shortlist.shortlist, name="shortlist"),
    path("shortlist/export.csv", shortlist.shortlist_csv, name="shortlist_csv"),
    path("shortlist/keep/<slug:slug>/", shortlist.shortlist_keep, name="shortlist_keep"),
    path("shortlist/<uuid:uuid>/", shortlist.shortlist_entry, name="shortlist_entry"),
    path("shortlist/<uuid:uuid>/remove/", shortlist.shortlist_remove, name="shortlist_remove"),
    path("shortlist/<uuid:uuid>/restore/", shortlist.shortlist_restore, name="shortlist_restore"),
    path("saved-searches/", saved_searches.saved_search_list, name="saved_search_list"),
    path("saved-searches/new/", saved_searches.saved_search_new, name="saved_search_new"),
    path(
        "saved-searches/stop/<str:token>/",
        saved_searches.saved_search_stop,
        name="saved_search_stop",
    ),
    path("saved-searches/<uuid:uuid>/", saved_searches.saved_search, name="saved_search"),
    path(
        "saved-searches/<uuid:uuid>/delete/",
        saved_searches.saved_search_delete,
        name="saved_search_delete",
    ),
    path("levels/", trust.levels, name="levels"),
    path("trust/<uuid:uuid>/", trust.trust, name="trust"),
    path("trust/<uuid:uuid>/contact/", contact_links.contact_link, name="contact_link"),
    path("answer/<uuid:token>/", contact_links.contact_answer, name="contact_answer"),
    path("map/", organization_map, name="organization_map"),
    path("confirm/<str:token>/", freshness.confirm_listing, name="confirm_listing"),
    path("register/", registration.register, name="register"),
    path("register/<uuid:uuid>/", registration.registration, name="registration"),
    path("register/<uuid:uuid>/facts/", claims.choose_facts, name="choose_facts"),
    path("register/<uuid:uuid>/similar/", similar.register_similar, name="register_similar"),
    path(
        "register/<uuid:uuid>/withdraw-change/",
        registration.registration_withdraw_change,
        name="registration_withdraw_change",
    ),
    path(
        "register/<uuid:uuid>/take/<slug:step>/",
        registration.registration_transition,
        name="registration_transition",
    ),
    path(
        "register/<uuid:uuid>/confirm/",
        freshness.confirm_own_listing,
        name="confirm_own_listing",
    ),
    path("register/<uuid:uuid>/who-sees/", safety.who_sees, name="who_sees"),
    path("register/<uuid:uuid>/preview/", safety.listing_preview, name="listing_preview"),
    path("register/<uuid:uuid>/alarm/", safety.alarm_raise, name="alarm_raise"),
    path("register/<uuid:uuid>/alarm/end/", safety.alarm_end, name="alarm_end"),
    path(
        "register/<uuid:uuid>/<registration_step:step>/",
        registration.register_step,
        name="register_step",
    ),
    path("messages/<uuid:uuid>/", contact.contact_message, name="contact_message"),
    path("messages/<uuid:uuid>/block/", contact.contact_block, name="contact_block"),
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/<uuid:uuid>/", claims.claim_detail, name="claim_detail"),
    path("claims/<uuid:uuid>/withdraw/", claims.claim_withdraw, name="claim_withdraw"),
    path("claims/<uuid:uuid>/answer/", claims.claim_answer, name="claim_answer"),
    path("<slug:slug>/claim/", claims.claim, name="claim"),
    path("<slug:slug>/", directory.organization_detail, name="organization_detail"),
    path("<slug:slug>/logo/", directory.organization_logo, name="organization_logo"),
    path("<slug:slug>/contact/", contact.contact, name="contact"),
    path("vouches/<uuid:uuid>/withdraw/", vouches.vouch_withdraw, name="vouch_withdraw"),
    path("<slug:slug>/vouch/", vouches.vouch, name="vouch"),
    path("<slug:slug>/ask-for-vouch/", vouches.vouch_ask, name="vouch_ask"),
    path("<slug:slug>/report/", reports.report, name="report"),
]
