"""Forms around results: an expectation check, a milestone, and indicators of a draft."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.forms.fields import PlainTextField
from partnerships.agreement import AgreedText
from partnerships.expectations import QUESTIONS, SCALE
from partnerships.indicators import (
    MOST_TARGETS,
    RHYTHMS,
    TITLE_LENGTH,
    WORDS_LENGTH,
    AgreedIndicator,
    AgreedMilestone,
    Target,
)
from partnerships.kpis import SPLITS, TermsError
from partnerships.reporting import periods
from partnerships.result_enums import Dimension, Measure, ResultType
from partnerships.result_fields import day_field, number_field, short, words_field

SPARE = 3


class ExpectationForm(forms.Form):
    """One party's answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions: dict[str, Any] = dict(QUESTIONS)
        for name, text in questions.items():
            self.fields[name] = forms.TypedChoiceField(
                label=text,
                choices=list(SCALE.items()),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose what comes closest.")},
            )
        self.fields["words"] = words_field(
            _("What would help you most? What do you need from the others?"),
            required=False,
            max_length=WORDS_LENGTH,
            help_text=_("The others read it together with your answers."),
        )

    @property
    def values(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in QUESTIONS}


class MilestoneForm(forms.Form):
    """When a milestone was reached."""

    reached_on = day_field(_("Reached on"))

    def clean_reached_on(self) -> date:
        day: date = self.cleaned_data["reached_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


# What is wrong with the terms of an indicator, for whoever writes them.
CONTRADICTIONS = {
    "no_target": _("Agree on a target for at least one day."),
    "no_value": _("Give a number for each target."),
    "outside": _("A target's day must lie within the partnership: after its first day, and not "
                 "after its last."),
    "target_order": _("Each target needs a day of its own."),
    "out_of_range": _("A number is below 0, or a percentage is above 100."),
    "wrong_way": _("The last target is behind the starting value. Is more better, or less?"),
}  # fmt: skip
RHYTHM_WORDS = {
    1: _("Every month"),
    3: _("Every three months"),
    6: _("Every six months"),
    12: _("Every year"),
    0: _("Once, at the end"),
}


class IndicatorForm(forms.Form):
    """One indicator of a text that is being written, with targets for some days."""

    title = PlainTextField(
        label=_("What will show that it works?"),
        max_length=TITLE_LENGTH,
        help_text=_("For example: Girls who finish the course"),
        error_messages={"required": _("Name what you will look at.")},
    )
    description = words_field(
        _("Who or what counts, and when?"), required=False, max_length=WORDS_LENGTH
    )
    result_type = forms.ChoiceField(
        label=_("What kind of result is it?"),
        choices=ResultType.choices,
        initial=ResultType.OUTPUT,
        widget=forms.RadioSelect,
    )
    measure = forms.ChoiceField(
        label=_("How is it measured?"),
        choices=Measure.choices,
        initial=Measure.UNIT,
        widget=forms.RadioSelect,
    )
    is_ascending = forms.TypedChoiceField(
        label=_("What is better?"),
        choices=[("yes", _("More")), ("no", _("Less"))],
        initial="yes",
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    baseline_value = number_field(
        _("Where do you start?"), help_text=_("Leave it empty if you do not know.")
    )
    baseline_year = forms.IntegerField(
        label=_("Measured in the year"),
        required=False,
        min_value=1990,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--xs", "dir": "ltr"}),
    )
    baseline_comment = words_field(
        _("About the start"), rows=2, required=False, max_length=WORDS_LENGTH
    )
    verification = words_field(
        _("How can others see it?"),
        rows=2,
        required=False,
        max_length=WORDS_LENGTH,
        help_text=_("For example: attendance lists, photographs, a survey"),
    )
    splits = forms.MultipleChoiceField(
        label=_("Say how many of each, where you know"),
        choices=Dimension.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for numbers of people. Nobody has to be asked."),
    )

    def __init__(self, data: Any = None, *, text: AgreedText, kpi: AgreedIndicator | None) -> None:
        self.text, self.kpi = text, kpi
        super().__init__(data, initial=self._initial())
        self.rows = min(MOST_TARGETS, len(self._days()) + SPARE)
        for number in range(self.rows):
            self.fields[f"on-{number}"] = day_field(_("Until"), required=False)
            self.fields[f"value-{number}"] = number_field(_("Target"))
            self.fields[f"comment-{number}"] = PlainTextField(
                label=_("In words"),
                required=False,
                max_length=WORDS_LENGTH,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )

    @property
    def target_rows(self) -> list[list[Any]]:
        return [
            [self[f"{name}-{number}"] for name in ("on", "value", "comment")]
            for number in range(self.rows)
        ]

    @property
    def first_fields(self) -> list[Any]:
        return [self[name] for name in self.base_fields]

    def _days(self) -> Sequence[date]:
        """The days that have a target, or the ends of the periods that are reported on."""
        if self.kpi:
            return [target.on for target in self.kpi.targets]
        if self.text.starts and self.text.ends and self.text.starts <= self.text.ends:
            found = periods(self.text.starts, self.text.ends, self.text.report_every)
            return [period.ends_on for period in found][-MOST_TARGETS:]
        return []

    def _initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {f"on-{n}": day for n, day in enumerate(self._days())}
        if kpi := self.kpi:
            initial |= {
                "title": kpi.title,
                "description": kpi.description,
                "result_type": kpi.result_type,
                "measure": kpi.measure,
                "is_ascending": "yes" if kpi.is_ascending else "no",
                "baseline_year": kpi.baseline_year,
                "baseline_value": short(kpi.baseline_value),
                "baseline_comment": kpi.baseline_comment,
                "verification": kpi.verification,
                "splits": list(kpi.splits),
            }
            for number, target in enumerate(kpi.targets):
                initial[f"value-{number}"] = short(target.value)
                initial[f"comment-{number}"] = target.comment
        return initial

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        # What does not belong to the measure is left out rather than refused.
        if data.get("measure") == Measure.QUALITATIVE:
            data["baseline_value"] = None
        if data.get("measure") not in SPLITS:
            data["splits"] = []
        if not self.errors and self.text.starts and self.text.ends:
            try:
                self.indicator().check(self.text.starts, self.text.ends)
            except TermsError as error:
                self.add_error(None, CONTRADICTIONS[error.code])
        return data

    def indicator(self) -> AgreedIndicator:
        """What was typed, under the key of the one that is changed or a new one."""
        data = self.cleaned_data
        return AgreedIndicator(
            key=self.kpi.key if self.kpi else str(uuid.uuid4()),
            title=data["title"],
            description=data["description"],
            result_type=data["result_type"],
            measure=data["measure"],
            is_ascending=data["is_ascending"],
            baseline_year=data["baseline_year"],
            baseline_value=data["baseline_value"],
            baseline_comment=data["baseline_comment"],
            verification=data["verification"],
            splits=tuple(data["splits"]),
            targets=tuple(sorted(self._targets(), key=lambda target: target.on)),
        )

    def _targets(self) -> list[Target]:
        """The rows that say something; days alone are the ones we offered."""
        data, found = self.cleaned_data, []
        for number in range(self.rows):
            on = data.get(f"on-{number}")
            value: Decimal | None = data.get(f"value-{number}")
            comment = data.get(f"comment-{number}", "")
            if data["measure"] == Measure.QUALITATIVE:
                value = None
            if on and (value is not None or comment):
                found.append(Target(on, value, comment))
        return found


class RhythmForm(forms.Form):
    """How often is reported, and the milestones on the way."""

    report_every = forms.TypedChoiceField(
        label=_("How often do you report?"),
        choices=[(months, RHYTHM_WORDS[months]) for months in RHYTHMS],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("A report is due 30 days after its period."),
    )

    def __init__(self, data: Any = None, *, text: AgreedText) -> None:
        self.text = text
        initial: dict[str, Any] = {"report_every": text.report_every}
        for number, row in enumerate(text.milestones):
            initial[f"milestone-{number}"] = row["title"]
            initial[f"due-{number}"] = row["due_on"]
        super().__init__(data, initial=initial)
        self.rows = min(12, len(text.milestones) + SPARE)
        for number in range(self.rows):
            self.fields[f"milestone-{number}"] = PlainTextField(
                label=_("Milestone"),
                required=False,
                max_length=TITLE_LENGTH,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )
            self.fields[f"due-{number}"] = day_field(_("Until"), required=False)

    @property
    def milestone_rows(self) -> list[list[Any]]:
        return [[self[f"milestone-{n}"], self[f"due-{n}"]] for n in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        starts, ends = self.text.starts, self.text.ends
        for number in range(self.rows):
            title, due = data.get(f"milestone-{number}"), data.get(f"due-{number}")
            if title and not due and not self.has_error(f"due-{number}"):
                self.add_error(f"due-{number}", _("Say until when."))
            elif title and due and starts and ends and not starts <= due <= ends:
                self.add_error(f"due-{number}", _("This day is not within the partnership."))
        return data

    def applied(self) -> AgreedText:
        """The text with what was typed; a milestone keeps its key as long as it has a title."""
        data, found = self.cleaned_data, []
        for number in range(self.rows):
            if not data[f"milestone-{number}"]:
                continue
            known = self.text.milestones[number : number + 1]
            key = known[0]["key"] if known else str(uuid.uuid4())
            due: date = data[f"due-{number}"]
            found.append(AgreedMilestone(key, data[f"milestone-{number}"], due).to_json())
        return replace(self.text, report_every=data["report_every"], milestones=tuple(found))
