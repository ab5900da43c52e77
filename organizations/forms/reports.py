"""Telling IOM about a listing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.enums import REPORTS_TO_EXPLAIN, ReportKind
from organizations.forms.fields import PlainTextField
from organizations.models.reports import REPORT_LENGTH


class ReportForm(forms.Form):
    """What is wrong with a listing."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        widget=forms.RadioSelect,
        choices=ReportKind.choices,
        error_messages={"required": _("Choose what fits best.")},
    )
    duplicate_of = PlainTextField(
        label=_("The other listing, if the group is listed twice"),
        required=False,
        max_length=300,
        help_text=_("Its name or its address on this portal."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    text = PlainTextField(
        label=_("What should we know?"),
        required=False,
        max_length=REPORT_LENGTH,
        help_text=_("Only IOM reads this, never the group."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    reply_to = forms.EmailField(
        label=_("Your e-mail address, if we may ask back"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, has_text = data.get("kind"), data.get("text") or "text" in self.errors
        if kind in REPORTS_TO_EXPLAIN and not has_text:
            self.add_error("text", _("Tell us in a few words what is wrong."))
        if kind == ReportKind.DUPLICATE and not has_text and not data.get("duplicate_of"):
            self.add_error("duplicate_of", _("Tell us which other listing you mean."))
        return data
