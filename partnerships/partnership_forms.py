"""Forms of a partnership: its text, the reasons for a step, looking back, a public summary."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.forms.fields import (
    CodesField,
    LinesField,
    PlainTextField,
    SelectRows,
    columns,
    place_choices,
    sector_choices,
)
from partnerships.agreement import (
    GIVES_LENGTH,
    GOAL_LENGTH,
    MOST_GOALS,
    PURPOSE_LENGTH,
    TITLE_LENGTH,
    AgreedText,
)
from partnerships.models.agreements import SUMMARY_LENGTH
from partnerships.models.closings import REFLECTION_LENGTH
from partnerships.models.partnerships import WORDS_LENGTH
from partnerships.partnership_enums import (
    Again,
    Condition,
    EndReason,
    GoalsReached,
    PartyRole,
    PauseReason,
)
from partnerships.result_fields import day_field, not_optional, words_field
from partnerships.session_field import SessionField
from sessions_archive.models import Recommendation

MOST_PLACES = 12


class StartForm(forms.Form):
    """Where the two met, if it was at a session and nothing else says it."""

    session = SessionField(
        label=_("Did you meet at a session?"),
        help_text=_("The page of the session then tells what came of it."),
    )


class RecommendationsForm(forms.Form):
    """Which recommendations of the exchanges the work pursues."""

    recommendations = forms.MultipleChoiceField(
        label=_("Which recommendations does it carry further?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Their pages name this partnership to everybody once all parties have agreed to a "
            "public summary, and to nobody but the parties before."
        ),
    )

    def __init__(self, data: Any = None, *, pursued: Sequence[Recommendation] = ()) -> None:
        rows = Recommendation.objects.select_related("edition").order_by(
            "-edition__year", "position", "code"
        )
        self._rows = {f"{row.edition.year}/{row.code}": row for row in rows}
        codes = {row.pk: code for code, row in self._rows.items()}
        super().__init__(data, initial={"recommendations": [codes[row.pk] for row in pursued]})
        years: dict[str, list[tuple[str, str]]] = {}
        for code, row in self._rows.items():
            years.setdefault(str(row.edition), []).append((code, str(row)))
        field: Any = self.fields["recommendations"]
        field.choices = list(years.items())

    def chosen(self) -> list[Recommendation]:
        return [self._rows[code] for code in self.cleaned_data["recommendations"]]


class TextForm(forms.Form):
    """What the parties would agree on. Nothing is required to save a draft."""

    title = PlainTextField(
        label=_("What do you call it?"),
        max_length=TITLE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    purpose = words_field(
        _("What do you want to do together?"), rows=5, max_length=PURPOSE_LENGTH, required=False
    )
    goals = LinesField(
        label=_("What shall be different at the end?"),
        max_lines=MOST_GOALS,
        line_length=GOAL_LENGTH,
        required=False,
        help_text=_("One goal a line."),
    )
    starts = day_field(_("First day"), required=False)
    ends = day_field(_("Last day"), required=False)
    sectors = CodesField(
        label=_("Areas of work"), choices=sector_choices, required=False, widget=columns()
    )
    places = CodesField(
        label=_("Where does it take place?"),
        choices=place_choices,
        most=MOST_PLACES,
        required=False,
        widget=SelectRows(spare=2, can_add=False),
    )

    def __init__(self, data: Any = None, *, text: AgreedText) -> None:
        self.text = text
        initial: dict[str, Any] = {
            "title": text.title,
            "purpose": text.purpose,
            "goals": list(text.goals),
            "starts": text.starts,
            "ends": text.ends,
            "sectors": list(text.sectors),
            "places": list(text.places),
        }
        for share in text.shares:
            initial[f"role-{share.party}"] = share.role
            initial[f"gives-{share.party}"] = share.gives
        super().__init__(data, initial=initial)
        needed = ["title", "purpose", "goals", "starts", "ends"]
        for share in text.shares:
            self.fields[f"role-{share.party}"] = forms.ChoiceField(
                label=_("What is it to the work?"),
                choices=[("", _("Not said yet")), *PartyRole.choices],
                required=False,
            )
            self.fields[f"gives-{share.party}"] = words_field(
                _("What does it give?"), rows=2, max_length=GIVES_LENGTH, required=False
            )
            needed += [f"role-{share.party}", f"gives-{share.party}"]
        not_optional(self, needed)

    @property
    def first_fields(self) -> list[Any]:
        return [self[name] for name in self.base_fields]

    @property
    def share_rows(self) -> list[tuple[str, list[Any]]]:
        """(a party's name, its fields)."""
        return [
            (share.name, [self[f"role-{share.party}"], self[f"gives-{share.party}"]])
            for share in self.text.shares
        ]

    def clean(self) -> dict[str, Any]:
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day is before the first."))
        return self.cleaned_data

    def applied(self) -> AgreedText:
        data = self.cleaned_data
        return replace(
            self.text,
            title=data["title"],
            purpose=data["purpose"],
            goals=tuple(data["goals"]),
            starts=data["starts"],
            ends=data["ends"],
            sectors=tuple(data["sectors"]),
            places=tuple(data["places"]),
            shares=tuple(
                replace(
                    share,
                    role=data[f"role-{share.party}"],
                    gives=data[f"gives-{share.party}"],
                )
                for share in self.text.shares
            ),
        )


class WhyForm(forms.Form):
    """What goes with a text that is proposed."""

    why = words_field(
        _("A word to the others"),
        rows=3,
        required=False,
        max_length=WORDS_LENGTH,
        help_text=_("They read it with the text. For a change, say why it is needed."),
    )


class StepForm(forms.Form):
    """Why a step is taken, where the others are owed a reason."""

    words = words_field(_("In your words"), required=False, max_length=WORDS_LENGTH)

    def __init__(
        self,
        data: Any = None,
        *,
        reasons: Sequence[Any] = (),
        needs_words: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        if reasons:
            self.fields["reason"] = forms.ChoiceField(
                label=_("Why?"),
                choices=list(reasons),
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose what comes closest.")},
            )
            self.order_fields(["reason", "words"])
        self.fields["words"].required = needs_words
        self.fields["words"].error_messages["required"] = _("The others need to know why.")


# The forms of the steps that ask for more than a click: (reasons, whether words are needed).
ASKS: dict[str, tuple[Sequence[Any], bool]] = {
    "send_back": ((), True),
    "withdraw": ((), False),
    "decline": ((), False),
    "suspend": ([row for row in PauseReason.choices if row[0] != PauseReason.LEFT], False),
    "leave": (EndReason.choices, True),
    "end_early": (EndReason.choices, False),
    "put_off": ((), True),
}


class ReflectionForm(forms.Form):
    """Looking back: what worked and what did not."""

    worked = words_field(_("What worked?"), max_length=REFLECTION_LENGTH)
    did_not = words_field(_("What did not work?"), max_length=REFLECTION_LENGTH)
    goals = forms.ChoiceField(
        label=_("Were the goals reached?"), choices=GoalsReached.choices, widget=forms.RadioSelect
    )
    helped = forms.MultipleChoiceField(
        label=_("What helped?"),
        choices=Condition.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "options--columns"}),
    )
    hindered = forms.MultipleChoiceField(
        label=_("What stood in the way?"),
        choices=Condition.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "options--columns"}),
    )
    again = forms.ChoiceField(
        label=_("Would you work together again?"), choices=Again.choices, widget=forms.RadioSelect
    )


class SummaryForm(forms.Form):
    """The words that everybody may read once every party agrees."""

    words = words_field(
        _("What may everybody read?"),
        rows=5,
        max_length=SUMMARY_LENGTH,
        help_text=_(
            "No names of people, and nothing that could put anybody at risk. Beside the words, the "
            "page names the parties, the session or opportunity that the partnership came of, and "
            "the recommendations that it pursues."
        ),
    )
    shows_results = forms.BooleanField(
        label=_("Show the figures of accepted reports, too"), required=False
    )
