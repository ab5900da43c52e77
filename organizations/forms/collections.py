"""Forms about what a reader keeps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.enums import Digest
from organizations.forms.contact import OneLineField
from organizations.forms.fields import PlainTextField
from organizations.models.collections import REASON_LENGTH, SEARCH_NAME_LENGTH


class ReasonForm(forms.Form):
    """Why a reader keeps a group."""

    reason = PlainTextField(
        label=_("Why you keep this group"),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Write why you keep this group.")},
    )

    def __init__(self, *args: Any, must_give_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.required = must_give_reason
        field.help_text = (
            _("You act for a public body: this is its record of how it chose. Only you see it.")
            if must_give_reason
            else _("For yourself. Only you see it.")
        )


class SavedSearchForm(forms.Form):
    """What a search is called, and how often to hear of new groups in it."""

    name = OneLineField(
        label=_("Name"),
        max_length=SEARCH_NAME_LENGTH,
        help_text=_("So that you find it again. Only you see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Give the search a name.")},
    )
    digest = forms.ChoiceField(
        label=_("E-mail about new groups"),
        choices=Digest.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often you want to hear from us.")},
    )
