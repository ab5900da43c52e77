"""Addresses of the directory."""

from django.urls import path, register_converter

from organizations.converters import StepConverter
from organizations.views import contact, directory, registration, reports

register_converter(StepConverter, "registration_step")

app_name = "organizations"
urlpatterns = [
    path("", directory.organization_list, name="organization_list"),
    path("count/", directory.organization_count, name="organization_count"),
    path("register/", registration.register, name="register"),
    path("register/<uuid:uuid>/", registration.registration, name="registration"),
    path(
        "register/<uuid:uuid>/take/<slug:step>/",
        registration.registration_transition,
        name="registration_transition",
    ),
    path(
        "register/<uuid:uuid>/<registration_step:step>/",
        registration.register_step,
        name="register_step",
    ),
    path("messages/<uuid:uuid>/", contact.contact_message, name="contact_message"),
    path("messages/<uuid:uuid>/block/", contact.contact_block, name="contact_block"),
    path("<slug:slug>/", directory.organization_detail, name="organization_detail"),
    path("<slug:slug>/logo/", directory.organization_logo, name="organization_logo"),
    path("<slug:slug>/contact/", contact.contact, name="contact"),
    path("<slug:slug>/report/", reports.report, name="report"),
]
