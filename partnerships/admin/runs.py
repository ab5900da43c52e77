"""Match runs: how far the current one is, and starting another."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organizations.requests import MemberRequest
from partnerships.actions import cancel_match_run, start_match_run
from partnerships.actions.runs import progress
from partnerships.enums import RunState
from partnerships.models import MatchRun
from partnerships.rules import can_start_runs


@admin.register(MatchRun)
class MatchRunAdmin(admin.ModelAdmin):
    list_display = (
        *("started_at", "state", "progress", "organizations", "partners"),
        *("finished_at", "started_by"),
    )
    list_filter = ("state",)
    list_select_related = ("started_by",)
    list_per_page = 50
    actions = ("cancel_selected",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("partnerships.view_matchrun")

    def has_start_permission(self, request: MemberRequest) -> bool:
        return can_start_runs(request.user)

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, run: MatchRun) -> str:
        if run.state != RunState.RUNNING:
            return ""
        done, total = progress(run)
        return f"{100 * done // total} %" if total else _("being prepared")

    def get_urls(self) -> list[URLPattern]:
        start = path(
            "start/",
            self.admin_site.admin_view(self.start_view),
            name="partnerships_matchrun_start",
        )
        return [start, *super().get_urls()]

    def changelist_view(
        self, request: Any, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may_start = {"may_start": self.has_start_permission(request)}
        return super().changelist_view(request, {**may_start, **(extra_context or {})})

    def start_view(self, request: MemberRequest) -> HttpResponse:
        """Start a run, or say that one is under way."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_start_permission(request):
            raise PermissionDenied
        _run, started = start_match_run(by=request.user)
        if started:
            self.message_user(
                request,
                _("The run has started. Reload this page to see how far it is."),
                messages.SUCCESS,
            )
        else:
            self.message_user(
                request, _("A run is under way already. Nothing was started."), messages.WARNING
            )
        return HttpResponseRedirect(reverse("admin:partnerships_matchrun_changelist"))

    @admin.action(description=gettext_lazy("Cancel the selected runs"), permissions=["start"])
    def cancel_selected(self, request: MemberRequest, queryset: QuerySet[MatchRun]) -> None:
        done = sum(cancel_match_run(run_id=run.pk, by=request.user) for run in queryset)
        text = ngettext("%(count)d run was cancelled.", "%(count)d runs were cancelled.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)
