"""Bringing in files of listings: send, look, write."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from organizations.actions import imports
from organizations.actions.imports import WrongStateError
from organizations.admin.numbers import number_in
from organizations.enums import ImportState
from organizations.forms.imports import ImportForm
from organizations.models import ListingImport
from organizations.requests import MemberRequest
from organizations.rules import can_import
from organizations.tables.columns import names_for
from organizations.tables.files import UnreadableTableError, csv_parts, xlsx_file
from organizations.tables.plan import CHANGED, NEW, SAME, WRONG

ROWS_A_PAGE = 50
# The template's own row shows how cells are written; no listing is made of it by accident.
EXAMPLE = {
    "name": "Example Circle (delete this row)",
    "kind": "grassroots",
    "other_names": "acronym | en | EXC\ntranslation | fr | Cercle exemple",
    "is_women_led": "yes",
    "heritage": "SN; GM",
    "residence": "IT",
    "primary_sectors": "education; youth",
    "languages": "fr; wo",
    "contacts": "email | hello@example.org | A. Name | iom",
    "audience": "public",
    "description_en": "What the group does, in a few plain words.",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(ListingImport)
class ListingImportAdmin(admin.ModelAdmin):
    list_display = ("file_name", "state", "by", "created_at", "total")
    list_filter = ("state",)
    list_select_related = ("by",)
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_import(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_import(request.user)

    has_add_permission = has_view_permission

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_delete_permission = has_change_permission

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content", "rows")

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(
                route,
                self.admin_site.admin_view(view),
                name=f"organizations_listingimport_{name}",
            )

        return [
            page("template.<slug:kind>", self.template_view, "template"),
            page("<int:pk>/write/", self.write_view, "write"),
            page("<int:pk>/check/", self.check_view, "check"),
            page("<int:pk>/give-up/", self.give_up_view, "give_up"),
            *super().get_urls(),
        ]

    def template_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """An empty table with one row that shows how cells are written."""
        if not can_import(request.user):
            raise PermissionDenied
        if kind not in ("csv", "xlsx"):
            raise Http404
        header = [name for name in names_for(["ar", "en", "es", "fr", "pt"]) if name != "status"]
        row = [EXAMPLE.get(name, "") for name in header]
        if kind == "xlsx":
            response = HttpResponse(xlsx_file(header, [row]), content_type=XLSX)
        else:
            body = b"".join(csv_parts(header, [row]))
            response = HttpResponse(body, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="listings.{kind}"'
        return response

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_import(request.user):
            raise PermissionDenied
        form = ImportForm(
            request.POST if request.method == "POST" else None,
            request.FILES if request.method == "POST" else None,
        )
        if form.is_bound and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                found = imports.start_import(
                    file_name=file.name,
                    content=file.read(),
                    citation=form.cleaned_data["citation"],
                    by=cast(MemberRequest, request).user,
                )
            except UnreadableTableError as error:
                form.add_error("file", str(error.message))
            else:
                return redirect("admin:organizations_listingimport_change", found.pk)
        return self._page(request, "add", _("Import listings"), form=form)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """How far the worker is; then what the file would change, row by row."""
        if not can_import(request.user):
            raise PermissionDenied
        found = get_object_or_404(ListingImport.objects.defer("content"), pk=number_in(object_id))
        states = [state for state in (WRONG, NEW, CHANGED, SAME) if found.counts.get(state)]
        shown = request.GET.get("rows", "")
        shown = shown if shown in states else (states or [""])[0]
        rows = [row for row in found.rows if row["state"] == shown]
        labels = {
            WRONG: _("With errors"),
            NEW: _("New listings"),
            CHANGED: _("Changed listings"),
            SAME: _("Unchanged"),
        }
        return self._page(
            request,
            "look",
            found.file_name,
            found=found,
            tabs=[(state, labels[state], found.counts[state]) for state in states],
            shown=shown,
            page=Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
            can_write=found.state == ImportState.READY
            and bool(found.counts.get(NEW) or found.counts.get(CHANGED)),
        )

    def write_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        return self._act(
            request,
            pk,
            lambda: imports.write_plan(
                import_id=pk, by=request.user, digest=request.POST.get("digest", "")
            ),
        )

    def check_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        return self._act(request, pk, lambda: imports.check_again(import_id=pk, by=request.user))

    def give_up_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        return self._act(request, pk, lambda: imports.give_up(import_id=pk, by=request.user))

    def _act(self, request: HttpRequest, pk: int, action: Callable[[], None]) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            action()
        except WrongStateError as error:
            self.message_user(
                request,
                _("Nothing was done: the import is in the state “%(state)s” now.")
                % {"state": error.state.label},
                messages.WARNING,
            )
        except ListingImport.DoesNotExist as error:
            raise Http404 from error
        return redirect("admin:organizations_listingimport_change", pk)

    def _page(self, request: HttpRequest, name: str, title: str, **more: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return render(request, f"admin/organizations/listingimport/{name}.html", context | more)
