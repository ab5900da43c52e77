"""What a curator decides, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.enums import CURATORS_REASONS, Reason
from organizations.forms.fields import PlainTextField
from organizations.workflow import Transition


class StepReasonForm(forms.Form):
    """The reason that the group will read; asked for only where it is owed one."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        widget=forms.RadioSelect,
        choices=[(reason.value, reason.label) for reason in CURATORS_REASONS],
        error_messages={"required": _("Choose a reason: the group will read it.")},
    )
    message = PlainTextField(
        label=_("Message to the group"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Sent by e-mail and kept. Write in a language the group reads."),
    )

    def __init__(self, *args: Any, transition: Transition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not transition.needs_reason:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") == Reason.OTHER and not data.get("message"):
            self.add_error("message", _("Explain the reason in a few words."))
        return data
