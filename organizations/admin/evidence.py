"""What speaks for groups: entered, confirmed for a new name, taken back with a reason."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from organizations.actions import give_evidence, reconfirm_evidence, revoke_evidence
from organizations.actions.evidence import AlreadyEndedError
from organizations.admin.scoping import ScopedAdmin
from organizations.forms.evidence import EvidenceForm, RevokeForm
from organizations.models import Evidence
from organizations.requests import MemberRequest
from organizations.rules import can_curate

ENTERED = ("organization", "kind", "basis", "other", "facts", "note", "expires_at")


class UnderAnotherName(admin.SimpleListFilter):
    """Evidence that fell because the group changed its name, and waits for a curator."""

    title = gettext_lazy("name")
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("changed", gettext_lazy("The group bears another name now"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "changed":
            return queryset.filter(ended_at=None).exclude(for_name=F("organization__name"))
        return queryset


@admin.register(Evidence)
class EvidenceAdmin(ScopedAdmin):
    list_display = ("organization", "kind", "basis", "other", "given_at", "expires_at", "counts")
    list_filter = (
        "kind",
        "counts",
        UnderAnotherName,
        "end",
        ("expires_at", admin.DateFieldListFilter),
    )
    search_fields = ("organization__name", "other__name", "facts")
    list_select_related = ("organization", "other")
    list_per_page = 50
    autocomplete_fields = ("organization", "other")
    actions = ("confirm_for_the_present_name",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.get_readonly_fields(request, obj) if obj else ENTERED

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What was said stays as it was."""
        if obj is None:
            return ()
        ended = ("ended_at", "end", "end_reason", "ended_by") if obj.ended_at else ()
        return (*ENTERED, "for_name", "given_by", "given_at", "counts", *ended)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        if obj is None:
            kwargs["form"] = EvidenceForm
        form: type[ModelForm] = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            form.base_fields["expires_at"].widget = AdminSplitDateTime()
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        revoke = path(
            "<int:pk>/revoke/",
            self.admin_site.admin_view(self.revoke_view),
            name="organizations_evidence_revoke",
        )
        return [revoke, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        may = bool(row and not row.ended_at and can_curate(request.user, row.organization))
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "may_revoke": may}
        )

    def save_model(
        self, request: HttpRequest, obj: Evidence, form: ModelForm, change: bool
    ) -> None:
        if change:
            return
        values = {name: getattr(obj, name) for name in ENTERED}
        given = give_evidence(by=cast(User, request.user), **values)
        obj.pk = given.pk
        obj.refresh_from_db()

    def revoke_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then take it back; nothing changes on GET."""
        rows = self.get_queryset(request).select_related("organization", "other")
        row = get_object_or_404(rows, pk=pk)
        if not can_curate(request.user, row.organization):
            raise PermissionDenied
        form = RevokeForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                revoke_evidence(evidence=row, by=request.user, reason=form.cleaned_data["reason"])
            except AlreadyEndedError as error:
                messages.warning(
                    request,
                    _("This had ended already: %(why)s.")
                    % {"why": error.evidence.get_end_display()},
                )
            else:
                messages.success(request, _("Taken back. The group has been told."))
            return HttpResponseRedirect(
                reverse("admin:organizations_evidence_change", args=[row.pk])
            )
        return render(
            request,
            "admin/organizations/evidence/revoke.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "form": form,
                "original": row,
                "title": _("Take back"),
            },
        )

    @admin.action(
        description=gettext_lazy("Confirm for the name the group bears now"),
        permissions=["change"],
    )
    def confirm_for_the_present_name(
        self, request: MemberRequest, queryset: QuerySet[Evidence]
    ) -> None:
        confirmed, left = 0, []
        for row in queryset.select_related("organization"):
            try:
                confirmed += reconfirm_evidence(evidence=row, by=request.user).pk != row.pk
            except (AlreadyEndedError, PermissionDenied):
                left.append(str(row))
        if confirmed:
            messages.success(
                request,
                ngettext(
                    "%(count)d entry was confirmed.", "%(count)d entries were confirmed.", confirmed
                )
                % {"count": confirmed},
            )
        if left:
            messages.warning(
                request,
                _("Not confirmed, because they have ended or are about your own group: %(names)s")
                % {"names": ", ".join(left)},
            )
