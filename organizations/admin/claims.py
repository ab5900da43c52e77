"""Who asked to speak for which listing; approvals are taken back here, with a reason."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.actions import revoke_claim
from organizations.actions.claims import ClaimError
from organizations.admin.merging import not_changed
from organizations.admin.queue import Decision
from organizations.admin.queue.forms import DecisionForm
from organizations.admin.scoping import ScopedAdmin
from organizations.enums import ClaimState
from organizations.models import Claim
from organizations.reasons import REASONS_OF
from organizations.requests import MemberRequest
from organizations.rules import can_curate

REVOKE = Decision("revoke", gettext_lazy("Revoke"), REASONS_OF["revoke_claim"], tone="danger")


@admin.register(Claim)
class ClaimAdmin(ScopedAdmin):
    """Pending claims are decided in the work queue."""

    list_display = ("organization", "claimant", "kind", "state", "created_at", "decided_by")
    list_filter = ("state", "kind")
    search_fields = ("organization__name", "claimant__email")
    fields = readonly_fields = (
        *("organization", "claimant", "kind", "role", "evidence", "lost_email", "owner_answer"),
        *("state", "reason", "message", "owners_after", "created_at", "decided_at", "decided_by"),
    )
    list_select_related = ("organization", "claimant", "decided_by")
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        revoke = path(
            "<int:pk>/revoke/",
            self.admin_site.admin_view(self.revoke_view),
            name="organizations_claim_revoke",
        )
        return [revoke, *super().get_urls()]

    def revoke_view(self, request: MemberRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then take the approval back; nothing changes on GET."""
        claims = self.get_queryset(request).select_related("organization", "claimant")
        claim = get_object_or_404(claims, pk=pk)
        if not can_curate(request.user, claim.organization):
            raise PermissionDenied
        back = reverse("admin:organizations_claim_change", args=[pk])
        form = DecisionForm(
            request.POST if request.method == "POST" else None,
            decision=REVOKE,
            language=claim.claimant.language,
            reason=request.GET.get("reason", ""),
        )
        if claim.state != ClaimState.APPROVED:
            return not_changed(self, request, _late(claim.state), back)
        if form.is_bound and form.is_valid():
            try:
                revoke_claim(
                    claim_id=pk,
                    by=request.user,
                    reason=form.cleaned_data["reason"],
                    message=form.cleaned_data["message"],
                )
            except ClaimError as error:
                return not_changed(self, request, _late(error.state), back)
            self.message_user(
                request, _("The claim was revoked, and its author was told."), messages.SUCCESS
            )
            return HttpResponseRedirect(back)
        return render(
            request,
            "admin/organizations/claim/revoke.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("Revoke a claim"),
                "claim": claim,
                "form": form,
            },
        )


def _late(state: str) -> str:
    return _("The request is already in the state “%(status)s”.") % {
        "status": ClaimState(state).label
    }
