"""What a group is asked when it answers a call, and what is asked of those who assess it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organizations.forms.fields import PlainTextField
from organizations.models import Organization
from partnerships.draft_forms import DraftForm
from partnerships.models import Criterion, ExpressionOfInterest
from partnerships.models.expressions import ANSWER_LENGTH, ASKED_IN, FEEDBACK_LENGTH, TEXTS
from partnerships.opportunity_enums import (
    OUTCOME_REASONS,
    OUTCOMES,
    ExpressionState,
    FormKind,
    OutcomeReason,
)
from partnerships.weighing import MOST

QUESTIONS: dict[str, tuple[Any, Any]] = {
    "plan": (
        _("What would you do?"),
        _("A few sentences are enough. Write as you would tell a friend."),
    ),
    "people": (_("Who would it help, and about how many people?"), ""),
    "need": (_("What do you need from this call?"), _("Money, a room, advice, people …")),
    "experience": (_("What have you done that is like it?"), ""),
    "steps": (_("In which steps, and by when?"), ""),
    "results": (_("What will be different afterwards, and how will you see it?"), ""),
    "costs": (_("What will it cost, and who pays for what?"), ""),
}


class StartForm(forms.Form):
    """In whose name, and on which form."""

    group = forms.ChoiceField(label=_("Which group answers?"), widget=forms.RadioSelect)
    form = forms.ChoiceField(label=_("Which form?"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, groups: list[Organization], takes_short_form: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.uuid): group for group in groups}
        group_field: Any = self.fields["group"]
        group_field.choices = [(uuid, group.name) for uuid, group in self.groups.items()]
        form_field: Any = self.fields["form"]
        forms_ = {
            FormKind.LIGHT: _("Short form: three questions in plain words"),
            FormKind.FULL: _("Full form: seven questions, for a larger plan"),
        }
        if not takes_short_form:
            del forms_[FormKind.LIGHT]
        form_field.choices = list(forms_.items())
        self.initial = {
            "group": next(iter(self.groups), None),
            "form": next(iter(forms_)),
            **self.initial,
        }

    def chosen(self) -> Organization:
        return self.groups[self.cleaned_data["group"]]


class ExpressionForm(DraftForm):
    """The questions of one form. A draft may leave any of them open."""

    needed = TEXTS

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ASKED_IN[kind]:
            label, help_text = QUESTIONS[name]
            self.fields[name] = PlainTextField(
                label=label,
                help_text=help_text,
                max_length=ANSWER_LENGTH,
                widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
            )

    def say_what_is_missing(self, names: list[str]) -> None:
        for name in names:
            self.add_error(name, _("Please answer this before you send it."))


def answers_of(expression: ExpressionOfInterest) -> list[tuple[Any, str]]:
    """Each question of its form with what was written."""
    return [(QUESTIONS[name][0], getattr(expression, name)) for name in expression.asks]


class AssessForm(DraftForm):
    """One assessor's scores, complete or not."""

    notes = PlainTextField(
        label=_("Notes"),
        required=False,
        max_length=FEEDBACK_LENGTH,
        help_text=_("Only your colleagues read these."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        self.needed = tuple(f"score_{criterion.pk}" for criterion in criteria)
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"score_{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.text,
                choices=[("", _("Not scored yet")), *((n, str(n)) for n in range(MOST + 1))],
                coerce=int,
                empty_value=None,
                widget=forms.Select(attrs={"class": "input--s"}),
                help_text=gettext(
                    "Counts %(weight)d of 100. 0 is nothing of it, 10 all one could wish."
                )
                % {"weight": criterion.weight},
            )
        self.order_fields([*self.needed, "notes"])

    def scores(self) -> dict[int, int]:
        given = {row.pk: self.cleaned_data[f"score_{row.pk}"] for row in self.criteria}
        return {pk: value for pk, value in given.items() if value is not None}


class OutcomeForm(forms.Form):
    """What the groups will read when the call is decided."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[(state, ExpressionState(state).label) for state in OUTCOMES],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            (reason, OutcomeReason(reason).label)
            for reasons in OUTCOME_REASONS.values()
            for reason in reasons
        ],
        widget=forms.RadioSelect,
    )
    feedback = PlainTextField(
        label=_("Feedback to the groups"),
        max_length=FEEDBACK_LENGTH,
        help_text=_("What was good, and what would make it better. They receive it as you write."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Everybody who answered is owed a few words.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        outcome, reason = data.get("outcome"), data.get("reason")
        if outcome and reason and reason not in OUTCOME_REASONS[outcome]:
            self.add_error("reason", _("This reason does not go with this outcome."))
        return data
