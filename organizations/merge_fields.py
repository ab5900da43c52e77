"""What a listing is made of, when two become one: the choices a curator has."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# What a curator may choose for a field; without a choice the kept listing stays as it is.
OTHER, BOTH = "other", "both"


@dataclass(frozen=True, slots=True)
class MergeField:
    """A fact: `columns` of the listing itself, or the rows of a `relation`, which may be joined."""

    name: str
    label: Any
    columns: tuple[str, ...] = ()
    relation: str = ""

    @property
    def can_be_both(self) -> bool:
        """Rows can be joined; of two audiences the more careful one can be taken."""
        return bool(self.relation) or self.name == "audience"


FIELDS = (
    MergeField("name", _("name"), ("name", "name_language")),
    MergeField("kind", _("kind"), ("kind",)),
    MergeField("legal_status", _("legal status"), ("legal_status",)),
    MergeField("founded_year", _("year of foundation"), ("founded_year",)),
    MergeField("size", _("size"), ("size_band", "budget_band")),
    MergeField("leadership", _("leadership"), ("is_youth_led", "is_women_led", "is_refugee_led")),
    MergeField("website", _("website"), ("website",)),
    MergeField("logo", _("logo"), ("logo",)),
    MergeField("parent", _("parent organization"), ("parent",)),
    MergeField("audience", _("who may see this listing"), ("audience", "hidden_from")),
    MergeField(
        "matching",
        _("open to matching"),
        ("is_open_to_matching", "matches_heritage_state", "open_to"),
    ),
    MergeField("descriptions", _("descriptions"), relation="descriptions"),
    MergeField("sectors", _("sectors"), relation="sector_links"),
    MergeField("places", _("places"), relation="place_links"),
    MergeField("generations", _("generations"), relation="generation_links"),
    MergeField("support", _("support offered and needed"), relation="support_links"),
    MergeField("roles", _("roles"), relation="roles"),
    MergeField("languages", _("working languages"), relation="languages"),
    MergeField("networks", _("networks"), relation="networks"),
    MergeField("contacts", _("contacts"), relation="contacts"),
    MergeField("memberships", _("members"), relation="memberships"),
)
BY_NAME = {field.name: field for field in FIELDS}
