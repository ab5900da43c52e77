"""What curators enter about the trust in a group."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import EvidenceKind
from organizations.forms.fields import PlainTextField
from organizations.models import Evidence
from organizations.trust import VALID_FOR

BY_HAND = [kind for kind in EvidenceKind if kind != EvidenceKind.VOUCH]


class EvidenceForm(forms.ModelForm):
    """What IOM has seen. A vouch is given by the group that vouches, so it is no choice here."""

    kind = forms.ChoiceField(
        label=_("kind"), choices=[("", "—"), *((kind.value, kind.label) for kind in BY_HAND)]
    )
    expires_at = forms.SplitDateTimeField(
        label=_("holds until"),
        required=False,
        help_text=_("Left open, it holds as long as this kind may."),
    )

    class Meta:
        model = Evidence
        fields = ("organization", "kind", "basis", "other", "facts", "note", "expires_at")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        until: datetime | None = data.get("expires_at")
        if until and (kind := data.get("kind")):
            now = timezone.now()
            if until <= now:
                self.add_error("expires_at", _("This lies in the past."))
            elif until > now + VALID_FOR[kind]:
                self.add_error("expires_at", _("This kind of evidence holds less long."))
        return data


class RevokeForm(forms.Form):
    reason = PlainTextField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("The group reads it. Write in a language it knows."),
    )
