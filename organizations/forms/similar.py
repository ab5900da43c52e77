"""Asking a group whether it is listed already."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization

NONE = "none"


class SimilarForm(forms.Form):
    """One of the listings shown, or none of them."""

    same = forms.ChoiceField(
        label=_("Is your group one of these?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one, or continue without answering.")},
    )

    def __init__(self, *args: Any, listings: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["same"]
        field.choices = [
            *((str(listing.uuid), listing.name) for listing in listings),
            (NONE, _("No, none of these is our group")),
        ]
        self._by_uuid = {str(listing.uuid): listing for listing in listings}

    def chosen(self) -> Organization | None:
        """Return the listing that is the group itself, or None."""
        return self._by_uuid.get(self.cleaned_data["same"])
