"""The terms of a host agreement, and the words with which one ends."""

from collections.abc import Sequence
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.forms.fields import PlainTextField
from organizations.models import Organization
from partnerships.host_workflow import (
    HOST_TEXT_LENGTH,
    LONGEST,
    InvalidTermsError,
    Power,
    Terms,
    check,
)

FIRST_TEXT = _(
    "The host receives and keeps what is given to the group, apart from its own money.\n"
    "It spends it only as the group decides, and shows the group its books when asked.\n"
    "It keeps nothing for itself unless the two sides write here how much."
)
# Where a problem with terms is shown.
PROBLEMS: dict[str, tuple[str, Any]] = {
    "no_power": ("powers", _("Choose at least one thing that the host may do.")),
    "no_text": ("text", _("Write down what the two sides agree.")),
    "past": ("ends_on", _("The last day must lie ahead.")),
    "too_long": ("ends_on", _("An agreement lasts two years at most. You can extend it then.")),
    "no_limit": (
        "hold_up_to",
        _("Say up to which amount, and in which currency, the host may keep money."),
    ),
    "limit_for_nothing": (
        "hold_up_to",
        _("A limit makes sense only where the host may keep money."),
    ),
}


class HostTermsForm(forms.Form):
    """What the host may do, until when, and in which words."""

    powers = forms.MultipleChoiceField(
        label=_("What may the host do for the group?"),
        choices=Power.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whatever you do not choose, it may not do."),
        error_messages={"required": PROBLEMS["no_power"][1]},
    )
    hold_up_to = forms.DecimalField(
        label=_("How much money may it keep at most?"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        localize=False,
        widget=forms.NumberInput(attrs={"class": "input--s", "inputmode": "decimal"}),
        help_text=_("Only if it may keep money."),
    )
    currency = PlainTextField(
        label=_("Currency"),
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"class": "input--xs", "autocapitalize": "characters"}),
        help_text=_("Its three letters, such as EUR, USD or GBP."),
    )
    ends_on = forms.DateField(
        label=_("Until when?"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--s"}),
        help_text=_(
            "The last day on which it holds, counted in Coordinated Universal Time (UTC). Two "
            "years at most; both sides can extend it."
        ),
        error_messages={"required": _("Choose a last day.")},
    )
    text = PlainTextField(
        label=_("What do the two sides agree?"),
        max_length=HOST_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_("In your own words. Both sides must accept this very text."),
        error_messages={"required": PROBLEMS["no_text"][1]},
    )

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].upper()
        if code and code not in list_currencies():
            raise forms.ValidationError(_("This is not the code of a currency."))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check(self.terms(), timezone.now().date())
            except InvalidTermsError as error:
                self.add_problem(error)
        return data

    def add_problem(self, error: InvalidTermsError) -> None:
        field, words = PROBLEMS[error.code]
        self.add_error(field, words)

    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms.of(
            data["powers"],
            ends_on=data["ends_on"],
            text=data["text"],
            hold_up_to=data["hold_up_to"] or None,
            currency=data["currency"],
        )

    @staticmethod
    def first_values() -> dict[str, Any]:
        """Where a proposal begins: a year, little power, and words to start from."""
        today = timezone.now().date()
        return {
            "powers": [Power.EDIT_FACTS],
            "ends_on": today + LONGEST / 2,
            "text": str(FIRST_TEXT),
        }

    @staticmethod
    def values_of(terms: Terms) -> dict[str, Any]:
        return {
            "powers": terms.powers,
            "ends_on": terms.ends_on,
            "text": terms.text,
            "hold_up_to": terms.hold_up_to,
            "currency": terms.currency,
        }


class ProposeHostForm(HostTermsForm):
    """The first terms, and for which of one's groups."""

    group = forms.ChoiceField(
        label=_("For which of your groups?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of your groups.")},
    )
    field_order = ("group",)

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


class HostWordsForm(forms.Form):
    """A word to the other side, where somebody declines or ends an agreement."""

    words = PlainTextField(
        label=_("A word to the other side"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("You need give no reason."),
    )
