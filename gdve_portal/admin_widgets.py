"""What the admin's own widgets leave out."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import options
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError


class CarefulAutocompleteSelect(AutocompleteSelect):
    """Shows a form again whatever was sent for a choice; Django's asks the database for it."""

    def optgroups(self, name: str, value: Sequence[Any], attr: Any = None) -> list[Any]:
        return super().optgroups(name, [one for one in value if self._could_be(one)], attr)

    def _could_be(self, value: Any) -> bool:
        try:
            self.choices.queryset.filter(pk__in=[value])
        except (TypeError, ValueError, ValidationError):
            return not value  # nothing chosen
        return True


def install() -> None:
    """Use it wherever `autocomplete_fields` names a field."""
    options.AutocompleteSelect = CarefulAutocompleteSelect  # type: ignore[attr-defined]
