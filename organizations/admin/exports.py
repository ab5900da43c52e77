"""Taking listings out as a table that can be brought back without loss."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.rights.transfers import note_transfer
from organizations.admin.imports import XLSX
from organizations.models import OrganizationDescription
from organizations.rules import can_import
from organizations.tables.columns import known, names_for
from organizations.tables.files import csv_parts, xlsx_file
from organizations.tables.plan import with_all

BATCH = 500
# An XLSX file is made in memory; a CSV file of any length is not.
MOST_XLSX_ROWS = 20_000


class TableExportMixin:
    """Adds the export of whatever the change list shows: its filters, its search, its scope."""

    def get_urls(self) -> list[URLPattern]:
        export: Any = self.admin_site.admin_view(self.export_view)  # type: ignore[attr-defined]
        return [
            path("export.<slug:kind>", export, name="organizations_organization_export"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        more = {**(extra_context or {}), "may_import": can_import(request.user)}
        response: HttpResponse = super().changelist_view(request, more)  # type: ignore[misc]
        return response

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
        if not request.user.has_perm("organizations.view_organization"):
            raise PermissionDenied
        if kind not in ("csv", "xlsx"):
            raise Http404
        try:
            changelist: Any = self.get_changelist_instance(request)  # type: ignore[attr-defined]
            found = changelist.get_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("The address holds filters that the list does not have.") from error
        count = changelist.result_count
        if kind == "xlsx" and count > MOST_XLSX_ROWS:
            messages.warning(
                request,
                _("An XLSX file may hold %(most)d listings at most: filter, or take CSV.")
                % {"most": MOST_XLSX_ROWS},
            )
            return redirect("admin:organizations_organization_changelist")
        note_transfer(
            by=request.user, what=f"listings_{kind}", rows=count, filters=request.GET.lists()
        )
        spoken = OrganizationDescription.objects.filter(organization__in=found.values("pk"))
        languages = set(spoken.values_list("language_id", flat=True))
        columns = known(names_for(languages)).values()
        listings = with_all(found).order_by("pk").iterator(chunk_size=BATCH)
        rows = ([column.write(column.value(one)) for column in columns] for one in listings)
        header = [column.name for column in columns]
        response: HttpResponse | StreamingHttpResponse
        if kind == "xlsx":
            response = HttpResponse(xlsx_file(header, rows), content_type=XLSX)
        else:
            response = StreamingHttpResponse(
                csv_parts(header, rows), content_type="text/csv; charset=utf-8"
            )
        day = timezone.localdate().isoformat()
        response["Content-Disposition"] = f'attachment; filename="listings-{day}.{kind}"'
        return response
