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
from partnerships.admin.fairness import fairness_file, fairness_view
from partnerships.admin.pairs import pair_view
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
        def address(route: str, view: Any, name: str) -> URLPattern:
            return path(
                route, self.admin_site.admin_view(view), name=f"partnerships_matchrun_{name}"
            )

        return [
            address("start/", self.start_view, "start"),
            address("<int:pk>/cancel/", self.cancel_view, "cancel"),
            address("fairness/", self.fairness_view, "fairness"),
            address("pair/", self.pair_view, "pair"),
            address("fairness.csv", self.fairness_file_view, "fairness_file"),
            *super().get_urls(),
        ]

    def fairness_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return fairness_view(request, self.admin_site, more={"opts": self.opts})

    def pair_view(self, request: HttpRequest) -> HttpResponse:
        # Any listing can be looked up there, of whatever country.
        if not (
            self.has_view_permission(request)
            and request.user.has_perm("organizations.all_countries")
        ):
            raise PermissionDenied
        return pair_view(request, self.admin_site, more={"opts": self.opts})

    def fairness_file_view(self, request: MemberRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return fairness_file(request.user)

    def changelist_view(
        self, request: Any, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        running = MatchRun.objects.filter(state=RunState.RUNNING).first()
        done, total = progress(running) if running else (0, 0)
        shown = {
            "may_start": self.has_start_permission(request),
            "running": running,
            "progress": {"done": done, "total": total},
        }
        return super().changelist_view(request, {**shown, **(extra_context or {})})

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

    def cancel_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Stop a run that is under way; readers keep the matches they have."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_start_permission(request):
            raise PermissionDenied
        if cancel_match_run(run_id=pk, by=request.user):
            text = _("The run was cancelled. Readers keep the matches of the last one.")
            self.message_user(request, text, messages.SUCCESS)
        else:
            self.message_user(
                request, _("That run was over already. Nothing was changed."), messages.WARNING
            )
        return HttpResponseRedirect(reverse("admin:partnerships_matchrun_changelist"))

    @admin.action(description=gettext_lazy("Cancel the selected runs"), permissions=["start"])
    def cancel_selected(self, request: MemberRequest, queryset: QuerySet[MatchRun]) -> None:
        done = sum(cancel_match_run(run_id=run.pk, by=request.user) for run in queryset)
        text = ngettext("%(count)d run was cancelled.", "%(count)d runs were cancelled.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)
