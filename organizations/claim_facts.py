"""What others may have entered for a group, fact by fact: its own people choose what is shown."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations.merge_fields import BY_NAME
from organizations.models import Organization
from organizations.side_by_side import values


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that a listing can do without; `columns` are emptied, rows of `relation` go."""

    name: str
    label: Any
    empty: tuple[tuple[str, Any], ...] = ()
    relation: str = ""

    def remove(self, listing: Organization) -> None:
        """Take the fact out of a locked listing; its columns are saved by the caller."""
        for column, value in self.empty:
            setattr(listing, column, value)
        if self.relation:
            rows: Any = getattr(listing, self.relation)
            rows.clear() if hasattr(rows, "through") else rows.all().delete()

    def said(self, listing: Organization) -> list[str]:
        """Return what the listing says of it, in words."""
        return values(listing, BY_NAME[self.name])


FACTS = (
    Fact("website", _("website"), (("website", ""),)),
    Fact("logo", _("logo"), (("logo", ""),)),
    Fact("descriptions", _("descriptions"), relation="descriptions"),
    Fact("founded_year", _("year of foundation"), (("founded_year", None),)),
    Fact("size", _("size and budget"), (("size_band", ""), ("budget_band", ""))),
    Fact("legal_status", _("legal status"), (("legal_status", ""),)),
    Fact(
        "leadership",
        _("leadership"),
        (("is_youth_led", None), ("is_women_led", None), ("is_refugee_led", None)),
    ),
    Fact("contacts", _("contacts"), relation="contacts"),
    Fact("parent", _("parent organization"), (("parent", None),)),
    Fact("networks", _("networks"), relation="networks"),
    Fact("roles", _("roles"), relation="roles"),
    Fact("languages", _("working languages"), relation="languages"),
    Fact("generations", _("generations"), relation="generation_links"),
    Fact("support", _("support offered and needed"), relation="support_links"),
)
