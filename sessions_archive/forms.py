"""How staff enter a session: the day and times on its banner, and what was noted at it."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organizations.forms.fields import (
    CodesField,
    PlainTextField,
    SelectRows,
    language_choices,
    place_choices,
    sector_tree_choices,
)
from organizations.models import Language
from sessions_archive.clock import SkippedTimeError, comes_twice, instant, validate_zone
from sessions_archive.models import Edition, ExchangeSession
from sessions_archive.notes import read_notes

# The years that an exchange can have.
EARLIEST, LATEST = 2000, 2200


def _codes(label: Any, choices: Any) -> CodesField:
    return CodesField(label=label, choices=choices, required=False, widget=SelectRows(), most=30)


class SessionForm(forms.ModelForm):
    """The session itself; its lists are forms of their own (entry_forms)."""

    edition = forms.ModelChoiceField(
        label=_("Exchange"),
        queryset=Edition.objects.all(),
        to_field_name="year",
        error_messages={
            "invalid_choice": _("This exchange is not entered yet: enter the exchange first.")
        },
    )
    day = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("In the session’s time zone, like the times."),
    )
    start = forms.TimeField(
        label=_("Start"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    end = forms.TimeField(label=_("End"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends_next_day = forms.BooleanField(label=_("It ends on the next day"), required=False)
    language = forms.ModelChoiceField(
        label=_("Language"), queryset=Language.objects.order_by("code"), required=False
    )
    interpretation = _codes(_("Interpreted into"), language_choices)
    sectors = _codes(_("Sectors"), lambda: [("", _("Choose a sector")), *sector_tree_choices()])
    places = _codes(_("Places"), place_choices)

    class Meta:
        model = ExchangeSession
        fields = (
            *("edition", "number", "themes", "slug", "zone", "zone_printed", "zone_notes"),
            *("language", "notes", "capacity", "join_url", "is_recorded", "staff_notes"),
        )
        widgets = {
            "zone": forms.TextInput({"list": "zones", "autocomplete": "off", "dir": "ltr"}),
            "staff_notes": forms.Textarea({"rows": 4, "dir": "auto"}),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Left empty, it follows from the English theme.")

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not EARLIEST <= day.year <= LATEST:
            raise forms.ValidationError(
                _("Enter a day between %(first)d and %(last)d."),
                params={"first": EARLIEST, "last": LATEST},
            )
        return day

    def clean_zone(self) -> str:
        # The model checks it as well, but only after clean() has reckoned with it.
        zone: str = self.cleaned_data["zone"]
        validate_zone(zone)
        return zone

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("slug") and data.get("themes"):
            data["slug"] = slugify(data["themes"]["en"])[:80].strip("-")
        if data.get("day") and data.get("zone"):
            last_day = data["day"] + timedelta(days=data["ends_next_day"])
            starts_at = self._instant(data["day"], "start", data)
            ends_at = self._instant(last_day, "end", data)
            if starts_at and ends_at:
                self.instance.starts_at, self.instance.ends_at = starts_at, ends_at
                if ends_at <= starts_at:
                    self.add_error("end", _("A session ends after it starts."))
        return data

    def clean_capacity(self) -> int | None:
        """Nobody loses a place because there are fewer. The row is held until it is saved."""
        capacity: int | None = self.cleaned_data["capacity"]
        if self.instance.pk:
            list(ExchangeSession.objects.select_for_update(no_key=True).filter(pk=self.instance.pk))
            taken = self.instance.registrations.with_a_place().count()
            if taken > (capacity or 0):
                raise forms.ValidationError(
                    ngettext(
                        "%(count)d place is taken already: there cannot be fewer.",
                        "%(count)d places are taken already: there cannot be fewer.",
                        taken,
                    ),
                    params={"count": taken},
                )
        return capacity

    def _instant(self, day: date, name: str, data: dict[str, Any]) -> datetime | None:
        if data.get(name) is None:
            return None
        if comes_twice(day, data[name], data["zone"]):
            self.add_error(
                name,
                _(
                    "The clocks of this zone show this time twice on that day. Choose another "
                    "time, or enter the session in UTC."
                ),
            )
            return None
        try:
            return instant(day, data[name], data["zone"])
        except SkippedTimeError:
            self.add_error(
                name, _("The clocks of this zone go forward past this time on that day.")
            )
            return None


class NotesForm(forms.Form):
    """The notes of a session; `sections` is what can be read in them."""

    notes = PlainTextField(
        label=_("Notes"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 24, "dir": "auto"}),
        help_text=_(
            "In English. A line that starts with # begins a section, with its number and title: "
            "# 1.1 Funding. Every other line is an insight."
        ),
    )

    def clean_notes(self) -> str:
        notes: str = self.cleaned_data["notes"]
        self.sections = read_notes(notes)
        return notes
