"""Fields that the forms around results share."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from organizations.forms.fields import PlainTextField
from partnerships.models.kpis import DIGITS, PLACES


def words_field(label: Any, *, rows: int = 3, **more: Any) -> PlainTextField:
    return PlainTextField(
        label=label, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **more
    )


def number_field(label: Any, **more: Any) -> forms.DecimalField:
    """A number as people of the reader's language write it."""
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=DIGITS,
        decimal_places=PLACES,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input--s", "dir": "ltr"}),
        **more,
    )


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more
    )


def short(value: Decimal | None) -> Decimal | None:
    """Without the zeros that a column adds."""
    return None if value is None else value.normalize() + 0


def not_optional(form: forms.Form, names: Iterable[str]) -> None:
    """Do not call these optional: a draft does without them, what is sent to others does not."""
    for name in names:
        field: Any = form.fields[name]
        field.is_needed = True
