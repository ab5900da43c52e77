"""Sessions: a whole one is entered on one page."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext

from organizations.requests import MemberRequest
from sessions_archive import actions
from sessions_archive.actions.schedule import AlreadyCancelledError
from sessions_archive.admin.entry import EntryMixin
from sessions_archive.admin.publication import PublicationMixin
from sessions_archive.admin.queue import WorkFilter
from sessions_archive.admin.transfer import TransferMixin
from sessions_archive.forms import NotesForm
from sessions_archive.models import ExchangeSession


@admin.register(ExchangeSession)
class ExchangeSessionAdmin(EntryMixin, PublicationMixin, TransferMixin, admin.ModelAdmin):
    list_display = ("__str__", "starts_at", "is_published")
    list_filter = (WorkFilter, "edition", "is_published")
    list_select_related = ("edition",)
    search_fields = ("themes", "slug")

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"sessions_archive_exchangesession_{name}",
            )
            for name, view in (("cancel", self.cancel_view), ("notes", self.notes_view))
        ]
        return [*own, *super().get_urls()]

    def cancel_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Call a session off, after a second look at how many hear of it."""
        session = self._changeable(request, pk)
        if request.method == "POST":
            try:
                actions.cancel_session(session=session, by=request.user)
            except AlreadyCancelledError:
                messages.error(request, gettext("Nothing was changed: it is cancelled, or over."))
            else:
                messages.success(request, gettext("Cancelled. Everybody registered is told."))
            return redirect("admin:sessions_archive_exchangesession_change", pk)
        told = session.registrations.active().count()
        return self._page(request, "cancel", session, told=told)

    def notes_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Keep notes, see what they would become, and publish them as insights."""
        session = self._changeable(request, pk)
        data = request.POST if request.method == "POST" else None
        form = NotesForm(data, initial={"notes": session.staff_notes})
        sections = None
        if form.is_bound and form.is_valid():
            session.staff_notes = form.cleaned_data["notes"]
            session.save(update_fields=["staff_notes"])
            sections = form.sections
            if "publish" in request.POST:
                count = actions.publish_notes(session=session, sections=sections, by=request.user)
                messages.success(
                    request,
                    ngettext("%(count)d new insight.", "%(count)d new insights.", count)
                    % {"count": count},
                )
                return redirect("admin:sessions_archive_exchangesession_change", pk)
        return self._page(request, "notes", session, form=form, sections=sections)

    def _changeable(self, request: MemberRequest, pk: int) -> ExchangeSession:
        session = get_object_or_404(ExchangeSession.objects.select_related("edition"), pk=pk)
        if not self.has_change_permission(request, session):
            raise PermissionDenied
        return session

    def _page(
        self, request: MemberRequest, name: str, session: ExchangeSession, **context: Any
    ) -> HttpResponse:
        return render(
            request,
            f"admin/sessions_archive/exchangesession/{name}.html",
            self.admin_site.each_context(request)
            | {"session": session, "opts": self.opts, "title": str(session)}
            | context,
        )
