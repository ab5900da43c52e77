"""Learned weights: a person looks at the figures and decides."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from organizations.requests import MemberRequest
from partnerships.actions.learning import decide_on_weights
from partnerships.matching.weights import COMPONENTS
from partnerships.models import LearnedWeights
from partnerships.reasons import NAMES
from partnerships.rules import can_approve_weights


@admin.register(LearnedWeights)
class LearnedWeightsAdmin(admin.ModelAdmin):
    list_display = (
        "version",
        "kind",
        "state",
        "shown_weights",
        "held_out",
        "decided_by",
        "decided_at",
    )
    list_filter = ("state", "kind")
    list_select_related = ("decided_by",)
    actions = ("approve_selected", "decline_selected")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_decide_permission(self, request: MemberRequest) -> bool:
        return can_approve_weights(request.user)

    @admin.display(description=gettext_lazy("weights"))
    def shown_weights(self, row: LearnedWeights) -> str:
        pairs = zip(COMPONENTS, row.values, strict=True)
        return ", ".join(f"{NAMES[name]} {100 * value:.1f}" for name, value in pairs)

    @admin.display(description=gettext_lazy("loss and AUC, before and after"))
    def held_out(self, row: LearnedWeights) -> str:
        names = ("loss_before", "loss_after", "auc_before", "auc_after")
        return " · ".join(f"{row.figures.get(name, 0):.4f}" for name in names)

    @admin.action(description=gettext_lazy("Approve for the next run"), permissions=["decide"])
    def approve_selected(self, request: MemberRequest, queryset: QuerySet[LearnedWeights]) -> None:
        self._decide(request, queryset, approve=True)

    @admin.action(description=gettext_lazy("Decline"), permissions=["decide"])
    def decline_selected(self, request: MemberRequest, queryset: QuerySet[LearnedWeights]) -> None:
        self._decide(request, queryset, approve=False)

    def _decide(
        self, request: MemberRequest, queryset: QuerySet[LearnedWeights], *, approve: bool
    ) -> None:
        done = [
            decide_on_weights(weights_id=row.pk, by=request.user, approve=approve)
            for row in queryset.order_by("pk")
        ]
        for row in done:
            self.log_change(request, row, f"{row.get_state_display()}: {row.version}")
        text = ngettext(
            "Your decision on %(count)d proposal is kept.",
            "Your decision on %(count)d proposals is kept.",
            len(done),
        )
        self.message_user(request, text % {"count": len(done)}, messages.SUCCESS)
