"""Calls for staff: to read, and to take down; who publishes them writes them."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, ngettext

from organizations.requests import MemberRequest
from partnerships.actions import cancel_opportunity
from partnerships.admin.reading import ToRead
from partnerships.models import (
    Assessment,
    Criterion,
    ExpressionMember,
    ExpressionOfInterest,
    Opportunity,
    OpportunityInvitation,
    OpportunityQuestion,
    OpportunityStep,
)
from partnerships.opportunity_enums import CancelReason
from partnerships.opportunity_workflow import IllegalStepError


class _Rows(ToRead, admin.TabularInline):
    extra = 0
    can_delete = False


class CriterionInline(_Rows):
    model = Criterion


class QuestionInline(_Rows):
    model = OpportunityQuestion
    fields = ("text", "answer", "asked_at", "answered_at")


class InvitationInline(_Rows):
    model = OpportunityInvitation


class StepInline(_Rows):
    model = OpportunityStep


class MemberInline(_Rows):
    model = ExpressionMember
    fields = ("organization", "is_lead", "state", "asked_at", "answered_at")


class AssessmentInline(_Rows):
    model = Assessment
    fields = readonly_fields = ("assessor", "total", "notes", "changed_at")


@admin.register(Opportunity)
class OpportunityAdmin(ToRead, admin.ModelAdmin):
    list_display = ("title", "partner", "organization", "state", "audience", "deadline", "source")
    list_filter = ("state", "audience", "registration", "source")
    list_select_related = ("partner", "organization")
    search_fields = ("title", "slug", "partner__name", "organization__name")
    search_help_text = gettext_lazy("Search by title, address or publisher")
    list_per_page = 50
    readonly_fields = ("state", "created_at", "published_at", "decided_at")
    inlines = (CriterionInline, QuestionInline, InvitationInline, StepInline)
    actions = ("take_down",)

    @admin.action(description=gettext_lazy("Take the selected calls down"))
    def take_down(self, request: MemberRequest, queryset: QuerySet[Opportunity]) -> None:
        done = left = 0
        for pk in queryset.values_list("pk", flat=True):
            try:
                cancel_opportunity(opportunity_id=pk, by=request.user, reason=CancelReason.IOM)
                done += 1
            except (IllegalStepError, PermissionDenied):
                left += 1
        if done:
            text = ngettext(
                "%(count)d call is taken down; all at work on it were told.",
                "%(count)d calls are taken down; all at work on them were told.",
                done,
            )
            self.message_user(request, text % {"count": done}, messages.SUCCESS)
        if left:
            text = ngettext(
                "%(count)d call was left as it is.", "%(count)d calls were left as they are.", left
            )
            self.message_user(request, text % {"count": left}, messages.WARNING)


@admin.register(ExpressionOfInterest)
class ExpressionAdmin(ToRead, admin.ModelAdmin):
    list_display = ("opportunity", "state", "form", "submitted_at", "outcome", "decided_at")
    list_filter = ("state", "form", "outcome")
    list_select_related = ("opportunity",)
    search_fields = ("opportunity__title", "members__organization__name")
    search_help_text = gettext_lazy("Search by call or group")
    list_per_page = 50
    readonly_fields = ("state", "version", "submitted_at", "submitted_by", "decided_at")
    inlines = (MemberInline, AssessmentInline)
