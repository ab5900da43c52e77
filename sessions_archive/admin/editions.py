"""Exchanges, what was published about them, what they recommended."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sessions_archive.attendance import record_attendance
from sessions_archive.models import (
    Edition,
    Insight,
    Participation,
    Recommendation,
    RecommendationItem,
    Resource,
)


class ParticipationInline(admin.TabularInline):
    model = Participation
    extra = 0
    autocomplete_fields = ("organization", "people")
    fields = (
        "position",
        "name",
        "acronym",
        "part",
        "body",
        "network",
        "organization",
        "people",
        "basis",
        "note",
    )
    classes = ("collapse",)


class ResourceInline(admin.StackedInline):
    model = Resource
    extra = 0
    autocomplete_fields = ("language",)


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    list_display = ("year", "order", "topic_in_english")
    inlines = (ResourceInline, ParticipationInline)
    search_fields = ("year", "topics")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Which listing an organization of the record is, is said here: it speaks for it then."""
        super().save_related(request, form, formsets, change)
        record_attendance()

    @admin.display(description=_("topic"))
    def topic_in_english(self, edition: Edition) -> str:
        return edition.topics["en"]


class RecommendationItemInline(admin.StackedInline):
    model = RecommendationItem
    extra = 0


@admin.register(Recommendation)
class RecommendationAdmin(admin.ModelAdmin):
    list_display = ("__str__", "edition")
    list_filter = ("edition",)
    list_select_related = ("edition",)
    inlines = (RecommendationItemInline,)
    filter_horizontal = ("insights",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Offer the insights of the same exchange; a new one is saved before it is linked."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if "insights" in form.base_fields:
            insights = Insight.objects.select_related("section").order_by("section", "position")
            form.base_fields["insights"].queryset = insights.filter(
                Q(section__edition=obj.edition_id) | Q(section__session__edition=obj.edition_id)
                if obj
                else Q(pk=None)
            )
        return form
