"""Messages to groups, for review, and people whose messages are stopped."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from organizations.admin.scoping import ScopedAdmin
from organizations.models import ContactBlock, ContactMessage


@admin.register(ContactMessage)
class ContactMessageAdmin(ScopedAdmin):
    """What was written stays as it was."""

    list_display = ("created_at", "organization", "signature", "sender")
    date_hierarchy = "created_at"
    search_fields = ("organization__name", "signature", "sender__email")
    fields = readonly_fields = (
        "created_at",
        "organization",
        "sender",
        "signature",
        "text",
        "reply_to",
    )
    list_select_related = ("organization", "sender")
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(ContactBlock)
class ContactBlockAdmin(ScopedAdmin):
    list_display = ("sender", "organization", "by", "created_at")
    search_fields = ("organization__name", "sender__email")
    autocomplete_fields = ("organization", "sender")
    readonly_fields = ("by", "created_at")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("organization", "sender", "by")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: ContactBlock, form: ModelForm, change: bool
    ) -> None:
        obj.by_id = request.user.pk
        super().save_model(request, obj, form, change)
