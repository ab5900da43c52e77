"""Addresses of the development portal's post."""

from django.urls import path

from accounts import dev_views as views

app_name = "dev_mail"
urlpatterns = [
    path("", views.mail_list, name="mail_list"),
    path("<slug:key>/", views.mail_detail, name="mail_detail"),
    path("<slug:key>/html/", views.mail_html, name="mail_html"),
]
