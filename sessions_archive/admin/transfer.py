"""A session out to a file, and a file in: sent, looked at, written whole or not at all."""

import json
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from organizations.requests import MemberRequest
from sessions_archive import actions
from sessions_archive.documents import Document, for_a_file
from sessions_archive.models import Edition, ExchangeSession
from sessions_archive.session_example import example
from sessions_archive.session_files import (
    FORMAT,
    LARGEST_FILE,
    Reading,
    UnreadableFileError,
    as_csv,
    as_json,
    read_file,
)
from sessions_archive.session_plans import Plan, make_plan

WRITERS = {"json": (as_json, "application/json"), "csv": (as_csv, "text/csv; charset=utf-8")}


class SessionFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("JSON or CSV file"),
        help_text=gettext_lazy(
            "One session, at most 300 kB. Nothing is written before you have looked."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.csv,.xlsx"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file of a session may have at most 300 kB."), code="too_large"
            )
        return file


class TransferMixin:
    """Adds the pages that bring a session in and take one out."""

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)  # type: ignore[attr-defined]
            return path(route, wrapped, name=f"sessions_archive_exchangesession_{name}")

        send = require_http_methods(["GET", "HEAD", "POST"])(self.import_view)
        return [
            page("import/", send, "import"),
            page("example.<slug:kind>", require_safe(self.example_view), "example"),
            page("<int:pk>/export.<slug:kind>", require_safe(self.export_view), "export"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def export_view(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """The session as a file that can be brought back."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        session = get_object_or_404(ExchangeSession.objects.select_related("edition"), pk=pk)
        return _file(for_a_file(session), kind, f"session-{session.edition.year}-{session.number}")

    def example_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """A sample file: the next session of the latest exchange, invented."""
        self._may_import(request)
        latest = Edition.objects.annotate(last=Max("sessions__number")).first()
        year, last = (latest.year, latest.last or 0) if latest else (2026, 0)
        return _file(example(year, last + 1), kind, "example-session")

    def import_view(self, request: MemberRequest) -> HttpResponse:
        """Send a file, look at what it would change, then write it."""
        self._may_import(request)
        if "plan" in request.POST:
            return self._write(request)
        form = SessionFileForm(request.POST or None, request.FILES or None)
        if request.method == "POST":
            form = SessionFileForm(request.POST, request.FILES)
            if form.is_valid():
                try:
                    reading = read_file(form.cleaned_data["file"].read())
                except UnreadableFileError as error:
                    form.add_error("file", error.message)
                else:
                    return self._look(request, reading)
        return self._import_page(request, "import", form=form)

    def _look(self, request: HttpRequest, reading: Reading, status: int = 200) -> HttpResponse:
        with transaction.atomic():
            plan = make_plan(reading)
        payload = json.dumps({"format": FORMAT, **reading.document}, ensure_ascii=False)
        return self._import_page(request, "import_look", status=status, plan=plan, payload=payload)

    def _write(self, request: MemberRequest) -> HttpResponse:
        try:
            reading = read_file(request.POST.get("payload", "").encode(), largest=4 * LARGEST_FILE)
        except (UnreadableFileError, UnicodeEncodeError):
            return redirect("admin:sessions_archive_exchangesession_import")
        with transaction.atomic():
            plan: Plan = make_plan(reading)
            if not plan.problems and plan.digest == request.POST["plan"]:
                session = actions.save_session(
                    document=plan.document,
                    session=plan.session,
                    seen=plan.seen,
                    by=request.user,
                    what="import_session",
                )
                messages.success(request, _("Written, as you have seen it."))
                return redirect("admin:sessions_archive_exchangesession_change", session.pk)
        messages.warning(
            request, _("Nothing was written: the archive has changed since. Look at it again.")
        )
        return self._look(request, reading, status=HTTPStatus.CONFLICT)

    def _may_import(self, request: HttpRequest) -> None:
        # A file may be about a session that is there, or about a new one.
        may_add = self.has_add_permission(request)  # type: ignore[attr-defined]
        if not may_add or not self.has_change_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied

    def _import_page(
        self, request: HttpRequest, name: str, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        site = self.admin_site.each_context(request)  # type: ignore[attr-defined]
        title = {"opts": self.opts, "title": _("Import a session")}  # type: ignore[attr-defined]
        template = f"admin/sessions_archive/exchangesession/{name}.html"
        return render(request, template, site | title | context, status=status)


def _file(document: Document, kind: str, name: str) -> HttpResponse:
    if kind not in WRITERS:
        raise Http404
    write, content_type = WRITERS[kind]
    response = HttpResponse(write(document), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
