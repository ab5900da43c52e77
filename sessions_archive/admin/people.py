"""People named in the archive, and whether they may be."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organizations.requests import MemberRequest
from sessions_archive.actions import decide_removal
from sessions_archive.actions.removals import AlreadyDecidedError
from sessions_archive.models import Person, RemovalRequest


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ("name", "is_public", "basis")
    list_filter = ("is_public", "basis")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    actions = ("hide", "show")

    @admin.action(description=_("Hide the chosen people everywhere"))
    def hide(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        people.update(is_public=False)

    @admin.action(description=_("Show the names of the chosen people"))
    def show(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        people.update(is_public=True)


@admin.register(RemovalRequest)
class RemovalRequestAdmin(admin.ModelAdmin):
    """Read, then granted or declined; what was asked stays as it was."""

    list_display = ("person", "state", "asked_at", "words", "answer_to")
    list_filter = ("state",)
    list_select_related = ("person",)
    fields = readonly_fields = (
        *("person", "words", "answer_to", "asked_by", "asked_at", "state", "decided_at"),
    )
    actions = ("grant", "decline")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("Remove these people everywhere"), permissions=["change"])
    def grant(self, request: MemberRequest, rows: QuerySet[RemovalRequest]) -> None:
        _decide(request, rows, grant=True)

    @admin.action(description=_("Decline"), permissions=["change"])
    def decline(self, request: MemberRequest, rows: QuerySet[RemovalRequest]) -> None:
        _decide(request, rows, grant=False)


def _decide(request: MemberRequest, rows: QuerySet[RemovalRequest], *, grant: bool) -> None:
    for row in rows:
        try:
            decide_removal(request=row, grant=grant, by=request.user)
        except AlreadyDecidedError:
            messages.warning(request, gettext("One of them was decided already."))
