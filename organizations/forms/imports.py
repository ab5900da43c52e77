"""The file that staff bring in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.forms.fields import PlainTextField
from organizations.tables.files import LARGEST_FILE


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("CSV or XLSX file"),
        help_text=_("At most 5,000 rows and 10 MB. Nothing is written before you have looked."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": _("Choose a file.")},
    )
    citation = PlainTextField(
        label=_("Where the facts come from"),
        max_length=300,
        help_text=_("Kept with every listing that the file adds and does not say it itself."),
        error_messages={"required": _("Say where the facts come from.")},
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file may have at most 10 MB."), code="too_large")
        return file
