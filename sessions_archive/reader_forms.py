"""What readers of the archive fill in: a search, and a wish to be removed."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.forms.fields import PlainTextField
from organizations.models import Place, Sector
from sessions_archive.search import Wanted


class ArchiveSearchForm(forms.Form):
    q = PlainTextField(label=_("Words"), required=False, max_length=200)
    edition = forms.TypedChoiceField(
        label=_("Exchange"), required=False, coerce=int, empty_value=None
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    person = forms.SlugField(required=False, max_length=80, widget=forms.HiddenInput)
    organization = forms.SlugField(required=False, max_length=220, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        years: Iterable[int],
        sectors: Collection[str],
        places: Collection[str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        whatever = [("", _("All"))]
        fields["edition"].choices = whatever + [(year, year) for year in years]
        fields["sector"].choices = whatever + _labelled(Sector, sectors)
        fields["place"].choices = whatever + _labelled(Place, places)

    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data)


def _labelled(model: Any, codes: Collection[str]) -> list[tuple[str, str]]:
    if not codes:
        return []
    rows = [(row.pk, str(row.label)) for row in codebook.labelled(model, codes)]
    return sorted(rows, key=lambda row: row[1].casefold())


class RemovalForm(forms.Form):
    words = PlainTextField(
        label=_("Anything we should know"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        help_text=_("You owe no reason. If you are in danger, say so: it is read first."),
    )
    answer_to = forms.EmailField(
        label=_("Where can we answer?"),
        required=False,
        help_text=_("We use it for this answer only."),
        widget=forms.EmailInput({"dir": "ltr", "autocomplete": "email"}),
    )
