"""Sessions: a whole one is entered on one page."""

from typing import Any

from django.contrib import admin
from django.forms import BaseModelFormSet
from django.http import HttpRequest

from sessions_archive.forms import SessionForm
from sessions_archive.models import (
    Appearance,
    ExchangeSession,
    GuidingQuestion,
    Insight,
    InsightSection,
)


class AppearanceInline(admin.StackedInline):
    model = Appearance
    extra = 1
    autocomplete_fields = ("person", "organization")
    fields = (
        ("person", "role", "position"),
        "capacity",
        ("organization_name", "organization"),
    )


class GuidingQuestionInline(admin.TabularInline):
    model = GuidingQuestion
    extra = 0
    fields = ("position", "texts")


class InsightSectionInline(admin.TabularInline):
    model = InsightSection
    extra = 0
    fields = ("position", "code", "titles")
    # The insights themselves stand on the section's own page.
    show_change_link = True


@admin.register(ExchangeSession)
class ExchangeSessionAdmin(admin.ModelAdmin):
    form = SessionForm
    list_display = ("__str__", "starts_at", "is_published")
    list_filter = ("edition", "is_published")
    list_select_related = ("edition",)
    autocomplete_fields = ("language",)
    inlines = (AppearanceInline, GuidingQuestionInline, InsightSectionInline)
    fieldsets = (
        (None, {"fields": ("edition", "number", "themes", "slug", "language", "is_published")}),
        (
            None,
            {"fields": (("day", "start", "end"), ("zone", "zone_printed"), "zone_notes", "notes")},
        ),
        (None, {"fields": ("new_questions",)}),
    )

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: "list[BaseModelFormSet[Any, Any]]",
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        session: ExchangeSession = form.instance
        last = session.questions.count()
        for position, text in enumerate(form.cleaned_data["new_questions"], start=last + 1):
            session.questions.create(texts={"en": text}, position=position)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start a new session with what most of them have in common."""
        return {"zone": "Europe/Zurich", "language": "en"} | super().get_changeform_initial_data(
            request
        )


class InsightInline(admin.StackedInline):
    model = Insight
    extra = 1


@admin.register(InsightSection)
class InsightSectionAdmin(admin.ModelAdmin):
    list_display = ("__str__", "session", "edition")
    list_select_related = ("session__edition", "edition")
    list_filter = ("session__edition",)
    inlines = (InsightInline,)
