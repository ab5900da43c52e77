"""The sections of insights, one by one: those on an exchange as a whole stand nowhere else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from sessions_archive.models import Insight, InsightSection
from sessions_archive.search import refresh_words


class InsightInline(admin.StackedInline):
    model = Insight
    extra = 1


@admin.register(InsightSection)
class InsightSectionAdmin(admin.ModelAdmin):
    list_display = ("__str__", "session", "edition")
    list_select_related = ("session__edition", "edition")
    list_filter = ("session__edition",)
    inlines = (InsightInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.instance.session_id:
            refresh_words([form.instance.session_id])
