"""Addresses of this app."""

from django.urls import path

from partnerships.views import (
    agreed_results,
    agreed_texts,
    assessing,
    coalitions,
    conversations,
    expectations,
    expressions,
    feedback,
    host_agreements,
    hosting,
    introductions,
    matches,
    opportunities,
    opportunity_desk,
    partners,
    partnerships,
    public_results,
    reports,
    representation,
    results,
    session_meetings,
    starting,
    threads,
    what_if,
)

app_name = "partnerships"
urlpatterns = [
    path("coalitions/", coalitions.coalition_list, name="coalition_list"),
    path("coalitions/<uuid:uuid>/", coalitions.coalition_detail, name="coalition_detail"),
    path("coalitions/<uuid:uuid>/answer/", coalitions.coalition_answer, name="coalition_answer"),
    path("coalitions/<uuid:uuid>/apply/", coalitions.coalition_apply, name="coalition_apply"),
    path("coalitions/<uuid:uuid>/end/", coalitions.coalition_end, name="coalition_end"),
    path("opportunities/<slug:slug>/together/", coalitions.coalition_find, name="coalition_find"),
    path(
        "opportunities/<slug:slug>/together/ask/",
        coalitions.coalition_start,
        name="coalition_start",
    ),
    path("hosting/", hosting.host_list, name="host_list"),
    path("hosting/find/", hosting.host_find, name="host_find"),
    path("hosting/propose/<slug:slug>/", hosting.host_propose, name="host_propose"),
    path("hosting/<uuid:uuid>/", host_agreements.host_agreement, name="host_agreement"),
    path("hosting/<uuid:uuid>/answer/", host_agreements.host_answer, name="host_answer"),
    path("hosting/<uuid:uuid>/terms/", host_agreements.host_terms, name="host_terms"),
    path("hosting/<uuid:uuid>/end/", host_agreements.host_end, name="host_end"),
    path("hosting/<uuid:uuid>/listing/<slug:step>/", host_agreements.host_edit, name="host_edit"),
    path("introductions/", introductions.introduction_list, name="introduction_list"),
    path("introductions/ask/", introductions.introduction_ask, name="introduction_ask"),
    path(
        "introductions/<uuid:uuid>/", conversations.introduction_detail, name="introduction_detail"
    ),
    path(
        "introductions/<uuid:uuid>/accept/",
        introductions.introduction_accept,
        name="introduction_accept",
    ),
    path(
        "introductions/<uuid:uuid>/decline/",
        introductions.introduction_decline,
        name="introduction_decline",
    ),
    path(
        "introductions/<uuid:uuid>/withdraw/",
        introductions.introduction_withdraw,
        name="introduction_withdraw",
    ),
    path(
        "introductions/<uuid:uuid>/leave/",
        conversations.introduction_leave,
        name="introduction_leave",
    ),
    path(
        "introductions/<uuid:uuid>/block/",
        conversations.introduction_block,
        name="introduction_block",
    ),
    path(
        "introductions/<uuid:uuid>/report/",
        conversations.introduction_report,
        name="introduction_report",
    ),
    path(
        "introductions/<uuid:uuid>/files/<uuid:file>/",
        conversations.introduction_file,
        name="introduction_file",
    ),
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
    path("opportunities/", opportunities.opportunity_list, name="opportunity_list"),
    path("opportunities/own/", opportunity_desk.opportunity_own, name="opportunity_own"),
    path("opportunities/new/", opportunity_desk.opportunity_new, name="opportunity_new"),
    path(
        "opportunities/suggested/",
        opportunities.opportunity_suggested,
        name="opportunity_suggested",
    ),
    path(
        "opportunities/answers/<uuid:uuid>/",
        expressions.expression_detail,
        name="expression_detail",
    ),
    path(
        "opportunities/answers/<uuid:uuid>/edit/",
        expressions.expression_edit,
        name="expression_edit",
    ),
    path(
        "opportunities/answers/<uuid:uuid>/step/",
        expressions.expression_step,
        name="expression_step",
    ),
    path(
        "opportunities/answers/<uuid:uuid>/groups/",
        expressions.expression_groups,
        name="expression_groups",
    ),
    path(
        "opportunities/answers/<uuid:uuid>/say/",
        expressions.expression_say,
        name="expression_say",
    ),
    path(
        "opportunities/answers/<uuid:uuid>/assess/",
        assessing.expression_assess,
        name="expression_assess",
    ),
    path("opportunities/<slug:slug>/", opportunities.opportunity_detail, name="opportunity_detail"),
    path("opportunities/<slug:slug>/ask/", opportunities.opportunity_ask, name="opportunity_ask"),
    path(
        "opportunities/<slug:slug>/no-thanks/<uuid:uuid>/",
        opportunities.opportunity_no_thanks,
        name="opportunity_no_thanks",
    ),
    path(
        "opportunities/<slug:slug>/answer/", expressions.expression_start, name="expression_start"
    ),
    path(
        "opportunities/<slug:slug>/edit/",
        opportunity_desk.opportunity_edit,
        name="opportunity_edit",
    ),
    path(
        "opportunities/<slug:slug>/step/",
        opportunity_desk.opportunity_step,
        name="opportunity_step",
    ),
    path(
        "opportunities/<slug:slug>/deadline/",
        opportunity_desk.opportunity_extend,
        name="opportunity_extend",
    ),
    path(
        "opportunities/<slug:slug>/cancel/",
        opportunity_desk.opportunity_cancel,
        name="opportunity_cancel",
    ),
    path(
        "opportunities/<slug:slug>/decide/",
        opportunity_desk.opportunity_decide,
        name="opportunity_decide",
    ),
    path(
        "opportunities/<slug:slug>/invite/",
        opportunity_desk.opportunity_invite,
        name="opportunity_invite",
    ),
    path(
        "opportunities/<slug:slug>/questions/<uuid:uuid>/",
        opportunity_desk.opportunity_answer,
        name="opportunity_answer",
    ),
    path(
        "opportunities/<slug:slug>/received/",
        assessing.expression_received,
        name="expression_received",
    ),
    path("matches/", matches.match_list, name="match_list"),
    path("matches/how/", matches.how_matching_works, name="how_matching_works"),
    path("matches/feedback/", feedback.match_feedback, name="match_feedback"),
    path("matches/feedback/undo/", feedback.match_feedback_undo, name="match_feedback_undo"),
    path("matches/what-if/", what_if.match_what_if, name="match_what_if"),
    path("matches/set-aside/", feedback.match_set_aside, name="match_set_aside"),
    path("partnerships/reports/", reports.report_list, name="report_list"),
    path("partnerships/reports/<uuid:uuid>/", reports.report, name="report"),
    path("partnerships/reports/<uuid:uuid>/write/", reports.report_write, name="report_write"),
    path("partnerships/reports/<uuid:uuid>/step/", reports.report_step, name="report_step"),
    path("partnerships/evidence/<uuid:uuid>/", reports.proof_file, name="proof_file"),
    path(
        "partnerships/checks/<uuid:uuid>/",
        expectations.expectation_check,
        name="expectation_check",
    ),
    path(
        "partnerships/<uuid:uuid>/results/",
        results.partnership_results,
        name="partnership_results",
    ),
    path(
        "partnerships/<uuid:uuid>/results/print/",
        results.partnership_print,
        name="partnership_print",
    ),
    path("partnerships/<uuid:uuid>/results.csv", results.partnership_csv, name="partnership_csv"),
    path(
        "partnerships/<uuid:uuid>/results.json", results.partnership_iati, name="partnership_iati"
    ),
    path(
        "partnerships/<uuid:uuid>/figures/",
        public_results.partnership_figures,
        name="partnership_figures",
    ),
    path(
        "partnerships/<uuid:uuid>/figures.json",
        public_results.partnership_figures_iati,
        name="partnership_figures_iati",
    ),
    path("partnerships/<uuid:uuid>/milestones/", results.milestone_step, name="milestone_step"),
    path(
        "partnerships/<uuid:uuid>/text/results/",
        agreed_results.agreed_results,
        name="agreed_results",
    ),
    path(
        "partnerships/<uuid:uuid>/text/results/indicator/",
        agreed_results.agreed_indicator,
        name="agreed_indicator",
    ),
    path("partnerships/<uuid:uuid>/", partnerships.partnership_detail, name="partnership_detail"),
    path("partnerships/<uuid:uuid>/text/", partnerships.partnership_text, name="partnership_text"),
    path(
        "partnerships/<uuid:uuid>/versions/<int:number>/",
        agreed_texts.partnership_version,
        name="partnership_version",
    ),
    path(
        "partnerships/<uuid:uuid>/parties/",
        agreed_texts.partnership_parties,
        name="partnership_parties",
    ),
    path(
        "partnerships/<uuid:uuid>/recommendations/",
        threads.partnership_recommendations,
        name="partnership_recommendations",
    ),
    path("partnerships/<uuid:uuid>/step/", partnerships.partnership_step, name="partnership_step"),
    path("partnerships/", partnerships.partnership_list, name="partnership_list"),
    path(
        "partnerships/published/",
        public_results.partnership_published,
        name="partnership_published",
    ),
    path("partnerships/start/", starting.partnership_start, name="partnership_start"),
    path("recommendations/<int:year>/", threads.recommendation_list, name="recommendation_list"),
    path(
        "recommendations/<int:year>/<str:code>/",
        threads.recommendation_detail,
        name="recommendation_detail",
    ),
    path(
        "sessions/<int:year>/<slug:slug>/meet/", session_meetings.session_meet, name="session_meet"
    ),
]
