"""What search engines may find: the pages that everybody may see, in every language.

People of the archive are left out: their pages ask not to be found by machines.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils.translation import override

from organizations.models import Organization
from organizations.viewers import ANONYMOUS
from partnerships.models import Opportunity, Partner
from sessions_archive.models import Edition, ExchangeSession

PAGES = (
    "home",
    "organizations:organization_list",
    "organizations:organization_map",
    "partnerships:partner_list",
    "partnerships:opportunity_list",
    "partnerships:how_matching_works",
    "sessions_archive:session_list",
)


class PortalSitemap(Sitemap):
    """Each page once in every language, all of them named beside each, from SITE_URL."""

    # Six addresses an entry, five entries a page: far from what the protocol allows (50 MB).
    limit = 2_000
    changed = ""

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: Any = None) -> Any:
        return [
            entry for row in self.paginator.page(page).object_list for entry in self._entries(row)
        ]

    def path(self, row: Any) -> str:
        path: str = row.get_absolute_url()
        return path

    def _entries(self, row: Any) -> list[dict[str, Any]]:
        with override(settings.LANGUAGE_CODE):
            path = self.path(row)
        codes = [code for code, _name in settings.LANGUAGES]
        alternates = [
            {"lang_code": code, "location": address(path, code)}
            for code in [*codes, settings.LANGUAGE_CODE]
        ]
        alternates[-1]["lang_code"] = "x-default"
        lastmod: datetime | None = getattr(row, self.changed) if self.changed else None
        return [
            {"location": address(path, code), "lastmod": lastmod, "alternates": alternates}
            for code in codes
        ]


def address(path: str, language: str) -> str:
    """Return the whole address of `path`, which is that of the language without a prefix."""
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return f"{settings.SITE_URL.rstrip('/')}{prefix}{path}"


class PageSitemap(PortalSitemap):
    def items(self) -> tuple[str, ...]:
        return PAGES

    def path(self, row: str) -> str:
        return reverse(row)


class OrganizationSitemap(PortalSitemap):
    changed = "published_at"

    def items(self) -> Any:
        rows = Organization.objects.visible_to(ANONYMOUS).order_by("pk")
        return rows.only("slug", "published_at")


class PartnerSitemap(PortalSitemap):
    def items(self) -> Any:
        return Partner.objects.visible_to(ANONYMOUS).order_by("pk").only("slug")


class OpportunitySitemap(PortalSitemap):
    def items(self) -> Any:
        return Opportunity.objects.visible_to(ANONYMOUS).order_by("pk").only("slug")


class EditionSitemap(PortalSitemap):
    def items(self) -> Any:
        return Edition.objects.order_by("pk").only("year")


class SessionSitemap(PortalSitemap):
    changed = "changed_at"

    def items(self) -> Any:
        rows = ExchangeSession.objects.visible_to(ANONYMOUS).select_related("edition")
        return rows.order_by("pk").only("slug", "changed_at", "edition__year")


# By the name that stands in their addresses.
SITEMAPS: dict[str, type[PortalSitemap]] = {
    "pages": PageSitemap,
    "organizations": OrganizationSitemap,
    "partners": PartnerSitemap,
    "opportunities": OpportunitySitemap,
    "exchanges": EditionSitemap,
    "sessions": SessionSitemap,
}
