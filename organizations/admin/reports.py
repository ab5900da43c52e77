"""What readers tell about listings: what waits first, danger before all."""

from contextlib import suppress

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from organizations.actions import handle_report
from organizations.actions.reports import AlreadyHandledError
from organizations.admin.scoping import ScopedAdmin
from organizations.models import ListingReport
from organizations.requests import MemberRequest


@admin.register(ListingReport)
class ListingReportAdmin(ScopedAdmin):
    list_display = ("kind", "organization", "created_at", "handled_at", "handled_by")
    list_filter = ("kind", ("handled_at", admin.EmptyFieldListFilter))
    search_fields = ("organization__name", "text")
    fields = readonly_fields = (
        "organization",
        "kind",
        "text",
        "duplicate_of",
        "reporter",
        "reply_to",
        "created_at",
        "handled_at",
        "handled_by",
    )
    list_select_related = ("organization", "handled_by")
    list_per_page = 50
    actions = ("mark_as_handled",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description=gettext_lazy("Mark as handled"), permissions=["change"])
    def mark_as_handled(self, request: MemberRequest, queryset: QuerySet[ListingReport]) -> None:
        handled = 0
        for pk in queryset.values_list("pk", flat=True):
            # What somebody else handled, or is about her own group, stays as it is.
            with suppress(AlreadyHandledError, PermissionDenied):
                handle_report(report_id=pk, by=request.user)
                handled += 1
        self.message_user(
            request,
            ngettext(
                "%(count)d report was marked as handled.",
                "%(count)d reports were marked as handled.",
                handled,
            )
            % {"count": handled},
            messages.SUCCESS,
        )
