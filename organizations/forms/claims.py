"""Asking to speak for a listing, and answering such a wish."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.claim_facts import Fact
from organizations.forms.fields import PlainTextField
from organizations.models.claims import CLAIM_LENGTH


class ClaimForm(forms.Form):
    """Who asks, and what shows that she may."""

    role = PlainTextField(
        label=_("What is your role in the group?"),
        max_length=120,
        help_text=_("For example: founder, secretary, member of the board, volunteer."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    evidence = PlainTextField(
        label=_("How can IOM see that you speak for it?"),
        max_length=CLAIM_LENGTH,
        help_text=_(
            "No papers are needed. A page that names you, an address of the group where we can "
            "reach you, or somebody who knows you both is enough. Only IOM reads this."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    lost_email = forms.EmailField(
        label=_("The address of the account you lost, if that is why you ask"),
        required=False,
        max_length=254,
        help_text=_("Fill this in only if you spoke for the listing before and cannot sign in."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


class ClaimAnswerForm(forms.Form):
    """What an owner says when somebody else asks to speak for her listing."""

    answer = PlainTextField(
        label=_("What should IOM know before it decides?"),
        max_length=CLAIM_LENGTH,
        help_text=_("Only IOM reads this."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class FactsForm(forms.Form):
    """Which of the facts that others entered stay published."""

    kept = forms.MultipleChoiceField(
        label=_("What may be shown?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you leave out is taken off the listing. You can add it again later."),
    )

    def __init__(self, *args: Any, facts: Sequence[tuple[Fact, list[str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kept"]
        field.choices = [(fact.name, f"{fact.label}: {' · '.join(said)}") for fact, said in facts]
        field.initial = [fact.name for fact, _said in facts]
