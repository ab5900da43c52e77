"""Sessions: a whole one is entered on one page."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from organizations.requests import MemberRequest
from sessions_archive import actions
from sessions_archive.actions.schedule import TOLD, AlreadyCancelledError
from sessions_archive.admin.publication import PublicationMixin
from sessions_archive.forms import NotesForm, SessionForm
from sessions_archive.models import (
    Appearance,
    ExchangeSession,
    GuidingQuestion,
    Insight,
    InsightSection,
)
from sessions_archive.search import refresh_words


class AppearanceInline(admin.StackedInline):
    model = Appearance
    extra = 1
    autocomplete_fields = ("person", "organization")
    fields = (
        ("person", "role", "position"),
        "capacity",
        ("organization_name", "organization"),
    )


class GuidingQuestionInline(admin.TabularInline):
    model = GuidingQuestion
    extra = 0
    fields = ("position", "texts")


class InsightSectionInline(admin.TabularInline):
    model = InsightSection
    extra = 0
    fields = ("position", "code", "titles")
    # The insights themselves stand on the section's own page.
    show_change_link = True


@admin.register(ExchangeSession)
class ExchangeSessionAdmin(PublicationMixin, admin.ModelAdmin):
    form = SessionForm
    list_display = ("__str__", "starts_at", "is_published")
    list_filter = ("edition", "is_published")
    list_select_related = ("edition",)
    autocomplete_fields = ("language", "sectors", "places")
    inlines = (AppearanceInline, GuidingQuestionInline, InsightSectionInline)
    change_form_template = "admin/sessions_archive/exchangesession/change_form.html"
    fieldsets = (
        (None, {"fields": ("edition", "number", "themes", "slug", "language")}),
        (
            None,
            {"fields": (("day", "start", "end"), ("zone", "zone_printed"), "zone_notes", "notes")},
        ),
        (None, {"fields": ("sectors", "places")}),
        (_("Taking part"), {"fields": (("capacity", "is_recorded"), "join_url")}),
        (None, {"fields": ("new_questions", "staff_notes")}),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        stored = ExchangeSession.objects.filter(pk=obj.pk).first()
        form.told = frozenset(
            name for name in TOLD if stored and getattr(stored, name) != getattr(obj, name)
        )
        if change:
            # What a colleague did since the page was opened is not the form's to undo.
            obj.refresh_from_db(fields=["cancelled_at", "sequence", "changed_at"])
        super().save_model(request, obj, form, change)

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: "list[BaseModelFormSet[Any, Any]]",
        change: bool,
    ) -> None:
        super().save_related(request, form, formsets, change)
        session: ExchangeSession = form.instance
        last = session.questions.count()
        for position, text in enumerate(form.cleaned_data["new_questions"], start=last + 1):
            session.questions.create(texts={"en": text}, position=position)
        refresh_words([session.pk])
        if change:
            actions.note_changes(session=session, changed=form.told)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start a new session with what most of them have in common."""
        return {"zone": "Europe/Zurich", "language": "en"} | super().get_changeform_initial_data(
            request
        )

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


class InsightInline(admin.StackedInline):
    model = Insight
    extra = 1


@admin.register(InsightSection)
class InsightSectionAdmin(admin.ModelAdmin):
    list_display = ("__str__", "session", "edition")
    list_select_related = ("session__edition", "edition")
    list_filter = ("session__edition",)
    inlines = (InsightInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.instance.session_id:
            refresh_words([form.instance.session_id])
