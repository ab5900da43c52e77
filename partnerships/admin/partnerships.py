"""Partnerships for staff: to read, and to take a public summary down."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.forms.evidence import RevokeForm
from organizations.requests import MemberRequest
from partnerships.actions import take_down_summary
from partnerships.admin.reading import ToRead
from partnerships.models import (
    Acceptance,
    AgreementVersion,
    Kpi,
    Partnership,
    PartnershipEvent,
    PartnershipParty,
    Pursuit,
    Report,
)


class _Rows(ToRead, admin.TabularInline):
    extra = 0
    can_delete = False
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        return found.select_related(*self.related) if self.related else found

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of it: dates that no form may set are shown, too."""
        return self.fields


class PartyInline(_Rows):
    model = PartnershipParty
    fields = ("name", "organization", "partner", "standing", "role", "told_at", "joined_at")
    related = ("organization", "partner")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Whom somebody has only named in a draft of hers is nobody else's to read."""
        found: Any = super().get_queryset(request)
        return found.told()


class VersionInline(_Rows):
    model = AgreementVersion
    fields = ("number", "short_hash", "proposed_for", "created_at", "accepted_by", "why")
    related = ("proposed_for",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        names = Acceptance.objects.filter(version=OuterRef("pk")).order_by("at", "pk")
        found = super().get_queryset(request)
        return found.annotate(accepted=ArraySubquery(names.values("party__name")))

    @admin.display(description=gettext_lazy("fingerprint"))
    def short_hash(self, version: AgreementVersion) -> str:
        return version.short_hash

    @admin.display(description=gettext_lazy("accepted by"))
    def accepted_by(self, version: Any) -> str:
        return ", ".join(version.accepted) or "–"


class KpiInline(_Rows):
    model = Kpi
    fields = ("title", "result_type", "measure", "baseline_value", "is_agreed")


class PursuitInline(_Rows):
    model = Pursuit
    fields = ("recommendation", "party", "at")
    related = ("recommendation__edition", "party")


class EventInline(_Rows):
    """What happened, the latest first."""

    model = PartnershipEvent
    fields = ("at", "kind", "party", "words")
    related = ("party",)


class OverdueFilter(admin.SimpleListFilter):
    title = gettext_lazy("reports")
    parameter_name = "reports"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overdue", gettext_lazy("Some are overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(is_behind=True) if self.value() == "overdue" else queryset


@admin.register(Partnership)
class PartnershipAdmin(ToRead, admin.ModelAdmin):
    list_display = (
        *("called", "with_whom", "state", "origin", "starts", "ends", "behind", "is_public"),
        "changed_at",
    )
    list_filter = (
        "state",
        "origin",
        OverdueFilter,
        ("summary", admin.EmptyFieldListFilter),
        ("agreed_at", admin.DateFieldListFilter),
    )
    search_fields = ("title", "parties__name", "uuid")
    search_help_text = gettext_lazy("Search by title or party")
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("title", "purpose", "state", "uuid")}),
        (
            gettext_lazy("Came of"),
            {"fields": ("origin", "opportunity", "introduction", "session", "match_channel")},
        ),
        (
            gettext_lazy("Dates"),
            {"fields": (*("starts", "ends", "created_at", "agreed_at", "ended_at", "changed_at"),)},
        ),
        (gettext_lazy("What everybody can read"), {"fields": ("public_words",)}),
    )
    readonly_fields = ("uuid", "created_at", "agreed_at", "ended_at", "changed_at", "public_words")
    inlines = (PartyInline, VersionInline, KpiInline, PursuitInline, EventInline)
    change_form_template = "admin/partnerships/partnership/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partnership]:
        """Without those that one side is still writing: nobody else reads them."""
        late = Report.objects.to_write().filter(
            partnership=OuterRef("pk"), due_on__lt=timezone.localdate()
        )
        found: Any = super().get_queryset(request)
        return (
            found.filter(Exists(AgreementVersion.objects.filter(partnership=OuterRef("pk"))))
            .with_names()
            .annotate(is_behind=Exists(late))
            .select_related("summary", "opportunity", "introduction", "session__edition")
        )

    @admin.display(description=gettext_lazy("partnership"), ordering="title")
    def called(self, partnership: Partnership) -> str:
        return str(partnership)

    @admin.display(description=gettext_lazy("parties"))
    def with_whom(self, partnership: Partnership) -> str:
        return " · ".join(partnership.party_names)

    @admin.display(description=gettext_lazy("reports in time"), boolean=True)
    def behind(self, partnership: Any) -> bool:
        return not partnership.is_behind

    @admin.display(description=gettext_lazy("public"), boolean=True)
    def is_public(self, partnership: Partnership) -> bool:
        return partnership.summary_id is not None

    @admin.display(description=gettext_lazy("summary"))
    def public_words(self, partnership: Partnership) -> str:
        return partnership.summary.words if partnership.summary else "–"

    def get_urls(self) -> list[URLPattern]:
        down = path(
            "<int:pk>/take-down/",
            self.admin_site.admin_view(self.take_down_view),
            name="partnerships_partnership_take_down",
        )
        return [down, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        may = request.user.has_perm("partnerships.change_partnership")
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "may_take_down": may}
        )

    def take_down_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then take it down; nothing changes on GET."""
        row = get_object_or_404(self.get_queryset(request).filter(summary__isnull=False), pk=pk)
        if not request.user.has_perm("partnerships.change_partnership"):
            raise PermissionDenied
        form = RevokeForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            take_down_summary(
                partnership_id=row.pk, by=request.user, reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("Taken down. All parties have been told."))
            return HttpResponseRedirect(
                reverse("admin:partnerships_partnership_change", args=[row.pk])
            )
        return render(
            request,
            "admin/partnerships/partnership/take_down.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "form": form,
                "original": row,
                "title": _("Take the public summary down"),
            },
        )
