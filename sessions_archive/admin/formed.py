"""Which groups came together at which session."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from sessions_archive.models import GroupFormed


@admin.register(GroupFormed)
class GroupFormedAdmin(admin.ModelAdmin):
    list_display = ("organization", "session", "basis")
    list_filter = ("session__edition",)
    list_select_related = ("organization", "session__edition")
    search_fields = ("organization__name", "session__themes")
    search_help_text = _("Search by group or theme")
    autocomplete_fields = ("organization",)
    raw_id_fields = ("session",)
    list_per_page = 50
