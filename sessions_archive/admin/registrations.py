"""Who registered: read by staff, who note who was there."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from organizations.requests import MemberRequest
from sessions_archive.actions import arrange_needs, take_attendance
from sessions_archive.actions.presence import NotStartedError
from sessions_archive.admin.queue import WorkFilter
from sessions_archive.models import SessionRegistration


@admin.register(SessionRegistration)
class SessionRegistrationAdmin(admin.ModelAdmin):
    """People say themselves what they need and allow: staff reads it, and changes none of it."""

    list_display = (
        *("user", "session", "organization", "state", "attended"),
        *("language", "question", "access_needs", "needs_arranged_at"),
        *("recording_allowed", "photos_allowed", "meets_others"),
    )
    list_filter = (
        WorkFilter,
        "state",
        "attended",
        ("session", admin.RelatedOnlyFieldListFilter),
        "recording_allowed",
    )
    list_select_related = ("user", "session__edition", "organization", "language")
    search_fields = ("user__name", "user__email", "organization__name")
    ordering = ("-session__starts_at", "pk")
    actions = ("was_there", "was_not_there", "needs_arranged")
    fields = readonly_fields = (
        *("session", "user", "organization", "state", "asked_at", "placed_at", "cancelled_at"),
        *("language", "zone", "question", "access_needs", "recording_allowed", "photos_allowed"),
        *("meets_others", "needs_arranged_at", "attended"),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("They were there"), permissions=["change"])
    def was_there(self, request: MemberRequest, rows: QuerySet[SessionRegistration]) -> None:
        _take(request, rows, attended=True)

    @admin.action(description=_("They were not there"), permissions=["change"])
    def was_not_there(self, request: MemberRequest, rows: QuerySet[SessionRegistration]) -> None:
        _take(request, rows, attended=False)

    @admin.action(description=_("Their access needs are arranged"), permissions=["change"])
    def needs_arranged(self, request: MemberRequest, rows: QuerySet[SessionRegistration]) -> None:
        count = arrange_needs(registrations=rows, by=request.user)
        words = ngettext("Noted for %(count)d person.", "Noted for %(count)d people.", count)
        messages.success(request, words % {"count": count})


def _take(request: MemberRequest, rows: QuerySet[SessionRegistration], *, attended: bool) -> None:
    try:
        count = take_attendance(registrations=rows, attended=attended, by=request.user)
    except NotStartedError:
        messages.error(request, gettext("Nothing was noted: one of these sessions has not begun."))
        return
    words = ngettext("Noted for %(count)d person.", "Noted for %(count)d people.", count)
    messages.success(request, words % {"count": count})
