"""Curators of a country office see the groups of their countries, in every table."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.admin.accounts import CuratorCountryForm
from organizations.models import CuratorCountry, Organization
from organizations.rules import in_scope


class ScopedAdmin(admin.ModelAdmin):
    """An admin of rows about listings; `to_listings` leads from a row to each listing's key."""

    to_listings: ClassVar[tuple[str, ...]] = ("organization",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.user.has_perm("organizations.all_countries"):
            return rows
        mine = in_scope(Organization.objects.all(), request.user)
        return rows.filter(**{f"{path}__in": mine.values("pk") for path in self.to_listings})


@admin.register(CuratorCountry)
class CuratorCountryAdmin(admin.ModelAdmin):
    """Who works for the groups of which countries; it holds for curators of a country office."""

    form = CuratorCountryForm
    list_display = ("user", "place")
    list_select_related = ("user", "place")
    list_filter = (("place", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("user__email", "user__name")
    autocomplete_fields = ("place",)
    list_per_page = 50

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)
