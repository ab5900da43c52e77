"""Which listings may have gone stale, and which have nobody who could say so."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import Status
from organizations.freshness import UNCONFIRMED_AFTER
from organizations.models import Organization


class FreshnessFilter(admin.SimpleListFilter):
    title = _("freshness")
    parameter_name = "freshness"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("unconfirmed", _("Published, not confirmed for over a year")),
            ("nobody", _("Published, nobody there to ask")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Organization]
    ) -> QuerySet[Organization]:
        published = queryset.filter(status=Status.PUBLISHED)
        if self.value() == "unconfirmed":
            return published.filter(last_confirmed_at__lte=timezone.now() - UNCONFIRMED_AFTER)
        if self.value() == "nobody":
            return published.exclude(pk__in=Organization.objects.reachable().values("pk"))
        return queryset
