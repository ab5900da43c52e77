"""Reports and expectation checks for staff: to read, as far as the parties read them themselves."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from partnerships.admin.reading import ToRead
from partnerships.models import (
    Actual,
    ExpectationAnswer,
    ExpectationCheck,
    PartnershipParty,
    Proof,
    Report,
    ReportAct,
)
from partnerships.result_enums import ReportState

SENT = (ReportState.SUBMITTED, ReportState.ACCEPTED)


class _Rows(ToRead, admin.TabularInline):
    extra = 0
    can_delete = False


class ActualInline(_Rows):
    model = Actual
    fields = ("kpi", "value", "comment", "rating")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("kpi")


class ProofInline(_Rows):
    """Which evidence there is; the files are for those who work together."""

    model = Proof
    fields = ("title", "content_type", "size", "added_at")


class ActInline(_Rows):
    """What happened with the report, in order."""

    model = ReportAct
    fields = ("at", "step", "party", "words")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("party")


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("date")
    parameter_name = "date"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("overdue", gettext_lazy("Overdue")),
            ("due", gettext_lazy("Due")),
            ("waiting", gettext_lazy("Waits to be read")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        today = timezone.localdate()
        match self.value():
            case "overdue":
                return queryset.to_write().filter(due_on__lt=today)
            case "due":
                return queryset.to_write().filter(ends_on__lt=today, due_on__gte=today)
            case "waiting":
                return queryset.filter(state=ReportState.SUBMITTED)
        return queryset


@admin.register(Report)
class ReportAdmin(ToRead, admin.ModelAdmin):
    list_display = (
        *("of_partnership", "starts_on", "ends_on", "due_on", "state", "stands", "written_by"),
        *("rating", "submitted_at", "read_at"),
    )
    list_filter = ("state", StandingFilter, "rating", ("due_on", admin.DateFieldListFilter))
    list_select_related = ("partnership", "party")
    search_fields = ("partnership__title", "partnership__parties__name", "uuid")
    search_help_text = gettext_lazy("Search by partnership or party")
    ordering = ("-due_on", "-pk")
    list_per_page = 50

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is being written is its writers' alone; what was sent can be read."""
        shown = ["of_partnership", "starts_on", "ends_on", "due_on", "state", "party", "uuid"]
        if obj and obj.state in SENT:
            shown += ["done", "hindered", "coming", "rating"]
        return [*shown, "submitted_at", "read_for", "read_at", "answer"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        sent = [ActualInline, ProofInline] if obj and obj.state in SENT else []
        return [*sent, ActInline]

    @admin.display(description=gettext_lazy("partnership"), ordering="partnership__title")
    def of_partnership(self, report: Report) -> str:
        return str(report.partnership)

    @admin.display(description=gettext_lazy("date"))
    def stands(self, report: Report) -> str:
        return str(report.standing.label)

    @admin.display(description=gettext_lazy("written by"))
    def written_by(self, report: Report) -> str:
        return report.party.name if report.party and report.state in SENT else "–"


class AnswerInline(_Rows):
    model = ExpectationAnswer
    fields: ClassVar[tuple[str, ...]] = (
        "party",
        "roles",
        "promises",
        "voice",
        "effort",
        "again",
        "words",
        "at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("party")


class AnsweredInline(AnswerInline):
    """Before the answers lie side by side: who has given some, and no more."""

    fields: ClassVar[tuple[str, ...]] = ("party", "at")


@admin.register(ExpectationCheck)
class ExpectationCheckAdmin(ToRead, admin.ModelAdmin):
    list_display = (*("of_partnership", "days", "opens_on", "closes_on", "answers", "opened_at"),)
    list_filter = (
        "days",
        ("opened_at", admin.EmptyFieldListFilter),
        ("opens_on", admin.DateFieldListFilter),
    )
    list_select_related = ("partnership",)
    search_fields = ("partnership__title", "partnership__parties__name", "uuid")
    search_help_text = gettext_lazy("Search by partnership or party")
    ordering = ("-opens_on", "-pk")
    list_per_page = 50
    fields = (
        *("of_partnership", "days", "opens_on", "closes_on"),
        *("asked_at", "opened_at", "answers", "uuid"),
    )
    readonly_fields = ("of_partnership", "answers")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        joined = PartnershipParty.objects.joined().filter(partnership=OuterRef("partnership"))
        found: Any = super().get_queryset(request)
        return found.with_answered().annotate(asked_ones=ArraySubquery(joined.values("pk")))

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [AnswerInline if obj and obj.opened_at else AnsweredInline]

    @admin.display(description=gettext_lazy("partnership"), ordering="partnership__title")
    def of_partnership(self, check: ExpectationCheck) -> str:
        return str(check.partnership)

    @admin.display(description=gettext_lazy("answers"))
    def answers(self, check: Any) -> str:
        return f"{len(check.answered)} / {len(check.asked_ones)}"
