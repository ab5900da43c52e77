"""Curation of listings: read, correct, decide."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from organizations.actions import take_step
from organizations.actions.changes import note_new_name
from organizations.actions.erasing import can_erase
from organizations.actions.life import announce_change
from organizations.admin.accounts import MemberForm
from organizations.admin.erasing import EraseMixin
from organizations.admin.exports import TableExportMixin
from organizations.admin.freshness import FreshnessFilter
from organizations.admin.numbers import number_in
from organizations.admin.queue.forms import DecisionForm
from organizations.admin.queue.items import PAGE
from organizations.admin.queue.sources import decision_of
from organizations.admin.queue.views import tell_outcome
from organizations.admin.queue.views import urls as queue_urls
from organizations.admin.scoping import ScopedAdmin
from organizations.enums import Source, Status
from organizations.forms.logo import ReencodedLogoMixin
from organizations.models import (
    Contact,
    Membership,
    Organization,
    OrganizationDescription,
    OrganizationGeneration,
    OrganizationIdentifier,
    OrganizationName,
    OrganizationPlace,
    OrganizationSector,
    OrganizationSupport,
    StatusChange,
)
from organizations.notifications import language_of
from organizations.past import past_of
from organizations.requests import MemberRequest
from organizations.rules import can_curate, is_in_her_hands
from organizations.workflow import TRANSITIONS, IllegalTransitionError, possible


class OrganizationForm(ReencodedLogoMixin, ModelForm):
    class Meta:
        model = Organization
        exclude = ("places", "sectors")  # noqa: DJ006 - the admin's fieldsets name the fields


class _Rows(admin.TabularInline):
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[Any]:
        """Cells of a table have no label of their own: the head of their column names them."""
        formset: type[Any] = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():
            # The admin wraps choices of other rows with links to add and change them.
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", field.label)
        return formset


class NameInline(_Rows):
    model = OrganizationName


class DescriptionInline(_Rows):
    model = OrganizationDescription
    autocomplete_fields = ("language",)


class SectorInline(_Rows):
    model = OrganizationSector


class PlaceInline(_Rows):
    model = OrganizationPlace
    autocomplete_fields = ("place",)


class GenerationInline(_Rows):
    model = OrganizationGeneration


class SupportInline(_Rows):
    model = OrganizationSupport


class ContactInline(_Rows):
    model = Contact


class IdentifierInline(_Rows):
    model = OrganizationIdentifier


class MembershipInline(_Rows):
    model = Membership
    form = MemberForm


class StatusChangeInline(_Rows):
    """What was decided stays as it was."""

    model = StatusChange
    fields = readonly_fields = ("at", "from_status", "to_status", "reason", "message", "by")
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("by")


@admin.register(Organization)
class OrganizationAdmin(EraseMixin, TableExportMixin, ScopedAdmin):
    to_listings = ("pk",)
    form = OrganizationForm
    list_display = ("name", "status", "kind", "audience", "source", "submitted_at")
    list_filter = ("status", FreshnessFilter, "kind", "legal_status", "audience", "source")
    search_fields = ("name", "slug", "names__name")
    search_help_text = gettext_lazy("Search by name, other name or address")
    ordering = ("-pk",)
    list_per_page = 50
    # Counting all listings a second time tells nobody anything.
    show_full_result_count = False
    autocomplete_fields = ("parent", "networks", "languages")
    filter_horizontal = ("roles",)
    readonly_fields = (
        "alarmed_at",
        "uuid",
        "status",
        "consented_at",
        "submitted_at",
        "published_at",
        "created_at",
        "updated_at",
    )
    prepopulated_fields = {"slug": ("name",)}
    inlines = (
        SectorInline,
        PlaceInline,
        DescriptionInline,
        SupportInline,
        GenerationInline,
        NameInline,
        ContactInline,
        IdentifierInline,
        MembershipInline,
        StatusChangeInline,
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "name_language",
                    "slug",
                    "status",
                    "kind",
                    "legal_status",
                    "website",
                    "logo",
                )
            },
        ),
        (
            gettext_lazy("People"),
            {"fields": ("is_youth_led", "is_women_led", "is_refugee_led", "languages", "roles")},
        ),
        (gettext_lazy("Size"), {"fields": ("founded_year", "size_band", "budget_band")}),
        (gettext_lazy("Belongs to"), {"fields": ("parent", "networks")}),
        (
            gettext_lazy("Safety"),
            {
                "fields": (
                    "audience",
                    "hidden_from",
                    "is_open_to_matching",
                    "matches_heritage_state",
                    "open_to",
                    "alarmed_at",
                    "consented_at",
                )
            },
        ),
        (
            gettext_lazy("Record"),
            {
                "fields": (
                    "source",
                    "source_citation",
                    "last_confirmed_at",
                    "submitted_at",
                    "published_at",
                    "created_at",
                    "updated_at",
                    "uuid",
                )
            },
        ),
    )
    actions = ("publish_selected",)

    def get_urls(self) -> list[URLPattern]:
        step = path(
            "<int:pk>/take/<slug:step>/",
            self.admin_site.admin_view(self.take_step_view),
            name="organizations_organization_take_step",
        )
        return [*queue_urls(), step, *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:
        """Nobody corrects the listing of her own group here: she edits it like any member."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or is_in_her_hands(request.user, obj))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        organization = self.get_object(request, object_id)
        steps = (
            possible(organization.status, by_group=False)
            if organization and can_curate(request.user, organization)
            else []
        )
        return super().change_view(
            request,
            object_id,
            form_url,
            {
                **(extra_context or {}),
                "steps": steps,
                "may_erase": bool(organization and can_erase(request.user, organization)),
            },
        )

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        """What staff enter for a group waits for review like any other listing."""
        if not change:
            obj.source, obj.status = Source.IMPORTED, Status.SUBMITTED
            obj.submitted_at = timezone.now()
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data and obj.published_at:
            note_new_name(obj, form.initial["name"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.instance.status == Status.PUBLISHED:
            with transaction.atomic():
                announce_change(form.instance)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Everything that was changed and decided, whoever did it and wherever."""
        organization = get_object_or_404(self.get_queryset(request), pk=number_in(object_id))
        if not self.has_view_or_change_permission(request, organization):
            raise PermissionDenied
        return render(
            request,
            "admin/organizations/organization/history.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": organization,
                "title": _("History of “%(name)s”") % {"name": organization},
                "events": past_of(organization.pk),
                "changes": organization.status_changes.select_related("by"),
                "asked": organization.pending_changes.select_related("asked_by", "decided_by"),
            },
        )

    def take_step_view(self, request: MemberRequest, pk: int, step: str) -> HttpResponse:
        """Ask for the reason, then take the step; nothing changes on GET."""
        organization = get_object_or_404(self.get_queryset(request), pk=pk)
        transition = TRANSITIONS.get(step)
        if transition is None or transition.by_group or not can_curate(request.user, organization):
            raise PermissionDenied
        language = language_of(organization)
        form = DecisionForm(
            request.POST if request.method == "POST" else None,
            decision=decision_of(transition),
            language=language,
            reason=request.GET.get("reason", ""),
        )
        if request.method == "POST" and form.is_valid():
            try:
                take_step(
                    organization_id=pk,
                    step=step,
                    by=request.user,
                    reason=form.cleaned_data.get("reason", ""),
                    message=form.cleaned_data["message"],
                )
            except IllegalTransitionError as error:
                return self._already_decided(request, organization, error)
            self.message_user(
                request,
                _("“%(name)s”: done. The group has been told.") % {"name": organization},
                messages.SUCCESS,
            )
            return HttpResponseRedirect(
                reverse("admin:organizations_organization_change", args=[pk])
            )
        return render(
            request,
            "admin/organizations/organization/take_step.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "form": form,
                "original": organization,
                "transition": transition,
                "language": get_language_info(language),
                "title": transition.label,
            },
        )

    def _already_decided(
        self, request: HttpRequest, organization: Organization, error: IllegalTransitionError
    ) -> HttpResponse:
        """Somebody else was quicker: say so, with the state that the listing is in now."""
        return render(
            request,
            "admin/organizations/organization/already_decided.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": organization,
                "title": _("Already decided"),
                "status": error.status.label,
            },
            status=409,
        )

    @admin.action(description=gettext_lazy("Publish the selected listings"), permissions=["curate"])
    def publish_selected(self, request: MemberRequest, queryset: QuerySet[Organization]) -> None:
        tell_outcome(request, list(queryset.values_list("pk", flat=True)[:PAGE]))

    def has_curate_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("organizations.curate_organization"))
