"""Merges of listings, and taking them back."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from organizations.actions import undo_merge
from organizations.actions.merging import MergeError
from organizations.admin.scoping import ScopedAdmin
from organizations.models import MergeRecord
from organizations.requests import MemberRequest


@admin.register(MergeRecord)
class MergeRecordAdmin(ScopedAdmin):
    """What was merged stays as it is written; the only thing to do is to take it back."""

    to_listings = ("kept", "merged")
    list_display = ("__str__", "at", "by", "undone_at", "undone_by")
    list_filter = (("undone_at", admin.EmptyFieldListFilter),)
    search_fields = ("kept__name", "merged__name")
    fields = readonly_fields = ("kept", "merged", "at", "by", "choices", "undone_at", "undone_by")
    list_select_related = ("kept", "merged", "by", "undone_by")
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("kept", "merged", "by", "undone_by")

    def get_urls(self) -> list[URLPattern]:
        undo = path(
            "<int:pk>/undo/",
            self.admin_site.admin_view(self.undo_view),
            name="organizations_mergerecord_undo",
        )
        return [undo, *super().get_urls()]

    def undo_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        back = reverse("admin:organizations_mergerecord_changelist")
        try:
            undo_merge(record_id=pk, by=request.user)
        except MergeRecord.DoesNotExist:
            return HttpResponseRedirect(back)
        except MergeError as error:
            return not_changed(self, request, error.words, back)
        self.message_user(request, _("They are two listings again."), messages.SUCCESS)
        return HttpResponseRedirect(back)


def not_changed(
    model_admin: admin.ModelAdmin, request: HttpRequest, words: object, back: str
) -> HttpResponse:
    """Say why nothing was changed."""
    return render(
        request,
        "admin/organizations/duplicatecandidate/not_merged.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": _("Not possible"),
            "words": words,
            "back": back,
        },
        status=409,
    )
