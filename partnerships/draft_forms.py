"""Forms whose draft may be incomplete, while its page says what will be needed."""

from typing import Any

from django import forms


class DraftForm(forms.Form):
    """`needed` names fields that read as required and are checked by the step that needs them."""

    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mark(is_required=True)

    def full_clean(self) -> None:
        self._mark(is_required=False)
        super().full_clean()
        self._mark(is_required=True)

    def _mark(self, *, is_required: bool) -> None:
        for name in self.needed:
            if name in self.fields:
                self.fields[name].required = is_required
