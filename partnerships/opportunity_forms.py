"""What is asked of whoever publishes a call, and of whoever answers, asks or assesses."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.enums import Kind
from organizations.forms.contact import OneLineField
from organizations.forms.fields import (
    CodesField,
    PlainTextField,
    SelectRows,
    columns,
    generation_choices,
    language_choices,
    place_choices,
    sector_choices,
    support_choices,
)
from partnerships.draft_forms import DraftForm
from partnerships.models import Opportunity
from partnerships.models.opportunities import ANSWER_LENGTH, TEXT_LENGTH
from partnerships.opportunity_enums import (
    CancelReason,
    OpportunityAudience,
    Registration,
)
from partnerships.session_field import SessionField
from partnerships.weighing import ALL
from sessions_archive.clock import SkippedTimeError, instant

MOST_PLACES = 12
MOST_CRITERIA = 8
# Five o'clock in the afternoon: somebody can still be asked on the last day.
END_OF_DAY = dt.time(17)
TAGS = (
    *("sectors", "heritage", "residence", "works_in", "generations"),
    *("offers", "needs", "languages"),
)
COLUMNS = (
    *("title", "description", "offered", "asked", "zone", "starts_on", "ends_on", "kinds"),
    *("registration", "only_these_places", "only_these_generations", "takes_short_form"),
    "audience",
)


def zone_choices() -> list[tuple[str, Any]]:
    """UTC, then the zones of each part of the world."""
    parts: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        part, mark, city = name.partition("/")
        if mark and part not in ("Etc", "posix", "right", "SystemV", "US", "Brazil", "Canada"):
            parts.setdefault(part, []).append((name, city.replace("_", " ")))
    return [("UTC", "UTC"), *((part, names) for part, names in parts.items() if len(names) > 3)]


def _text(label: Any, help_text: Any = "", *, rows: int = 5, **kwargs: Any) -> PlainTextField:
    values = {"required": False, "max_length": TEXT_LENGTH, **kwargs}
    return PlainTextField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        **values,
    )


def _places(label: Any) -> CodesField:
    return CodesField(
        label=label,
        choices=place_choices,
        most=MOST_PLACES,
        required=False,
        widget=SelectRows(spare=2, can_add=False),
    )


def _codes(label: Any, choices: Any, help_text: Any = "") -> CodesField:
    return CodesField(
        label=label, choices=choices, required=False, widget=columns(), help_text=help_text
    )


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input--s"}),
        input_formats=["%Y-%m-%d"],
    )


class OpportunityForm(DraftForm):
    """A call. A draft may be incomplete; what is missing is said before it is published."""

    needed = ("description", "offered", "offers", "asked", "sectors", "deadline_day", "end_time")

    title = OneLineField(
        label=_("Title"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    description = _text(
        _("What is it about?"),
        _("The need, and why now. Plain words reach more groups."),
        rows=6,
    )
    offered = _text(_("What do you offer?"), _("Be exact: how much, how many, for how long."))
    offers = _codes(_("Kinds of support you offer"), support_choices)
    asked = _text(_("What do you ask of groups?"))
    needs = _codes(_("Kinds of support you look for"), support_choices)
    language = forms.ChoiceField(
        label=_("Language of your text"), choices=language_choices, required=False
    )
    sectors = _codes(_("Areas of work"), sector_choices)
    session = SessionField(
        label=_("Did it come of a session?"),
        help_text=_("The page of the session then names this call."),
    )

    deadline_day = _day(_("Deadline"))
    end_time = forms.TimeField(
        label=_("Time of day"),
        required=False,
        initial=END_OF_DAY,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "input--s"}),
        input_formats=["%H:%M", "%H:%M:%S"],
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Readers elsewhere see the time on their own clock."),
    )
    questions_day = _day(
        _("Last day for questions"),
        _("At the same time of day. Left empty, questions may be asked until the deadline."),
    )
    starts_on = _day(_("The work starts"))
    ends_on = _day(_("The work ends"))

    heritage = _places(_("For groups whose people come from"))
    residence = _places(_("For groups whose people live in"))
    works_in = _places(_("The work takes place in"))
    only_these_places = forms.BooleanField(
        label=_("Only groups of these places can answer"), required=False
    )
    generations = _codes(_("Generations it is for"), generation_choices)
    only_these_generations = forms.BooleanField(
        label=_("Only groups of these generations can answer"), required=False
    )
    languages = CodesField(
        label=_("Languages you can work in"),
        choices=language_choices,
        most=MOST_PLACES,
        required=False,
        widget=SelectRows(spare=2, can_add=False),
    )
    registration = forms.ChoiceField(
        label=_("Does a group need to be registered?"),
        choices=Registration.choices,
        initial=Registration.NOT_NEEDED,
        widget=forms.RadioSelect,
        help_text=_("Many strong groups have no papers. Ask for them only if you must."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Only these kinds of groups"),
        choices=[choice for choice in Kind.choices if choice[0]],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none to be open to all."),
    )
    takes_short_form = forms.BooleanField(
        label=_("Groups may answer on the short form: three questions in plain words"),
        required=False,
        initial=True,
    )
    audience = forms.ChoiceField(
        label=_("Who may see this call?"),
        choices=OpportunityAudience.choices,
        initial=OpportunityAudience.PUBLIC,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(MOST_CRITERIA):
            self.fields[f"criterion_{number}"] = OneLineField(
                label=_("Criterion"),
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )
            self.fields[f"weight_{number}"] = forms.IntegerField(
                label=_("Weight"),
                min_value=1,
                max_value=ALL,
                required=False,
                widget=forms.NumberInput(attrs={"class": "input--xs"}),
            )

    @property
    def criteria_fields(self) -> list[tuple[Any, Any]]:
        return [(self[f"criterion_{n}"], self[f"weight_{n}"]) for n in range(MOST_CRITERIA)]

    @classmethod
    def initial_of(cls, call: Opportunity) -> dict[str, Any]:
        """What a call that carries `with_tags` and its criteria says already."""
        zone = ZoneInfo(call.zone)
        deadline, questions = (
            moment.astimezone(zone) if moment else None
            for moment in (call.deadline, call.questions_until)
        )
        found: dict[str, Any] = {name: getattr(call, name) for name in COLUMNS}
        found |= {
            "language": call.language_id,
            "session": call.session and str(call.session.uuid),
            "sectors": call.sector_codes,
            "heritage": call.heritage_codes,
            "residence": call.residence_codes,
            "works_in": call.works_in_codes,
            "generations": call.generation_codes,
            "offers": call.offer_codes,
            "needs": call.need_codes,
            "languages": call.language_codes,
            "deadline_day": deadline.date() if deadline else None,
            "end_time": deadline.time() if deadline else END_OF_DAY,
            "questions_day": questions.date() if questions and questions != deadline else None,
        }
        for number, criterion in enumerate(call.criteria.all()[:MOST_CRITERIA]):
            found |= {f"criterion_{number}": criterion.text, f"weight_{number}": criterion.weight}
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        zone, clock = data.get("zone"), data.get("end_time") or END_OF_DAY
        for name in ("deadline", "questions"):
            day = data.get(f"{name}_day")
            data[name] = None
            if day and zone:
                try:
                    data[name] = instant(day, clock, zone)
                except SkippedTimeError:
                    self.add_error(
                        f"{name}_day",
                        _("The clocks of this zone go forward past this time on that day."),
                    )
        if data["questions"] and not data["deadline"] and "deadline_day" not in self.errors:
            self.add_error("deadline_day", _("Set the deadline, too."))
        elif data["questions"] and data["deadline"] and data["questions"] > data["deadline"]:
            self.add_error("questions_day", _("Questions must end before the deadline."))
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if ends and (not starts or ends < starts):
            self.add_error("ends_on", _("The work must end after it starts."))
        for number in range(MOST_CRITERIA):
            text, weight = data.get(f"criterion_{number}"), data.get(f"weight_{number}")
            if text and not weight and f"weight_{number}" not in self.errors:
                self.add_error(f"weight_{number}", _("Say how much it counts, from 1 to 100."))
            elif weight and not text:
                self.add_error(f"criterion_{number}", _("Say what counts."))
        return data

    def call(self) -> dict[str, Any]:
        """What the actions take."""
        data = self.cleaned_data
        columns_ = {name: data[name] for name in COLUMNS}
        columns_ |= {
            "language_id": data["language"] or None,
            "session": data["session"],
            "deadline": data["deadline"],
            "questions_until": data["questions"],
        }
        return {
            "columns": columns_,
            "tags": {name: data[name] for name in TAGS},
            "criteria": [
                (data[f"criterion_{n}"], data[f"weight_{n}"])
                for n in range(MOST_CRITERIA)
                if data[f"criterion_{n}"]
            ],
        }


class ExtendForm(forms.Form):
    """A later deadline, on the call's own clock."""

    day = _day(_("New deadline"))
    clock = forms.TimeField(
        label=_("Time of day"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "input--s"}),
        input_formats=["%H:%M", "%H:%M:%S"],
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["day"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("day") and data.get("clock"):
            try:
                data["deadline"] = instant(data["day"], data["clock"], self.zone)
            except SkippedTimeError:
                self.add_error(
                    "day", _("The clocks of this zone go forward past this time on that day.")
                )
        return data


class CancelForm(forms.Form):
    """Why a call ends without an outcome."""

    reason = forms.ChoiceField(
        label=_("Why do you cancel it?"),
        widget=forms.RadioSelect,
        choices=[c for c in CancelReason.choices if c[0] not in ("", CancelReason.IOM)],
    )
    words = _text(
        _("In your words"),
        _("Everybody who was at work on an answer reads this."),
        rows=3,
        max_length=ANSWER_LENGTH,
    )


class DecideForm(forms.Form):
    """What all who answered read at the end, beside their own outcome."""

    words = _text(
        _("A word to all"),
        _("Shown on the page of the call. Leave names out."),
        rows=3,
        max_length=ANSWER_LENGTH,
    )


class QuestionForm(forms.Form):
    text = _text(
        _("Your question"),
        _("Everybody reads it with its answer; nobody reads who asked."),
        rows=3,
        required=True,
        max_length=ANSWER_LENGTH,
    )


class AnswerForm(forms.Form):
    answer = _text(
        _("Your answer"),
        _("Everybody who reads the call reads it."),
        required=True,
        max_length=ANSWER_LENGTH,
    )


class ChosenGroupsForm(forms.Form):
    """Groups ticked in a list, by their public ids; `offered` says what the list held."""

    group = forms.MultipleChoiceField(
        required=True, error_messages={"required": _("Tick at least one group.")}
    )

    def __init__(self, *args: Any, offered: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_uuid: Mapping[str, Any] = {str(row.uuid): row for row in offered}
        field: Any = self.fields["group"]
        field.choices = [(uuid, row.name) for uuid, row in self.by_uuid.items()]

    def chosen(self) -> list[Any]:
        return [self.by_uuid[uuid] for uuid in self.cleaned_data["group"]]
