"""The rows of a session's lists: one small form for each, whether typed or read from a file."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organizations.forms.fields import LinesField, PlainTextField, language_choices
from organizations.models.fields import WebAddressField
from sessions_archive.enums import AppearanceRole, Basis, Part, ResourceKind
from sessions_archive.models.findings import CODE
from sessions_archive.models.resources import ISBN
from sessions_archive.translations import TranslationsFormField

MOST_ROWS = 200


def _text(label: Any, length: int, *, required: bool = False, **attrs: str) -> PlainTextField:
    return PlainTextField(
        label=label,
        max_length=length,
        required=required,
        widget=forms.TextInput({"dir": "auto", **attrs}),
    )


class PersonRow(forms.Form):
    name = _text(_("Name"), 120, required=True, list="people-known", autocomplete="off")
    role = forms.ChoiceField(
        label=_("Role"), choices=AppearanceRole.choices, initial=AppearanceRole.SPEAKER
    )
    capacity = _text(_("Capacity at that time"), 200)
    organization = _text(_("Organization as printed"), 200)
    listing = _text(_("Its listing"), 300, list="listings-known", autocomplete="off")
    named = forms.ChoiceField(
        label=_("May be named"),
        choices=[("", _("Not yet")), *Basis.choices],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("listing") and not data.get("organization"):
            self.add_error("organization", _("Enter the organization's name as it was printed."))
        return data


class AgendaRow(forms.Form):
    start = forms.TimeField(
        label=_("Start"), widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    titles = TranslationsFormField(label=_("Agenda item"))


class QuestionRow(forms.Form):
    texts = TranslationsFormField(label=_("Guiding question"))


class InsightRow(forms.Form):
    section = forms.RegexField(CODE, label=_("Section"), max_length=10)
    titles = TranslationsFormField(label=_("Title of the section"), required=False)
    texts = TranslationsFormField(label=_("Insight"))


class RecommendationRow(forms.Form):
    code = forms.RegexField(CODE, label=_("Recommendation"), max_length=10)
    titles = TranslationsFormField(label=_("Title of the recommendation"), required=False)
    texts = TranslationsFormField(label=_("Recommended step"))


class ResourceRow(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ResourceKind.choices, initial=ResourceKind.PUBLICATION
    )
    title = _text(_("Title"), 300, required=True)
    authors = LinesField(label=_("Authors, one a line"), max_lines=50, line_length=120,
                         required=False)  # fmt: skip
    year = forms.IntegerField(label=_("Year"), min_value=1, max_value=9999, required=False)
    publisher = _text(_("Publisher"), 200)
    isbn = forms.RegexField(ISBN, label=_("ISBN"), max_length=17, required=False)
    publication_number = _text(_("Publication number"), 40)
    genre = _text(_("Genre"), 100)
    format = _text(_("Format"), 20)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    licence = _text(_("Licence"), 60)
    url: Any = WebAddressField(_("Link"), max_length=300, blank=True).formfield(
        widget=forms.URLInput({"dir": "ltr"})
    )
    notes = TranslationsFormField(label=_("Note on the record"), required=False)
    captions = _text(_("Captions, in which languages"), 100)
    consent_on_file = forms.BooleanField(label=_("Everybody recorded has agreed"), required=False)


class OrganizationRow(forms.Form):
    name = _text(_("Name as printed"), 200, required=True)
    acronym = _text(_("Acronym"), 30)
    part = forms.ChoiceField(label=_("Part"), choices=Part.choices, initial=Part.PARTICIPANT)
    listing = _text(_("Its listing"), 300, list="listings-known", autocomplete="off")


class Rows(forms.BaseFormSet):
    """The rows of one list. Whoever empties a row has taken it away, as the tick does."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    @cached_property
    def wanted(self) -> list[Any]:
        """The forms that stand for a row, in order; asked for first while all are valid."""
        return [form for form in self.ordered_forms if form.has_changed()]

    def is_going(self, form: forms.BaseForm) -> bool:
        """Whether the tick says to take this row away."""
        return bool(self._should_delete_form(form))  # type: ignore[attr-defined]


# How many empty rows a list shows below what it holds.
SPARE = {
    "people": 3,
    "agenda": 3,
    "questions": 2,
    "insights": 3,
    "recommendations": 1,
    "resources": 1,
    "organizations": 2,
}
ROWS: dict[str, type[forms.Form]] = {
    "people": PersonRow,
    "agenda": AgendaRow,
    "questions": QuestionRow,
    "insights": InsightRow,
    "recommendations": RecommendationRow,
    "resources": ResourceRow,
    "organizations": OrganizationRow,
}
FORMSETS: dict[str, Any] = {
    name: forms.formset_factory(
        row,
        formset=Rows,
        extra=SPARE[name],
        can_order=True,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 50,
        validate_max=True,
    )
    for name, row in ROWS.items()
}
