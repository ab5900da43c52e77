"""Writing to a group through the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.validators import one_line
from organizations.forms.fields import PlainTextField
from organizations.models.contact import MESSAGE_LENGTH


class OneLineField(forms.CharField):
    """Text without line breaks or invisible signs: fit for a signature."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class ContactForm(forms.Form):
    """What to say, under what name, and whether the group may see an address to answer to."""

    signature = OneLineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As the group should read it; add whom you work for, if it matters."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Enter the name that the group should read.")},
    )
    text = PlainTextField(
        label=_("Your message"),
        max_length=MESSAGE_LENGTH,
        help_text=_("Say who you are and what you would like. Write in a language the group uses."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Write your message.")},
    )
    shows_address = forms.BooleanField(
        label=_("Show the group an e-mail address of mine, so that it can answer"),
        required=False,
        help_text=_("Otherwise the group reads your name and your message, and no address."),
    )
    reply_to = forms.EmailField(
        label=_("Address for the answer"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
        help_text=_("Kept and shown only if you ticked the box above."),
    )

    def __init__(self, *args: Any, sender: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"signature": sender.name, "reply_to": sender.email, **self.initial}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("shows_address"):
            data["reply_to"] = ""
            # An address that nobody will see need not be one.
            self.errors.pop("reply_to", None)
        elif "reply_to" in data and not data["reply_to"]:
            self.add_error("reply_to", _("Enter the address, or untick the box above."))
        return data

    def message(self) -> dict[str, str]:
        """Return what the action takes."""
        return {name: self.cleaned_data[name] for name in ("signature", "text", "reply_to")}
