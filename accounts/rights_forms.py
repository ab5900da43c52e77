"""The form by which a person deletes her account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import farewell


class AccountDeleteForm(forms.Form):
    """What she decides about what would be left behind, and that she means it."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in farewell.questions(user):
            self.fields[question.name] = forms.ChoiceField(
                label=question.label,
                help_text=question.help,
                choices=question.choices,
                initial=question.choices[0][0],
                widget=forms.RadioSelect,
            )
        self.fields["sure"] = forms.BooleanField(
            label=_("Delete my account. I know that it cannot be brought back.")
        )

    def answers(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "sure"}
