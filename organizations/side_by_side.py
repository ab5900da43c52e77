"""Two listings beside each other for staff, who sees all of both."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from organizations.merge_fields import FIELDS, MergeField
from organizations.models import Organization

# What says something about the people: an account is told from another by its address.
_SHOWN_ROWS = {"memberships": lambda row: f"{row.user.name} <{row.user.email}> – {_role(row)}"}


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of both; `is_same` where there is nothing to choose."""

    field: MergeField
    first: list[str]
    second: list[str]

    @property
    def is_same(self) -> bool:
        return self.first == self.second


def side_by_side(first: Organization, second: Organization) -> list[Row]:
    return [Row(field, values(first, field), values(second, field)) for field in FIELDS]


def values(listing: Organization, field: MergeField) -> list[str]:
    """Return what `listing` says in `field`, in words; nothing where it is silent."""
    if field.relation:
        shown = _SHOWN_ROWS.get(field.relation, str)
        return sorted(shown(row) for row in _rows(listing, field))
    return [text for column in field.columns if (text := _text(listing, column))]


def _rows(listing: Organization, field: MergeField) -> Iterable[Any]:
    rows: Any = getattr(listing, field.relation).all()
    return rows.select_related("user") if field.relation == "memberships" else rows


def _text(listing: Organization, column: str) -> str:
    value = getattr(listing, column)
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        label = str(Organization._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
        return f"{label}: {_('Yes') if value else _('No')}"
    display = getattr(listing, f"get_{column}_display", None)
    if display:
        return str(display())
    return ", ".join(value) if isinstance(value, list) else str(value)


def _role(row: Any) -> str:
    return str(row.get_role_display())
