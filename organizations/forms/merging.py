"""Which of two listings is kept, and what it says afterwards."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.merge_fields import BOTH, OTHER
from organizations.side_by_side import Row

KEEP = "keep"


class MergeForm(forms.Form):
    """One choice for each fact in which the two differ; what is empty gives way."""

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            if row.is_same:
                continue
            choices = [(KEEP, _("as in the kept listing")), (OTHER, _("as in the other"))]
            if row.field.can_be_both:
                choices.append((BOTH, _("both")))
            self.fields[row.field.name] = forms.ChoiceField(
                label=row.field.label,
                choices=choices,
                widget=forms.RadioSelect,
                initial=_suggested(row),
            )

    def choices(self) -> dict[str, str]:
        return dict(self.cleaned_data)


def _suggested(row: Row) -> str:
    """Lose nothing: rows are joined, the more careful audience holds, what is empty is filled."""
    if row.field.name == "memberships" and row.first:
        # Who entered a group a second time does not come to speak for the first one by that.
        return KEEP
    if row.field.can_be_both:
        return BOTH
    return OTHER if row.second and not row.first else KEEP
