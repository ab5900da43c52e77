"""Which rows of the portal follow a listing that is taken in by another, and which stay.

Whatever points to a listing follows it, unless it is named here: an app above says so for its own
rows when it starts, since this one does not know of them.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Field

from organizations.models import Organization

# By "app.Model.field", with the reason.
_STAYS: dict[str, str] = {}
# What makes two rows one where no constraint says it: the same contact is not listed twice.
KEYS: dict[str, tuple[str, ...]] = {"organizations.Contact": ("kind", "value")}


def stays(reason: str, *names: str) -> None:
    """Say that the rows named ("app.Model.field") stay with the listing they are of."""
    _STAYS.update(dict.fromkeys(names, reason))


def reason_to_stay(field: "Field[Any, Any]") -> str | None:
    return _STAYS.get(str(field))


def pointing_here() -> Iterator["Field[Any, Any]"]:
    """Yield every column of the portal that names a listing, rows of history apart."""
    for relation in Organization._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and not relation.many_to_many:
            field: Any = relation.field  # type: ignore[union-attr]
            # Tables of history tell of the past: it stays whose it was.
            if not field.model.__name__.startswith("Historical"):
                yield field


def following() -> list["Field[Any, Any]"]:
    """Return the columns whose rows follow a listing."""
    return [field for field in pointing_here() if reason_to_stay(field) is None]


stays(
    "tells of the listing's own life",
    "organizations.Alarm.organization",
    "organizations.StatusChange.organization",
    "organizations.PendingChange.organization",
    "organizations.ConfirmationLetter.organization",
)
stays(
    "derived from the listing",
    "organizations.SearchDocument.organization",
    "organizations.DuplicateKeys.organization",
)
stays(
    "tells of this very pair",
    "organizations.DuplicateCandidate.first",
    "organizations.DuplicateCandidate.second",
    "organizations.MergeRecord.kept",
    "organizations.MergeRecord.merged",
)
