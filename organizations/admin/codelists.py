"""Code lists: labels may be corrected here; codes come from the standards and stay."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from organizations import codebook
from organizations.models import Generation, Language, Place, Role, Sector, SupportType
from organizations.models.codelists import CodeList


@admin.register(Place, Sector, Role, Generation, SupportType, Language)
class CodeListAdmin(admin.ModelAdmin):
    list_display = ("label", "code", "vocabulary")
    search_fields = ("code", "labels")
    readonly_fields = ("code", "vocabulary")
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: CodeList, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        codebook.forget()
