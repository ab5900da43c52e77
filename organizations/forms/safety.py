"""Looking at a listing with other eyes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.eyes import LABELS, STATE, VIEWERS, public_body_of
from organizations.forms.fields import country_choices
from organizations.viewers import Viewer


class PreviewForm(forms.Form):
    eyes = forms.ChoiceField(
        label=_("See the page as"),
        choices=[*LABELS.items(), (STATE, _("A public body of a country"))],
    )
    country = forms.ChoiceField(label=_("Which country?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *country_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("eyes") == STATE and not data.get("country") and "country" not in self.errors:
            self.add_error("country", _("Choose the country whose public body is to look."))
        return data

    def viewer(self) -> Viewer:
        """In whose eyes to show the page."""
        eyes = self.cleaned_data["eyes"]
        return public_body_of(self.cleaned_data["country"]) if eyes == STATE else VIEWERS[eyes]
