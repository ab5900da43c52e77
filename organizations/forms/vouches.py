"""Vouching, and asking for it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.enums import BASES, EvidenceKind
from organizations.models import Organization


class _OfOwnGroup(forms.Form):
    """Which of one's groups it is about: asked only where there are several."""

    group = forms.ChoiceField(
        label=_("For which of your groups?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of your groups.")},
    )

    def __init__(self, *args: Any, groups: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.uuid): group for group in groups}
        field: Any = self.fields["group"]
        field.choices = [(key, group.name) for key, group in self.groups.items()]
        if len(self.groups) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(self.groups))

    def chosen(self) -> Organization:
        return self.groups[self.cleaned_data["group"]]


class VouchForm(_OfOwnGroup):
    basis = forms.ChoiceField(
        label=_("How do you know each other?"),
        widget=forms.RadioSelect,
        choices=[(basis.value, basis.label) for basis in BASES[EvidenceKind.VOUCH]],
        error_messages={"required": _("Say how you know the group.")},
    )


class AskForm(_OfOwnGroup):
    """Asking for a vouch."""
