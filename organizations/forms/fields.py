"""Fields and widgets that the directory's forms share."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.models import Generation, Language, Role, Sector, SupportType
from organizations.models.codelists import CodeList
from organizations.validators import clean_text

Choices = list[tuple[Any, Any]]


class PlainTextField(forms.CharField):
    """Text as its writer meant it: normalized, without invisible or control characters."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class LinesField(PlainTextField):
    """Up to `max_lines` short texts, one a line; the value is a list."""

    def __init__(self, *, max_lines: int, line_length: int, **kwargs: Any) -> None:
        self.max_lines, self.line_length = max_lines, line_length
        super().__init__(widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}), **kwargs)

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > self.max_lines:
            raise forms.ValidationError(
                _("Enter at most %(limit)d, one a line."), params={"limit": self.max_lines}
            )
        if any(len(line) > self.line_length for line in lines):
            raise forms.ValidationError(
                _("Each may have at most %(limit)d characters."),
                params={"limit": self.line_length},
            )
        return lines

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class SelectRows(forms.Select):
    """Several choices from a long list, as one select for each: the easiest on a phone.

    It shows a row for each value and `spare` empty ones, `least` rows at the least. Where
    `can_add`, a button asks the server for another (see StepForm.with_more_rows).
    """

    template_name = "forms/select_rows.html"
    use_fieldset = True
    allow_multiple_selected = False

    def __init__(
        self,
        *,
        least: int = 1,
        spare: int = 0,
        can_add: bool = True,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.least, self.spare, self.can_add = least, spare, can_add

    def format_value(self, value: Any) -> list[str]:
        return [str(item) for item in value or []]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        values = self.format_value(value)
        rows = []
        empty = max(self.spare, self.least - len(values))
        for row, selected in enumerate([*values, *[""] * empty]):
            context = super().get_context(name, [selected], attrs)
            widget = context["widget"]
            widget["attrs"].pop("required", None)
            if row:
                widget["attrs"]["id"] = f"{widget['attrs'].get('id', name)}_{row}"
            rows.append(widget)
        context = super().get_context(name, [], attrs)
        context["widget"] |= {"rows": rows, "can_add": self.can_add}
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        values = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
        return list(dict.fromkeys(value for value in values if value))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class CodesField(forms.MultipleChoiceField):
    """Codes of a code list; `most` bounds how many."""

    def __init__(
        self, *, choices: Callable[[], Choices], most: int | None = None, **kwargs: Any
    ) -> None:
        self.most = most
        super().__init__(choices=choices, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.most and len(value) > self.most:
            raise forms.ValidationError(
                _("Choose at most %(limit)d."), params={"limit": self.most}, code="too_many"
            )


def choices_of(model: type[CodeList]) -> Callable[[], Choices]:
    """Return a callable that lists `model` as choices, in the reader's language."""

    def choices() -> Choices:
        return [(entry.pk, entry.label) for entry in codebook.entries(model).values()]

    return choices


def _rows(entries: Iterable[CodeList]) -> Choices:
    return [(entry.pk, entry.label) for entry in entries]


def country_choices() -> Choices:
    return [("", _("Choose a country")), *_rows(codebook.countries())]


def place_choices() -> Choices:
    return [
        ("", _("Choose a country or region")),
        (_("Countries and areas"), _rows(codebook.countries())),
        (_("Regions"), _rows(codebook.regions())),
    ]


def language_choices() -> Choices:
    languages = sorted(codebook.entries(Language).values(), key=lambda row: row.label.casefold())
    return [("", _("Choose a language")), *_rows(languages)]


def sector_choices() -> Choices:
    """Sectors under the heading of their group."""
    sectors = codebook.entries(Sector).values()
    return [
        (group.label, [(row.pk, row.label) for row in sectors if row.parent_id == group.pk])
        for group in sectors
        if group.parent_id is None
    ]


def sector_tree_choices() -> Choices:
    """Groups of sectors, each followed by its sectors; a group may be chosen, too."""
    sectors = codebook.entries(Sector).values()
    return [
        (row.pk, row.label)
        for group in sectors
        if group.parent_id is None
        for row in (group, *(child for child in sectors if child.parent_id == group.pk))
    ]


role_choices = choices_of(Role)
generation_choices = choices_of(Generation)
support_choices = choices_of(SupportType)


def columns() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple(attrs={"class": "options--columns"})
