"""Coalitions for staff: to read; groups join and leave by their own word."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from partnerships.admin.reading import ToRead
from partnerships.coalition_workflow import Say
from partnerships.models import Coalition, CoalitionMember


class MemberInline(ToRead, admin.TabularInline):
    model = CoalitionMember
    extra = 0
    can_delete = False
    fields = ("organization", "state", "asked_at", "answered_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("organization")


@admin.register(Coalition)
class CoalitionAdmin(ToRead, admin.ModelAdmin):
    list_display = (
        *("opportunity", "state", "lead", "groups", "by_publisher", "created_at", "ended_at"),
    )
    list_filter = ("state", "by_publisher", ("created_at", admin.DateFieldListFilter))
    list_select_related = ("opportunity", "lead")
    search_fields = ("opportunity__title", "members__organization__name", "uuid")
    search_help_text = gettext_lazy("Search by call or group")
    list_per_page = 50
    fields = (
        *("opportunity", "state", "lead", "groups", "by_publisher", "expression"),
        *("created_at", "ended_at", "uuid"),
    )
    readonly_fields = ("groups",)
    inlines = (MemberInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                agreed_=Count("members", filter=Q(members__state=Say.AGREED), distinct=True),
                asked_=Count("members", filter=Q(members__state=Say.ASKED), distinct=True),
            )
        )

    @admin.display(description=gettext_lazy("groups: agreed, asked"))
    def groups(self, coalition: Any) -> str:
        return f"{coalition.agreed_}, {coalition.asked_}"
