"""Listings that may be one group: the list, the two side by side, the decision."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.actions import confirm_duplicate, merge_listings, reject_duplicate
from organizations.actions.duplicates import OPEN, AlreadyDecidedError
from organizations.actions.merging import MergeError
from organizations.admin.merging import not_changed
from organizations.admin.scoping import ScopedAdmin
from organizations.enums import Status
from organizations.forms.merging import MergeForm
from organizations.models import DuplicateCandidate, Organization
from organizations.requests import MemberRequest
from organizations.rules import can_curate
from organizations.side_by_side import side_by_side
from organizations.tasks import find_duplicates

DECISIONS = {"confirm": confirm_duplicate, "reject": reject_duplicate}
# What spoke for a pair, or against it, in the order in which one asks.
SIGNALS = {
    "name": gettext_lazy("Names alike"),
    "short_form": gettext_lazy("Same short form"),
    "heritage": gettext_lazy("Heritage in common"),
    "residence": gettext_lazy("Residence in common"),
    "website": gettext_lazy("Same website"),
    "identifier": gettext_lazy("Same registration number"),
}


class WaitingFilter(admin.SimpleListFilter):
    """Opens with what there is to do; everything else is a click away."""

    title = gettext_lazy("waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", gettext_lazy("All pairs"))]

    def choices(self, changelist: Any) -> Any:
        for value, label in ((None, gettext_lazy("To be decided")), *self.lookup_choices):
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        return queryset if self.value() == "all" else queryset.waiting()


@admin.register(DuplicateCandidate)
class DuplicateCandidateAdmin(ScopedAdmin):
    to_listings = ("first", "second")
    list_display = ("pair", "percent", "state", "group_answer", "found_at", "decided_by")
    list_filter = (WaitingFilter, "state", "group_answer")
    search_fields = ("first__name", "second__name")
    list_select_related = ("first", "second", "decided_by")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-score", "pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("listings"), ordering="first__name")
    def pair(self, row: DuplicateCandidate) -> str:
        return str(row)

    @admin.display(description=gettext_lazy("likeness"), ordering="score")
    def percent(self, row: DuplicateCandidate) -> str:
        return _percent(row.score)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "find/",
                self.admin_site.admin_view(self.find_view),
                name="organizations_duplicatecandidate_find",
            ),
            path(
                "<int:pk>/decide/<slug:decision>/",
                self.admin_site.admin_view(self.decide_view),
                name="organizations_duplicatecandidate_decide",
            ),
            path(
                "<int:pk>/merge/",
                self.admin_site.admin_view(self.merge_view),
                name="organizations_duplicatecandidate_merge",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The two side by side; nothing of them is edited here."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return render(
            request,
            "admin/organizations/duplicatecandidate/compare.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Are these one group?"),
                "candidate": row,
                "score": _percent(row.score),
                "signals": [
                    (label, _percent(row.signals[name]))
                    for name, label in SIGNALS.items()
                    if name in row.signals
                ],
                "rows": side_by_side(row.first, row.second),
                "is_open": row.state in OPEN,
                "may_decide": can_curate(request.user, row.first)
                and can_curate(request.user, row.second),
            },
        )

    def decide_view(self, request: MemberRequest, pk: int, decision: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if decision not in DECISIONS:
            raise PermissionDenied
        try:
            DECISIONS[decision](candidate_id=row.pk, by=request.user)
        except AlreadyDecidedError as error:
            return self._already_decided(request, row, error)
        self.message_user(request, _("Your decision is kept."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:organizations_duplicatecandidate_changelist"))

    def merge_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Choose fact by fact, then merge; nothing changes on GET."""
        row = get_object_or_404(self.get_queryset(request), pk=pk)
        if not (can_curate(request.user, row.first) and can_curate(request.user, row.second)):
            raise PermissionDenied
        wanted = request.POST.get("kept") or request.GET.get("kept", "")
        kept, merged = _in_order(row, wanted)
        rows = side_by_side(kept, merged)
        form = MergeForm(request.POST if request.method == "POST" else None, rows=rows)
        back = reverse("admin:organizations_duplicatecandidate_change", args=[pk])
        if form.is_bound and form.is_valid():
            try:
                record = merge_listings(
                    kept_id=kept.pk, merged_id=merged.pk, by=request.user, choices=form.choices()
                )
            except MergeError as error:
                return not_changed(self, request, error.words, back)
            self.message_user(
                request,
                _("“%(merged)s” is part of “%(kept)s” now. Here you can take it back for 30 days.")
                % {"merged": merged.name, "kept": kept.name},
                messages.SUCCESS,
            )
            return HttpResponseRedirect(
                reverse("admin:organizations_mergerecord_change", args=[record.pk])
            )
        return render(
            request,
            "admin/organizations/duplicatecandidate/merge.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Make one listing of two"),
                "candidate": row,
                "kept": kept,
                "merged": merged,
                "form": form,
                "rows": [
                    (line, form[line.field.name] if line.field.name in form.fields else None)
                    for line in rows
                ],
            },
        )

    def _already_decided(
        self, request: HttpRequest, row: DuplicateCandidate, error: AlreadyDecidedError
    ) -> HttpResponse:
        return render(
            request,
            "admin/organizations/duplicatecandidate/already_decided.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "candidate": row,
                "title": _("Already decided"),
                "status": error.state.label,
            },
            status=409,
        )

    def find_view(self, request: MemberRequest) -> HttpResponse:
        """Have the worker compare all listings now."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        find_duplicates.delay()
        self.message_user(
            request,
            _("The search has started. Reload this page in a minute or two."),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(reverse("admin:organizations_duplicatecandidate_changelist"))


def _in_order(row: DuplicateCandidate, kept: str) -> tuple[Organization, Organization]:
    """Return the listing to keep and the one to take in; unless asked, the published, older one."""
    first, second = row.first, row.second
    if kept in (str(first.pk), str(second.pk)):
        return (first, second) if kept == str(first.pk) else (second, first)
    if second.status == Status.PUBLISHED != first.status:
        return second, first
    return first, second


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"
