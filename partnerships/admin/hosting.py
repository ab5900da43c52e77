"""Host agreements: read by staff, and ended where they put somebody in danger."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.forms.evidence import RevokeForm
from organizations.requests import MemberRequest
from partnerships.actions import end_hosting
from partnerships.admin.reading import ToRead
from partnerships.host_workflow import LIVING
from partnerships.models import HostAgreement, HostTerms


class TermsInline(ToRead, admin.StackedInline):
    model = HostTerms
    extra = 0
    fields = (
        *("number", "powers", "hold_up_to", "currency", "ends_on", "text"),
        *("proposed_by_side", "proposed_at", "answer", "answered_at", "words"),
    )


@admin.register(HostAgreement)
class HostAgreementAdmin(ToRead, admin.ModelAdmin):
    list_display = ("group", "host", "state", "last_day", "created_at")
    list_filter = ("state", ("current__ends_on", admin.DateFieldListFilter))
    search_fields = ("group__name", "host__name", "uuid")
    list_select_related = ("group", "host", "current")
    list_per_page = 50
    fields = (
        *("group", "host", "state", "uuid", "created_at"),
        *("ended_at", "ended_by_side", "end_reason"),
    )
    inlines = (TermsInline,)

    @admin.display(description=gettext_lazy("last day"), ordering="current__ends_on")
    def last_day(self, agreement: HostAgreement) -> Any:
        return agreement.current and agreement.current.ends_on

    def get_urls(self) -> list[URLPattern]:
        end = path(
            "<int:pk>/end/",
            self.admin_site.admin_view(self.end_view),
            name="partnerships_hostagreement_end",
        )
        return [end, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        may = bool(
            row
            and row.state in LIVING
            and request.user.has_perm("partnerships.change_hostagreement")
        )
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "may_end": may}
        )

    def end_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then end it; nothing changes on GET."""
        row = get_object_or_404(HostAgreement.objects.select_related("group", "host"), pk=pk)
        if not request.user.has_perm("partnerships.change_hostagreement"):
            raise PermissionDenied
        form = RevokeForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            end_hosting(agreement=row, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Ended. Both sides have been told."))
            return HttpResponseRedirect(
                reverse("admin:partnerships_hostagreement_change", args=[row.pk])
            )
        return render(
            request,
            "admin/partnerships/hostagreement/end.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "form": form,
                "original": row,
                "title": _("End the host agreement"),
            },
        )
