"""What the admin's own widgets leave out."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin import options
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class CarefulChoicesMixin:
    """Shows a form again whatever was sent for a choice; Django's asks the database for it."""

    choices: Any

    def optgroups(self, name: str, value: Sequence[Any], attr: Any = None) -> list[Any]:
        known = [one for one in value if self._could_be(one)]
        found: list[Any] = super().optgroups(name, known, attr)  # type: ignore[misc]
        return found

    def _could_be(self, value: Any) -> bool:
        try:
            self.choices.queryset.filter(pk__in=[value])
        except (TypeError, ValueError, ValidationError):
            return not value  # nothing chosen
        return True


class CarefulSelect(CarefulChoicesMixin, AutocompleteSelect):
    pass


class CarefulSelectMultiple(CarefulChoicesMixin, AutocompleteSelectMultiple):
    pass


def install() -> None:
    """Use them wherever `autocomplete_fields` names a field."""
    options.AutocompleteSelect = CarefulSelect  # type: ignore[attr-defined]
    options.AutocompleteSelectMultiple = CarefulSelectMultiple  # type: ignore[attr-defined]
