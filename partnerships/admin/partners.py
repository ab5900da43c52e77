"""Partners: who they are, who speaks for them, and whether IOM has verified that."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organizations.requests import MemberRequest
from partnerships.actions import decline_partner, verify_with_people
from partnerships.actions.partners import announce_partner_change
from partnerships.models import Partner, PartnerPlace, PartnerSupport, Representative


class _Rows(admin.TabularInline):
    extra = 0


class PlaceInline(_Rows):
    model = PartnerPlace
    autocomplete_fields = ("place",)


class SupportInline(_Rows):
    model = PartnerSupport


class RepresentativeInline(_Rows):
    model = Representative
    autocomplete_fields = ("user",)


@admin.register(Partner)
class PartnerAdmin(admin.ModelAdmin):
    list_display = ("name", "sector", "type", "level", "verification", "source")
    list_filter = ("verification", "sector", "type", "level", "accepts", "source")
    search_fields = ("name", "acronym", "slug")
    search_help_text = gettext_lazy("Search by name, acronym or address")
    list_per_page = 50
    autocomplete_fields = ("description_language", "languages")
    filter_horizontal = ("sectors", "generations")
    prepopulated_fields = {"slug": ("name",)}
    # Decided by the actions below, which know who may decide.
    readonly_fields = ("uuid", "verification", "verified_at", "created_at", "updated_at")
    inlines = (PlaceInline, SupportInline, RepresentativeInline)
    actions = ("verify_selected", "decline_selected")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("name", "name_language", "acronym", "slug", "sector", "type", "level"),
                    *("description", "description_language", "website"),
                )
            },
        ),
        (
            gettext_lazy("Work"),
            {"fields": ("sectors", "generations", "languages", "accepts", "business_view")},
        ),
        (
            gettext_lazy("Safety"),
            {
                "fields": (
                    *("verification", "verified_at", "state_countries"),
                    *("is_open_to_matching", "open_to"),
                )
            },
        ),
        (
            gettext_lazy("Record"),
            {"fields": ("source", "source_citation", "created_at", "updated_at", "uuid")},
        ),
    )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        with transaction.atomic():
            announce_partner_change(form.instance)

    @admin.action(description=gettext_lazy("Verify the selected partners"), permissions=["change"])
    def verify_selected(self, request: MemberRequest, queryset: QuerySet[Partner]) -> None:
        done = self._decide(request, queryset, verify_with_people)
        if done:
            text = ngettext(
                "%(count)d partner is verified.", "%(count)d partners are verified.", done
            )
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Decline the selected partners"), permissions=["change"])
    def decline_selected(self, request: MemberRequest, queryset: QuerySet[Partner]) -> None:
        done = self._decide(request, queryset, decline_partner)
        if done:
            text = ngettext(
                "%(count)d partner is declined.", "%(count)d partners are declined.", done
            )
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    def _decide(
        self,
        request: MemberRequest,
        queryset: QuerySet[Partner],
        decide: Callable[..., Partner],
    ) -> int:
        """Decide about each; say whom the curator may not decide about. Returns how many."""
        done, left = 0, []
        for partner in queryset:
            try:
                decide(partner_id=partner.pk, by=request.user)
                done += 1
            except PermissionDenied:
                left.append(partner.name)
        if left:
            text = _("Left as they are, because you speak for them: %(names)s")
            self.message_user(request, text % {"names": ", ".join(left)}, messages.WARNING)
        return done
